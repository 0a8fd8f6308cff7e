package mfa_test

import (
	"strings"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// selfManage is the policy of the IAM user guide for users who manage their own
// MFA devices ("AWS: Allows MFA-authenticated IAM users to manage their own
// credentials on the Security credentials page"), its statements on devices.
const selfManage = `{"Version":"2012-10-17","Statement":[
	{"Sid":"AllowManageOwnVirtualMFADevice","Effect":"Allow",
	 "Action":"iam:CreateVirtualMFADevice","Resource":"arn:aws:iam::*:mfa/*"},
	{"Sid":"AllowManageOwnUserMFA","Effect":"Allow",
	 "Action":["iam:DeactivateMFADevice","iam:EnableMFADevice","iam:GetUser",
	           "iam:GetMFADevice","iam:ListMFADevices","iam:ResyncMFADevice"],
	 "Resource":"arn:aws:iam::*:user/${aws:username}"},
	{"Sid":"DenyAllExceptListedIfNoMFA","Effect":"Deny",
	 "NotAction":["iam:CreateVirtualMFADevice","iam:EnableMFADevice","iam:GetUser",
	              "iam:GetMFADevice","iam:ListMFADevices","iam:ListVirtualMFADevices",
	              "iam:ResyncMFADevice","sts:GetSessionToken"],
	 "Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}]}`

// forAnHour allows ListUsers for an hour after a code.
const forAnHour = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:ListUsers",
	"Resource":"*","Condition":{"NumericLessThan":{"aws:MultiFactorAuthAge":"3600"}}}}`

func TestTheGuidesPolicyOpensWithMFAAndClosesAfterAnHour(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	inGroup(f, "alice", map[string]string{"self-manage": selfManage, "for-an-hour": forAnHour})

	const denied = "with an explicit deny in an identity-based policy"
	wantListing(t, alice, false, denied)
	phone := alice.Create("alice")
	mfatest.Do(alice, mfa.EnableMFADevice, phone.Pair("alice", 0))
	wantListing(t, alice, false, denied) // the key alone has no more rights than before
	mfatest.Must[mfa.GetUserResponse](alice, mfa.GetUser, mfa.GetUserRequest{})

	f.Wait(otp.Period)
	session := alice.WithMFA(phone, 0)
	wantListing(t, session, true, "")
	f.Wait(time.Hour - time.Second)
	wantListing(t, session, true, "")
	f.Wait(time.Second)
	wantListing(t, session, false, "because no identity-based policy allows the iam:ListUsers action")
	mfatest.Must[mfa.GetUserResponse](session, mfa.GetUser, mfa.GetUserRequest{}) // the session lives on
}

// The nine statements that are written to require MFA, and whom each lets
// through (IAM user guide, "Secure API access with MFA"). A session without MFA
// may call no operation of IAM, whatever its policies say.
func TestStatementsThatAskForMFA(t *testing.T) {
	deny := func(condition string) string {
		return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},
			{"Effect":"Deny","Action":"*","Resource":"*","Condition":` + condition + `}]}`
	}
	allow := func(condition string) string {
		return `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":` +
			condition + `}}`
	}
	for _, c := range []struct {
		document      string
		key, yes, old bool
	}{
		{deny(`{"Bool":{"aws:MultiFactorAuthPresent":"false"}}`), true, true, true},
		{deny(`{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}`), false, true, true},
		{deny(`{"Null":{"aws:MultiFactorAuthPresent":"true"}}`), false, true, true},
		{deny(`{"Null":{"aws:MultiFactorAuthAge":"true"}}`), false, true, true},
		{deny(`{"NumericGreaterThan":{"aws:MultiFactorAuthAge":"3600"}}`), true, true, false},
		{deny(`{"NumericGreaterThanIfExists":{"aws:MultiFactorAuthAge":"3600"}}`), false, true, false},
		{allow(`{"Bool":{"aws:MultiFactorAuthPresent":"true"}}`), false, true, true},
		{allow(`{"BoolIfExists":{"aws:MultiFactorAuthPresent":"true"}}`), true, true, true},
		{allow(`{"NumericLessThan":{"aws:MultiFactorAuthAge":"3600"}}`), false, true, false},
	} {
		t.Run(c.document, func(t *testing.T) {
			f := mfatest.New(t, nil)
			alice := f.User("alice")
			putPolicy(f, "alice", "p", c.document)
			phone := f.Enable("alice", "phone")
			f.Wait(otp.Period)
			session := alice.WithMFA(phone, 0)
			without := mfatest.Must[mfa.GetSessionTokenResponse](alice, mfa.GetSessionToken, mfa.GetSessionTokenRequest{})
			plain := f.SignIn(without.Credentials.AccessKeyId, without.Credentials.SessionToken)
			f.Wait(100 * time.Second)
			for caller, want := range map[*mfatest.Caller]bool{&alice: c.key, &session: c.yes, &plain: false} {
				if _, err := mfatest.Call[any](*caller, mfa.ListUsers, mfa.ListUsersRequest{}); (err == nil) != want {
					t.Errorf("%+v: %v, want %v", caller.Identity(), err, want)
				}
			}
			f.Wait(9899 * time.Second)
			if _, err := mfatest.Call[any](session, mfa.ListUsers, mfa.ListUsersRequest{}); (err == nil) != c.old {
				t.Errorf("old: %v, want %v", err, c.old)
			}
		})
	}
}

