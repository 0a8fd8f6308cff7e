package mfa_test

import (
	"fmt"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

func rename(f *mfatest.Fixture, from, to string) {
	f.T.Helper()
	mfatest.Must[mfa.NoOutput](f.Root, mfa.UpdateUser, mfa.UpdateUserRequest{UserName: &from, NewUserName: &to})
}

// sent sends a request in JSON as root.
func sent(t *testing.T, c mfatest.Caller, op mfa.Operation, body string) {
	t.Helper()
	if err := c.Send(op, body); err != nil {
		t.Fatalf("%s: %v", op.Name, err)
	}
}

func TestUpdateUserKeepsWhatBelongsToTheUser(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	phone := f.Enable("alice", "phone")
	entry, _ := mfatest.EntryOf("CreatePolicy")
	for _, c := range []struct {
		op   mfa.Operation
		body string
	}{
		{mfa.CreateGroup, `{"GroupName":"team"}`},
		{mfa.AddUserToGroup, `{"GroupName":"team","UserName":"alice"}`},
		{mfa.CreatePolicy, entry.Body},
		{mfa.AttachUserPolicy, `{"UserName":"alice","PolicyArn":"arn:aws:iam::123456789012:policy/reading"}`},
		{mfa.PutUserPermissionsBoundary,
			`{"UserName":"alice","PermissionsBoundary":"arn:aws:iam::123456789012:policy/reading"}`},
		{mfa.CreateLoginProfile, `{"UserName":"alice","Password":"correct-Horse-1"}`},
	} {
		sent(t, f.Root, c.op, c.body)
	}
	before := mfatest.Must[mfa.GetUserResponse](f.Root, mfa.GetUser, mfa.GetUserRequest{UserName: ptr("alice")}).User
	sent(t, f.Root, mfa.UpdateUser, `{"UserName":"alice","NewUserName":"Robert","NewPath":"/people/"}`)

	after := mfatest.Must[mfa.GetUserResponse](f.Root, mfa.GetUser, mfa.GetUserRequest{UserName: ptr("robert")}).User
	if after.UserId != before.UserId || !after.CreateDate.Equal(before.CreateDate) ||
		after.Arn != "arn:aws:iam::123456789012:user/people/Robert" {
		t.Errorf("the user is %+v", after)
	}
	want(t, mfatest.Refused(f.Root, mfa.GetUser, mfa.GetUserRequest{UserName: ptr("alice")}),
		mfa.NoSuchEntity, "The user with name alice cannot be found.")
	if who := f.SignIn(alice.KeyID, noToken).Identity(); who.ARN != after.Arn || who.UserName != "Robert" {
		t.Errorf("the key is of %+v", who)
	}
	group := mfatest.Must[mfa.GetGroupResponse](f.Root, mfa.GetGroup, mfa.GetGroupRequest{GroupName: ptr("team")})
	if len(group.Users) != 1 || *group.Users[0].UserName != "Robert" {
		t.Errorf("the group has %+v", group.Users)
	}
	entities := mfatest.Must[mfa.ListEntitiesForPolicyResponse](f.Root, mfa.ListEntitiesForPolicy,
		mfa.ListEntitiesForPolicyRequest{PolicyArn: ptr("arn:aws:iam::123456789012:policy/reading")})
	if len(entities.PolicyUsers) != 1 || entities.PolicyUsers[0].UserName != "Robert" {
		t.Errorf("the policy is attached to %+v", entities.PolicyUsers)
	}
	devices := mfatest.Must[mfa.ListVirtualMFADevicesResponse](f.Root, mfa.ListVirtualMFADevices,
		mfa.ListVirtualMFADevicesRequest{AssignmentStatus: ptr("Assigned")}).VirtualMFADevices
	if len(devices) != 1 || devices[0].User.Arn != after.Arn || devices[0].SerialNumber != phone.Serial {
		t.Errorf("the assigned devices are %+v", devices)
	}
	for _, op := range []mfa.Operation{mfa.GetLoginProfile, mfa.DeleteLoginProfile} {
		sent(t, f.Root, op, `{"UserName":"Robert"}`)
	}
	sent(t, f.Root, mfa.DetachUserPolicy,
		`{"UserName":"Robert","PolicyArn":"arn:aws:iam::123456789012:policy/reading"}`)
	sent(t, f.Root, mfa.RemoveUserFromGroup, `{"GroupName":"team","UserName":"Robert"}`)
	sent(t, f.Root, mfa.DeactivateMFADevice, `{"UserName":"Robert","SerialNumber":"`+phone.Serial+`"}`)
	sent(t, f.Root, mfa.DeleteAccessKey, `{"UserName":"Robert","AccessKeyId":"`+alice.KeyID+`"}`)
	sent(t, f.Root, mfa.DeleteUser, `{"UserName":"Robert"}`)
}

func TestUpdateUserNeverLetsACodeBeRedeemedTwice(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	phone := f.Enable("alice", "phone")
	mfatest.Must[mfa.GetSessionTokenResponse](alice, mfa.GetSessionToken, phone.Token(1))
	rename(f, "alice", "robert")
	wantCode(t, mfatest.Refused(alice, mfa.GetSessionToken, phone.Token(1)), mfa.AccessDenied)
	rename(f, "robert", "alice")
	wantCode(t, mfatest.Refused(alice, mfa.GetSessionToken, phone.Token(1)), mfa.AccessDenied)
	mfatest.Must[mfa.GetSessionTokenResponse](alice, mfa.GetSessionToken, phone.Token(2))
}

func TestUpdateUserKeepsTheBudgetOfAttempts(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	phone := f.Enable("alice", "phone")
	names := []string{"alice", "robert"}
	for i := range 9 {
		wantCode(t, mfatest.Refused(alice, mfa.GetSessionToken, phone.Token(100)), mfa.AccessDenied)
		rename(f, names[i%2], names[(i+1)%2])
	}
	refusal := mfatest.Refused(alice, mfa.GetSessionToken, phone.Token(1))
	if refusal.Reason != "budget exhausted" {
		t.Errorf("after nine attempts the right code is refused because %q", refusal.Reason)
	}
}

func TestUpdateUserRefusesANameThatIsTaken(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	f.User("bob")
	in := mfa.UpdateUserRequest{UserName: ptr("alice"), NewUserName: ptr("BOB")}
	want(t, mfatest.Refused(f.Root, mfa.UpdateUser, in), mfa.EntityAlreadyExists, "User with name BOB already exists.")
	for _, body := range []string{
		`{"UserName":"alice"}`,
		`{"UserName":"alice","NewUserName":"alice","NewPath":"/"}`,
		`{"UserName":"alice","NewUserName":"Alice"}`,
	} {
		sent(t, f.Root, mfa.UpdateUser, body)
	}
	sent(t, f.Root, mfa.GetUser, `{"UserName":"alice"}`)
}

func TestUpdateUserTakesTheRightForBothNames(t *testing.T) {
	f := mfatest.New(t, nil)
	admin := f.User("admin")
	f.User("alice")
	policy := `{"UserName":"admin","PolicyName":"p","PolicyDocument":"{\"Version\":\"2012-10-17\",\"Statement\":` +
		`{\"Effect\":\"Allow\",\"Action\":\"iam:UpdateUser\",\"Resource\":[` +
		`\"arn:aws:iam::123456789012:user/alice\",\"arn:aws:iam::123456789012:user/carol\"]}}"}`
	sent(t, f.Root, mfa.PutUserPolicy, policy)
	in := mfa.UpdateUserRequest{UserName: ptr("alice"), NewUserName: ptr("root")}
	wantCode(t, mfatest.Refused(admin, mfa.UpdateUser, in), mfa.AccessDenied)
	in.NewUserName = ptr("carol")
	mfatest.Must[mfa.NoOutput](admin, mfa.UpdateUser, in)
}

func TestUpdateUserEndsSessionsOfTheOldName(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	session := alice.WithMFA(f.Enable("alice", "phone"), 1)
	rename(f, "alice", "robert")
	_, err := mfatest.Authenticate(t.Context(), f.Service, session.KeyID, session.Token())
	wantCode(t, err, mfa.InvalidClientTokenID)
}

// The holder of the user's key may hinder a rename by attempts with codes, but
// neither for ever nor against an administrator who switches the key off.
func TestUpdateUserSucceedsOnceTheAttemptsOfAThiefEnd(t *testing.T) {
	for name, c := range map[string]struct {
		profile otp.Profile
		end     string // what an administrator sends, UpdateAccessKey
	}{
		"by their budget":                  {otp.Hardened, ""},
		"as the key is no longer accepted": {otp.AWS, `{"UserName":"alice","AccessKeyId":%q,"Status":"Inactive"}`},
	} {
		t.Run(name, func(t *testing.T) {
			f := mfatest.New(t, &mfatest.Options{Profile: c.profile})
			thief := f.User("alice")
			phone := f.Enable("alice", "phone")
			f.ChangeStore(observed{f.Store(), func(method string) (bool, error) {
				if method != "Commit" {
					return false, nil
				}
				if _, err := mfatest.Authenticate(t.Context(), f.Service, thief.KeyID, noToken); err == nil {
					_ = mfatest.Refused(thief, mfa.GetSessionToken, phone.Token(500))
				}
				return false, nil
			}})
			in := mfa.UpdateUserRequest{UserName: ptr("alice"), NewUserName: ptr("robert")}
			wantCode(t, mfatest.Refused(f.Root, mfa.UpdateUser, in), mfa.ConcurrentModification)
			sent(t, f.Root, mfa.GetUser, `{"UserName":"alice"}`)
			if c.end != "" {
				sent(t, f.Root, mfa.UpdateAccessKey, fmt.Sprintf(c.end, thief.KeyID))
			}
			mfatest.Must[mfa.NoOutput](f.Root, mfa.UpdateUser, in)
		})
	}
}
