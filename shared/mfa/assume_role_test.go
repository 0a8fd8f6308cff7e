package mfa_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/memstore"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/storetest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

const (
	opsARN   = "arn:aws:iam::123456789012:role/team/ops"
	aliceARN = "arn:aws:iam::123456789012:user/alice"
	withMFA  = `,"Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}`
)

// trust is a trust policy that allows the principal.
func trust(principal, condition string) string {
	return fmt.Sprintf(`{"Version":"2012-10-17","Statement":{"Effect":"Allow",`+
		`"Principal":{"AWS":%q},"Action":"sts:AssumeRole"%s}}`, principal, condition)
}

// equal is a condition of a trust policy.
func equal(key, value string) string {
	return fmt.Sprintf(`,"Condition":{"StringEquals":{%q:%q}}`, key, value)
}

// allow is an identity policy.
func allow(action, resource string) *string {
	return ptr(fmt.Sprintf(`{"Version":"2012-10-17","Statement":{"Effect":"Allow",`+
		`"Action":%q,"Resource":%q}}`, action, resource))
}

// createRole creates the role /team/ops or another of that path.
func createRole(f *mfatest.Fixture, name, trust string) {
	mfatest.Must[mfa.CreateRoleResponse](f.Root, mfa.CreateRole, mfa.CreateRoleRequest{
		Path: ptr("/team/"), RoleName: &name, AssumeRolePolicyDocument: &trust, MaxSessionDuration: ptr(int32(7200)),
	})
}

// permitRole gives a role an inline policy.
func permitRole(f *mfatest.Fixture, name string, document *string) {
	mfatest.Do(f.Root, mfa.PutRolePolicy,
		mfa.PutRolePolicyRequest{RoleName: &name, PolicyName: ptr("p"), PolicyDocument: document})
}

// permitAlice gives alice an inline policy.
func permitAlice(f *mfatest.Fixture, document *string) {
	mfatest.Do(f.Root, mfa.PutUserPolicy,
		mfa.PutUserPolicyRequest{UserName: ptr("alice"), PolicyName: ptr("p"), PolicyDocument: document})
}

// ops is a request for the role /team/ops.
func ops() mfa.AssumeRoleRequest {
	return mfa.AssumeRoleRequest{RoleArn: ptr(opsARN), RoleSessionName: ptr("work")}
}

// opsWith is a request for the role /team/ops with the code that a phone shows.
func opsWith(p mfatest.Phone, offset otp.Step) mfa.AssumeRoleRequest {
	in := ops()
	in.SerialNumber, in.TokenCode = &p.Serial, p.Code(offset)
	return in
}

func assume(c mfatest.Caller, in mfa.AssumeRoleRequest) mfa.AssumeRoleResponse {
	return mfatest.Must[mfa.AssumeRoleResponse](c, mfa.AssumeRole, in)
}

func signIn(f *mfatest.Fixture, c mfa.Credentials) mfatest.Caller {
	return f.SignIn(c.AccessKeyId, c.SessionToken)
}

// refusedFor is the whole text of a refusal to assume /team/ops.
func refusedFor(arn string) string {
	return "User: " + arn + " is not authorized to perform: sts:AssumeRole on resource: " + opsARN
}