func TestTheDefaultPolicyHoldsWhileThereIsNoOther(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	getUser := func(allowed bool) {
		t.Helper()
		if _, err := mfatest.Call[any](alice, mfa.GetUser, mfa.GetUserRequest{}); (err == nil) != allowed {
			t.Errorf("%v; want it allowed: %v", err, allowed)
		}
	}
	getUser(true)
	const loneDeny = `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*"}}`
	putPolicy(f, "alice", "p", loneDeny)
	getUser(false)
	mfatest.Do(f.Root, mfa.DeleteUserPolicy, mfa.DeleteUserPolicyRequest{UserName: ptr("alice"), PolicyName: ptr("p")})
	getUser(true)
	inGroup(f, "alice", map[string]string{"p": loneDeny})
	getUser(false)
	mfatest.Do(f.Root, mfa.RemoveUserFromGroup,
		mfa.RemoveUserFromGroupRequest{GroupName: ptr("team"), UserName: ptr("alice")})
	getUser(true)
	f.Change(func(c *mfa.Config) { c.DefaultPolicy = mfa.NoDefaultPolicy })
	getUser(false)
}

func TestABoundaryThatIsSilentOrDeniesRefuses(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	putPolicy(f, "alice", "p", `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`)
	wantListing(t, alice, true, "")
	for name, c := range map[string]struct{ statement, text string }{
		"silent": {`"Effect":"Allow","Action":"s3:*"`, "because no permissions boundary allows the iam:ListUsers action"},
		"deny":   {`"Effect":"Deny","Action":"iam:ListUsers"`, "with an explicit deny in a permissions boundary"},
	} {
		made := mfatest.Must[mfa.CreatePolicyResponse](f.Root, mfa.CreatePolicy, mfa.CreatePolicyRequest{
			PolicyName:     &name,
			PolicyDocument: ptr(`{"Version":"2012-10-17","Statement":{` + c.statement + `,"Resource":"*"}}`),
		})
		mfatest.Do(f.Root, mfa.PutUserPermissionsBoundary, mfa.PutUserPermissionsBoundaryRequest{
			UserName:            ptr("alice"),
			PermissionsBoundary: &made.Policy.Arn,
		})
		wantListing(t, alice, false, c.text)
	}
	mfatest.Do(f.Root, mfa.DeleteUserPermissionsBoundary, mfa.DeleteUserPermissionsBoundaryRequest{UserName: ptr("alice")})
	wantListing(t, alice, true, "")
}

// AWS-2023-001: a key alone adds no device beside one that is enabled.
func TestNoPolicyLetsAKeyAloneTouchItsUsersDevices(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	putPolicy(f, "alice", "p", `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`)
	phone := f.Enable("alice", "phone")
	f.Wait(otp.Period)
	deactivate := mfa.DeactivateMFADeviceRequest{UserName: ptr("alice"), SerialNumber: &phone.Serial}
	refusal := mfatest.Refused(alice, mfa.DeactivateMFADevice, deactivate)
	if refusal.Code != mfa.AccessDenied || !strings.Contains(refusal.Error(), "authenticated with an MFA device") {
		t.Error(refusal)
	}
	mfatest.Do(alice.WithMFA(phone, 0), mfa.DeactivateMFADevice, deactivate)
}