func TestARoleWithMFAIsAssumedWithACode(t *testing.T) {
	f := mfatest.New(t, nil)
	alice, phone := f.User("alice"), f.Enable("alice", "phone")
	f.Wait(3 * otp.Period)
	createRole(f, "ops", trust(aliceARN, withMFA))
	permitRole(f, "ops", allow("iam:ListUsers", "*"))

	want(t, mfatest.Refused(alice, mfa.AssumeRole, ops()), mfa.AccessDenied, refusedFor(aliceARN))
	out := assume(alice, opsWith(phone, 0))
	arn := "arn:aws:sts::123456789012:assumed-role/ops/work"
	who := out.AssumedRoleUser
	if who.Arn != arn || !strings.HasSuffix(who.AssumedRoleId, ":work") || out.PackedPolicySize != nil {
		t.Errorf("got %+v", out)
	}
	if got := out.Credentials.Expiration.Sub(f.Time()); got != time.Hour {
		t.Errorf("the session lasts %s", got)
	}
	role := signIn(f, out.Credentials)
	is := mfatest.Must[mfa.GetCallerIdentityResponse](role, mfa.GetCallerIdentity, mfa.GetCallerIdentityRequest{})
	if is.Arn != arn || is.UserId != who.AssumedRoleId {
		t.Errorf("it is %+v", is)
	}
	if id := role.Identity(); id.Type != "AssumedRole" || id.MFA || id.UserName != "" {
		t.Errorf("the audit record would say %+v", id)
	}
	mfatest.Must[mfa.ListUsersResponse](role, mfa.ListUsers, mfa.ListUsersRequest{})
	want(t, mfatest.Refused(role, mfa.ListRoles, mfa.ListRolesRequest{}), mfa.AccessDenied,
		"User: "+arn+" is not authorized to perform: iam:ListRoles on resource: arn:aws:iam::123456789012:role/"+
			" because no identity-based policy allows the iam:ListRoles action")

	invalid := "MultiFactorAuthentication failed with invalid MFA one time pass code. "
	want(t, mfatest.Refused(alice, mfa.AssumeRole, opsWith(phone, 0)), mfa.AccessDenied, invalid)
	want(t, mfatest.Refused(alice, mfa.GetSessionToken, phone.Token(0)), mfa.AccessDenied, invalid)
	want(t, mfatest.Refused(f.Root, mfa.AssumeRole, ops()), mfa.AccessDenied,
		"Roles may not be assumed by root accounts.")
}

func TestWhoMayAssumeARole(t *testing.T) {
	account, root := "123456789012", "arn:aws:iam::123456789012:root"
	mayAssume := allow("sts:AssumeRole", opsARN)
	because := " because no identity-based policy allows the sts:AssumeRole action"
	deny := strings.Replace(*mayAssume, "Allow", "Deny", 1)
	for name, c := range map[string]struct {
		trust    string
		identity *string
		refusal  string // after the bare text, or "-" if there is none
	}{
		"the user is named":                      {trust(aliceARN, ""), nil, "-"},
		"everyone is named":                      {trust("*", ""), nil, "-"},
		"the account is named":                   {trust(account, ""), nil, because},
		"the account is named, and a policy":     {trust(account, ""), mayAssume, "-"},
		"the root is named, and a policy":        {trust(root, ""), mayAssume, "-"},
		"the root is named, and a policy denies": {trust(root, ""), &deny, ""},
		"the user is named, and a policy denies": {trust(aliceARN, ""), &deny, ""},
		"another user is named, and a policy":    {trust("arn:aws:iam::123456789012:user/bob", ""), mayAssume, ""},
		"another account is named, and a policy": {trust("210987654321", ""), mayAssume, ""},
		"a policy for another role":              {trust(account, ""), allow("sts:AssumeRole", opsARN+"2"), because},
		"MFA is asked for, and there is none":    {trust(aliceARN, withMFA), nil, ""},
		"an external id is asked for":            {trust(aliceARN, equal("sts:ExternalId", "id")), nil, ""},
		"the right session name is asked for":    {trust(aliceARN, equal("sts:RoleSessionName", "work")), nil, "-"},
		"the user's name is the session's":       {trust(aliceARN, equal("sts:RoleSessionName", "${aws:username}")), nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := mfatest.New(t, nil)
			alice := f.User("alice")
			f.User("bob")
			createRole(f, "ops", c.trust)
			if c.identity != nil {
				permitAlice(f, c.identity)
			}
			if c.refusal == "-" {
				assume(alice, ops())
				return
			}
			want(t, mfatest.Refused(alice, mfa.AssumeRole, ops()), mfa.AccessDenied, refusedFor(aliceARN)+c.refusal)
		})
	}
}

func TestAnExternalIDIsACondition(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	createRole(f, "ops", trust(aliceARN, equal("sts:ExternalId", "right")))
	in := ops()
	in.ExternalId = ptr("wrong")
	want(t, mfatest.Refused(alice, mfa.AssumeRole, in), mfa.AccessDenied, refusedFor(aliceARN))
	in.ExternalId = ptr("right")
	assume(alice, in)
}

func TestAUserMadeAgainIsNotTrusted(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	createRole(f, "ops", trust(aliceARN, ""))
	assume(alice, ops())
	mfatest.Do(f.Root, mfa.DeleteAccessKey,
		mfa.DeleteAccessKeyRequest{UserName: ptr("alice"), AccessKeyId: &alice.KeyID})
	mfatest.Do(f.Root, mfa.DeleteUser, mfa.DeleteUserRequest{UserName: ptr("alice")})
	want(t, mfatest.Refused(f.User("alice"), mfa.AssumeRole, ops()), mfa.AccessDenied, refusedFor(aliceARN))
}

func TestARoleThatDoesNotExistIsRefusedLikeOneThatDoesNotTrust(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	createRole(f, "ops", trust(aliceARN, ""))
	for _, arn := range []string{
		"arn:aws:iam::123456789012:role/none", "arn:aws:iam::123456789012:role/ops",
		"arn:aws:iam::123456789012:role/team/OPS", "arn:aws:iam::210987654321:role/team/ops",
	} {
		in := ops()
		in.RoleArn = &arn
		want(t, mfatest.Refused(alice, mfa.AssumeRole, in), mfa.AccessDenied,
			"User: "+aliceARN+" is not authorized to perform: sts:AssumeRole on resource: "+arn)
	}
}

func TestAssumeRoleChecksWhatIsSent(t *testing.T) {
	f := mfatest.New(t, nil)
	alice, phone := f.User("alice"), f.Enable("alice", "phone")
	createRole(f, "ops", trust("*", ""))
	both := "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code."
	for name, c := range map[string]struct {
		change func(*mfa.AssumeRoleRequest)
		code   mfa.ErrorCode
		text   string
	}{
		"not a role": {
			func(in *mfa.AssumeRoleRequest) { in.RoleArn = ptr(aliceARN) },
			mfa.ValidationError, aliceARN + " is invalid",
		},
		"a space in the session name": {
			func(in *mfa.AssumeRoleRequest) { in.RoleSessionName = ptr("a b") }, mfa.ValidationError,
			"1 validation error detected: Value 'a b' at 'roleSessionName' failed to satisfy constraint: " +
				`Member must satisfy regular expression pattern: [\w+=,.@-]*`,
		},
		"too long for the role": {
			func(in *mfa.AssumeRoleRequest) { in.DurationSeconds = ptr(int32(7201)) }, mfa.ValidationError,
			"The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
		},
		"a device without a code": {
			func(in *mfa.AssumeRoleRequest) { in.SerialNumber = &phone.Serial }, mfa.AccessDenied, both,
		},
		"a code without a device": {
			func(in *mfa.AssumeRoleRequest) { in.TokenCode = secret.New("123456") }, mfa.AccessDenied, both,
		},
		"no session policy": {
			func(in *mfa.AssumeRoleRequest) { in.Policy = ptr("{") },
			mfa.MalformedPolicyDocument, "Syntax errors in policy.",
		},
		"a policy of another account": {
			func(in *mfa.AssumeRoleRequest) {
				in.PolicyArns = []*mfa.PolicyDescriptor{{ARN: ptr("arn:aws:iam::210987654321:policy/x")}}
			}, mfa.ValidationError, "ARN arn:aws:iam::210987654321:policy/x is not valid.",
		},
		"a context of a provider": {
			func(in *mfa.AssumeRoleRequest) { in.ProvidedContexts = []*mfa.ProvidedContext{{}} },
			mfa.ValidationError, "ProvidedContexts is not supported by this service",
		},
	} {
		t.Run(name, func(t *testing.T) {
			in := ops()
			c.change(&in)
			want(t, mfatest.Refused(alice, mfa.AssumeRole, in), c.code, c.text)
		})
	}
}

func TestSessionPoliciesOnlyTakeAway(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	createRole(f, "ops", trust("*", ""))
	permitRole(f, "ops", allow("iam:List*", "*"))
	managed := mfatest.Must[mfa.CreatePolicyResponse](f.Root, mfa.CreatePolicy,
		mfa.CreatePolicyRequest{PolicyName: ptr("groups"), PolicyDocument: allow("iam:ListGroups", "*")}).Policy.Arn
	in := ops()
	in.Policy, in.PolicyArns = allow("iam:ListUsers", "*"), []*mfa.PolicyDescriptor{{ARN: &managed}}
	out := assume(alice, in)
	if out.PackedPolicySize == nil || *out.PackedPolicySize < 1 || *out.PackedPolicySize > 100 {
		t.Errorf("PackedPolicySize is %v", out.PackedPolicySize)
	}
	role := signIn(f, out.Credentials)
	mfatest.Must[mfa.ListUsersResponse](role, mfa.ListUsers, mfa.ListUsersRequest{})
	mfatest.Must[mfa.ListGroupsResponse](role, mfa.ListGroups, mfa.ListGroupsRequest{})
	want(t, mfatest.Refused(role, mfa.ListRoles, mfa.ListRolesRequest{}), mfa.AccessDenied,
		"User: arn:aws:sts::123456789012:assumed-role/ops/work is not authorized to perform: iam:ListRoles on resource: "+
			"arn:aws:iam::123456789012:role/ because no session policy allows the iam:ListRoles action")
	mfatest.Do(f.Root, mfa.DeletePolicy, mfa.DeletePolicyRequest{PolicyArn: &managed})
	if err := mfatest.Refused(role, mfa.ListUsers, mfa.ListUsersRequest{}); err.Code != mfa.AccessDenied {
		t.Errorf("a session policy that is no more is answered %v", err)
	}
}

func TestARoleIsNotAUser(t *testing.T) {
	f := mfatest.New(t, nil)
	alice, phone := f.User("alice"), f.Enable("alice", "phone")
	createRole(f, "ops", trust("*", ""))
	role := signIn(f, assume(alice, ops()).Credentials)
	refusal := mfatest.Refused(role, mfa.ListMFADevices, mfa.ListMFADevicesRequest{UserName: ptr("alice")})
	if refusal.Code != mfa.AccessDenied {
		t.Errorf("a role without policies is answered %v", refusal)
	}
	permitRole(f, "ops", allow("*", "*"))
	needsName := "Must specify userName when calling with non-User credentials"
	for _, refusal := range []*mfa.Error{
		mfatest.Refused(role, mfa.ListMFADevices, mfa.ListMFADevicesRequest{}),
		mfatest.Refused(role, mfa.GetUser, mfa.GetUserRequest{}),
		mfatest.Refused(role, mfa.GetMFADevice, mfa.GetMFADeviceRequest{SerialNumber: &phone.Serial}),
		mfatest.Refused(role, mfa.DeactivateMFADevice, mfa.DeactivateMFADeviceRequest{SerialNumber: &phone.Serial}),
	} {
		want(t, refusal, mfa.ValidationError, needsName)
	}
	want(t, mfatest.Refused(role, mfa.GetSessionToken, mfa.GetSessionTokenRequest{}), mfa.AccessDenied,
		"Cannot call GetSessionToken with session credentials")
	want(t, mfatest.Refused(role, mfa.AssumeRole, opsWith(phone, 0)), mfa.AccessDenied,
		"MultiFactorAuthentication failed, unable to validate MFA code.  "+
			"Please verify your MFA serial number is valid and associated with this user.")
	made := mfatest.Must[mfa.CreateVirtualMFADeviceResponse](role, mfa.CreateVirtualMFADevice,
		mfa.CreateVirtualMFADeviceRequest{VirtualMFADeviceName: ptr("made")})
	mfatest.Do(role, mfa.DeleteVirtualMFADevice,
		mfa.DeleteVirtualMFADeviceRequest{SerialNumber: &made.VirtualMFADevice.SerialNumber})
	permitRole(f, "ops", ptr(`{"Version":"2012-10-17","Statement":{"Effect":"Allow",`+
		`"Action":"iam:ListUsers","Resource":"*"`+withMFA+`}}`))
	if err := mfatest.Refused(role, mfa.ListUsers, mfa.ListUsersRequest{}); err.Code != mfa.AccessDenied {
		t.Errorf("a role has MFA: %v", err)
	}
}

func TestConditionsKnowTheRoleAndItsSession(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	createRole(f, "ops", trust("*", ""))
	out := assume(alice, ops())
	role := signIn(f, out.Credentials)
	for key, value := range map[string]string{
		"aws:PrincipalType":          "AssumedRole",
		"aws:PrincipalArn":           opsARN,
		"aws:userid":                 out.AssumedRoleUser.AssumedRoleId,
		"aws:MultiFactorAuthPresent": "false",
	} {
		permitRole(f, "ops", ptr(fmt.Sprintf(`{"Version":"2012-10-17","Statement":{"Effect":"Allow",`+
			`"Action":"iam:ListUsers","Resource":"*","Condition":{"StringEquals":{%q:%q},`+
			`"Null":{"aws:username":"true","aws:MultiFactorAuthAge":"true"}}}}`, key, value)))
		if _, err := mfatest.Call[any](role, mfa.ListUsers, mfa.ListUsersRequest{}); err != nil {
			t.Errorf("%s is not %s: %v", key, value, err)
		}
	}
}

func TestARoleMadeAgainHasNoSessions(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	createRole(f, "ops", trust("*", ""))
	out := assume(alice, ops()).Credentials
	mfatest.Do(f.Root, mfa.DeleteRole, mfa.DeleteRoleRequest{RoleName: ptr("ops")})
	wantCode(t, authenticate(f, out.AccessKeyId, out.SessionToken), mfa.InvalidClientTokenID)
	createRole(f, "ops", trust("*", ""))
	wantCode(t, authenticate(f, out.AccessKeyId, out.SessionToken), mfa.InvalidClientTokenID)
}

func TestARoleOfARoleLastsAnHour(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	createRole(f, "first", trust("*", ""))
	createRole(f, "ops", trust("arn:aws:iam::123456789012:role/team/first", ""))
	first := ops()
	first.RoleArn = ptr("arn:aws:iam::123456789012:role/team/first")
	role := signIn(f, assume(alice, first).Credentials)
	in := ops()
	in.DurationSeconds = ptr(int32(3601))
	want(t, mfatest.Refused(role, mfa.AssumeRole, in), mfa.ValidationError,
		"The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.")
	in.DurationSeconds = ptr(int32(3600))
	out := assume(role, in).Credentials
	f.SignIn(out.AccessKeyId, out.SessionToken)
	f.Wait(time.Hour)
	wantCode(t, authenticate(f, out.AccessKeyId, out.SessionToken), mfa.ExpiredToken)
}

func TestARolesSessionEndsWithTheDeviceThatOpenedIt(t *testing.T) {
	for _, profile := range []otp.Profile{otp.AWS, otp.Hardened} {
		f := mfatest.New(t, &mfatest.Options{Profile: profile})
		alice, phone := f.User("alice"), f.Enable("alice", "phone")
		createRole(f, "ops", trust("*", ""))
		f.Wait(3 * otp.Period)
		sessions := map[string]mfa.Credentials{
			"with a code": assume(alice, opsWith(phone, 0)).Credentials,
			"without":     assume(alice, ops()).Credentials,
		}
		f.Wait(3 * otp.Period)
		session := alice.WithMFA(phone, 0)
		fromSession := assume(session, ops()).Credentials
		sessions["from a session with MFA"] = fromSession
		sessions["of a chain"] = assume(signIn(f, fromSession), ops()).Credentials
		for _, c := range sessions {
			f.SignIn(c.AccessKeyId, c.SessionToken)
		}
		mfatest.Do(f.Root, mfa.DeactivateMFADevice,
			mfa.DeactivateMFADeviceRequest{UserName: ptr("alice"), SerialNumber: &phone.Serial})
		for name, c := range sessions {
			ends := profile.Name == otp.Hardened.Name && name != "without"
			if err := authenticate(f, c.AccessKeyId, c.SessionToken); (err != nil) != ends {
				t.Errorf("%s, %s: %v", profile.Name, name, err)
			}
		}
	}
}

func TestMFAOfASessionCountsWhenItAssumesARole(t *testing.T) {
	f := mfatest.New(t, nil)
	alice, phone := f.User("alice"), f.Enable("alice", "phone")
	createRole(f, "ops", trust(aliceARN, `,"Condition":{"NumericLessThan":{"aws:MultiFactorAuthAge":"600"}}`))
	f.Wait(3 * otp.Period)
	session := alice.WithMFA(phone, 0)
	f.Wait(599 * time.Second)
	assume(session, ops())
	f.Wait(time.Second)
	want(t, mfatest.Refused(session, mfa.AssumeRole, ops()), mfa.AccessDenied, refusedFor(aliceARN))
	assume(session, opsWith(phone, 0)) // a code of this moment
}

func TestGuessesFromSessionsAreChargedToTheKey(t *testing.T) {
	f := mfatest.New(t, &mfatest.Options{Profile: otp.Hardened})
	alice, phone := f.User("alice"), f.Enable("alice", "phone")
	createRole(f, "ops", trust("*", ""))
	f.Wait(3 * otp.Period)
	in := opsWith(phone, 0)
	in.TokenCode = secret.New("000000")
	attempts := 0
	for ; attempts < 1000; attempts++ {
		out := mfatest.Must[mfa.GetSessionTokenResponse](alice, mfa.GetSessionToken, mfa.GetSessionTokenRequest{})
		if err := mfatest.Refused(signIn(f, out.Credentials), mfa.AssumeRole, in); strings.Contains(err.Message, "unable") {
			break
		}
	}
	g := mfatest.New(t, &mfatest.Options{Profile: otp.Hardened})
	bob, tablet := g.User("bob"), g.Enable("bob", "tablet")
	g.Wait(3 * otp.Period)
	wrong := mfa.GetSessionTokenRequest{SerialNumber: &tablet.Serial, TokenCode: secret.New("000000")}
	same := 0
	for ; same < 1000; same++ {
		if err := mfatest.Refused(bob, mfa.GetSessionToken, wrong); strings.Contains(err.Message, "unable") {
			break
		}
	}
	if attempts != same || attempts == 1000 {
		t.Errorf("sessions have %d guesses, the key has %d", attempts, same)
	}
}

func TestOneCodeOpensOneSessionOfTwoOperations(t *testing.T) {
	f := mfatest.New(t, nil)
	alice, phone := f.User("alice"), f.Enable("alice", "phone")
	createRole(f, "ops", trust(aliceARN, withMFA))
	const rounds = 1000
	assumedRole := 0
	for round := range rounds {
		f.Wait(24 * time.Hour) // budgets are those of another day
		role, token := opsWith(phone, 0), phone.Token(0)
		var assumed, session error
		var both sync.WaitGroup
		calls := []func(){
			func() { _, assumed = mfatest.Call[any](alice, mfa.AssumeRole, role) },
			func() { _, session = mfatest.Call[any](alice, mfa.GetSessionToken, token) },
		}
		both.Go(calls[round%2]) // each is the first to start in half of the rounds
		both.Go(calls[1-round%2])
		both.Wait()
		if (assumed == nil) == (session == nil) {
			t.Fatalf("AssumeRole: %v; GetSessionToken: %v", assumed, session)
		}
		if assumed == nil {
			assumedRole++
		}
	}
	t.Logf("of %d codes AssumeRole redeemed %d and GetSessionToken %d", rounds, assumedRole, rounds-assumedRole)
	if assumedRole == 0 || assumedRole == rounds {
		t.Error("one operation redeemed every code: the race was not tried")
	}
}

// halfRead is a store in which one kind of read fails.
type halfRead struct {
	mfa.Store
	role, lookup bool
}

func (u *halfRead) Role(ctx context.Context, name string) (mfa.Role, error) {
	if u.role {
		return mfa.Role{}, storetest.ErrFailed
	}
	return u.Store.Role(ctx, name)
}

func (u *halfRead) Lookup(ctx context.Context, names mfa.Names) (mfa.Found, error) {
	if u.lookup {
		return mfa.Found{}, storetest.ErrFailed
	}
	return u.Store.Lookup(ctx, names)
}

func TestAReadThatFailsLeavesTheCodeOfAssumeRoleUnspent(t *testing.T) {
	store := &halfRead{Store: memstore.New(func() time.Time { return mfatest.Start })}
	f := mfatest.New(t, &mfatest.Options{Store: store, Profile: otp.Hardened})
	alice, phone := f.User("alice"), f.Enable("alice", "phone")
	f.Wait(3 * otp.Period)
	createRole(f, "ops", trust(aliceARN, withMFA))
	managed := mfatest.Must[mfa.CreatePolicyResponse](f.Root, mfa.CreatePolicy,
		mfa.CreatePolicyRequest{PolicyName: ptr("p"), PolicyDocument: allow("*", "*")}).Policy.Arn
	mfatest.Do(f.Root, mfa.AttachUserPolicy,
		mfa.AttachUserPolicyRequest{UserName: ptr("alice"), PolicyArn: &managed})
	for _, fails := range []*bool{&store.role, &store.lookup} {
		*fails = true
		if _, err := mfatest.Call[any](alice, mfa.AssumeRole, opsWith(phone, 0)); !errors.Is(err, storetest.ErrFailed) {
			t.Errorf("a store that fails is answered %v", err)
		}
		*fails = false
	}
	assume(alice, opsWith(phone, 0))
}
