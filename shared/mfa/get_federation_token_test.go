package mfa_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

const guestARN = "arn:aws:sts::123456789012:federated-user/guest"

func guest() mfa.GetFederationTokenRequest { return mfa.GetFederationTokenRequest{Name: ptr("guest")} }

func federate(c mfatest.Caller, in mfa.GetFederationTokenRequest) mfa.GetFederationTokenResponse {
	return mfatest.Must[mfa.GetFederationTokenResponse](c, mfa.GetFederationToken, in)
}

// document is an identity policy that allows actions.
func document(actions ...string) *string {
	return ptr(fmt.Sprintf(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["%s"],"Resource":"*"}}`,
		strings.Join(actions, `","`)))
}

func TestAFederatedUserIsWhoItIsAndMayDoNothing(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	permitAlice(f, document("sts:GetFederationToken", "iam:*"))
	for name, from := range map[string]mfatest.Caller{"root": f.Root, "a user": alice} {
		out := federate(from, guest())
		if out.FederatedUser.Arn != guestARN || out.FederatedUser.FederatedUserId != "123456789012:guest" ||
			out.PackedPolicySize != 0 {
			t.Errorf("%s: got %+v", name, out)
		}
		lasts := map[string]time.Duration{"root": time.Hour, "a user": 12 * time.Hour}[name]
		if got := out.Credentials.Expiration.Sub(f.Time()); got != lasts {
			t.Errorf("%s: the session lasts %s", name, got)
		}
		session := signIn(f, out.Credentials)
		is := mfatest.Must[mfa.GetCallerIdentityResponse](session, mfa.GetCallerIdentity, mfa.GetCallerIdentityRequest{})
		if is.Arn != guestARN || is.UserId != "123456789012:guest" {
			t.Errorf("%s: it is %+v", name, is)
		}
		if id := session.Identity(); id.Type != "FederatedUser" || id.MFA || id.UserName != "" {
			t.Errorf("%s: the audit record would say %+v", name, id)
		}
		want(t, mfatest.Refused(session, mfa.ListUsers, mfa.ListUsersRequest{}),
			mfa.InvalidClientTokenID, "The security token included in the request is invalid")
		for _, op := range mfa.Operations() {
			if err := session.Send(op, `{}`); err == nil && op.Name != "GetCallerIdentity" {
				t.Errorf("%s: %s was carried out", name, op.Name)
			}
		}
		wantCode(t, mfatest.Refused(session, mfa.AssumeRole, ops()), mfa.AccessDenied)
	}
}

func TestGetFederationTokenIsRefused(t *testing.T) {
	f := mfatest.New(t, nil)
	alice, phone := f.User("alice"), f.Enable("alice", "phone")
	f.Wait(3 * time.Minute)
	session := alice.WithMFA(phone, 0)
	denied := "User: arn:aws:iam::123456789012:user/alice is not authorized to perform: sts:%s on resource: " +
		guestARN + " because no identity-based policy allows the sts:%s action"
	want(t, mfatest.Refused(alice, mfa.GetFederationToken, guest()), mfa.AccessDenied,
		fmt.Sprintf(denied, "GetFederationToken", "GetFederationToken"))
	permitAlice(f, document("sts:GetFederationToken"))
	want(t, mfatest.Refused(session, mfa.GetFederationToken, guest()), mfa.AccessDenied,
		"Cannot call GetFederationToken with session credentials")
	in := guest()
	in.Tags = []*mfa.Tag{{Key: ptr("team"), Value: ptr("blue")}}
	want(t, mfatest.Refused(alice, mfa.GetFederationToken, in), mfa.AccessDenied,
		fmt.Sprintf(denied, "TagSession", "TagSession"))
	in.Tags = append(in.Tags, &mfa.Tag{Key: ptr("Team"), Value: ptr("red")})
	want(t, mfatest.Refused(alice, mfa.GetFederationToken, in), mfa.InvalidParameterValue,
		"Duplicate tag keys found. Please note that Tag keys are case insensitive.")
	in = guest()
	in.Policy = ptr("{")
	want(t, mfatest.Refused(alice, mfa.GetFederationToken, in), mfa.MalformedPolicyDocument, "Syntax errors in policy.")
	in = mfa.GetFederationTokenRequest{Name: ptr("a"), DurationSeconds: ptr(int32(899))}
	want(t, mfatest.Refused(alice, mfa.GetFederationToken, in), mfa.ValidationError,
		"2 validation errors detected: Value 'a' at 'name' failed to satisfy constraint: "+
			"Member must have length greater than or equal to 2; Value '899' at 'durationSeconds' "+
			"failed to satisfy constraint: Member must have value greater than or equal to 900")
}

func TestAFederatedSessionEndsWithItsUser(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	permitAlice(f, document("sts:*"))
	in := guest()
	in.Policy, in.Tags = document("iam:ListUsers"), []*mfa.Tag{{Key: ptr("team"), Value: ptr("blue")}}
	out := federate(alice, in)
	if out.PackedPolicySize < 1 || out.PackedPolicySize != out.SessionTokenUtilization {
		t.Errorf("PackedPolicySize is %d, SessionTokenUtilization %d", out.PackedPolicySize, out.SessionTokenUtilization)
	}
	signIn(f, out.Credentials)
	mfatest.Do(f.Root, mfa.DeleteUserPolicy,
		mfa.DeleteUserPolicyRequest{UserName: ptr("alice"), PolicyName: ptr("p")})
	mfatest.Do(f.Root, mfa.DeleteAccessKey,
		mfa.DeleteAccessKeyRequest{UserName: ptr("alice"), AccessKeyId: &alice.KeyID})
	signIn(f, out.Credentials)
	mfatest.Do(f.Root, mfa.DeleteUser, mfa.DeleteUserRequest{UserName: ptr("alice")})
	wantCode(t, authenticate(f, out.Credentials.AccessKeyId, out.Credentials.SessionToken), mfa.InvalidClientTokenID)
	f.User("alice")
	wantCode(t, authenticate(f, out.Credentials.AccessKeyId, out.Credentials.SessionToken), mfa.InvalidClientTokenID)
}

func TestATokenHasTheSizeThatIsAskedFor(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	createRole(f, "ops", trust("*", ""))
	sizes := map[string]func(least *int32) (mfa.Credentials, int32, int32){
		"GetSessionToken": func(least *int32) (mfa.Credentials, int32, int32) {
			out := mfatest.Must[mfa.GetSessionTokenResponse](alice, mfa.GetSessionToken,
				mfa.GetSessionTokenRequest{MinimumSessionTokenSize: least})
			return out.Credentials, out.SessionTokenSize, out.SessionTokenUtilization
		},
		"AssumeRole": func(least *int32) (mfa.Credentials, int32, int32) {
			in := ops()
			in.MinimumSessionTokenSize = least
			out := assume(alice, in)
			return out.Credentials, out.SessionTokenSize, out.SessionTokenUtilization
		},
		"GetFederationToken": func(least *int32) (mfa.Credentials, int32, int32) {
			in := guest()
			in.MinimumSessionTokenSize = least
			out := federate(f.Root, in)
			return out.Credentials, out.SessionTokenSize, out.SessionTokenUtilization
		},
	}
	for name, open := range sizes {
		_, plain, _ := open(nil)
		for _, least := range []int32{0, 1, plain, plain + 1, plain + 2, plain + 3, plain + 4, 2001, 4093, 4095, 4096} {
			c, size, percent := open(&least)
			length := int32(len(c.SessionToken.Reveal()))
			if length < least || length > max(plain+24, least+3) || size != length || percent != length*100/4096 {
				t.Errorf("%s, at least %d: %d bytes, said to be %d and %d %%", name, least, length, size, percent)
			}
			f.SignIn(c.AccessKeyId, c.SessionToken)
		}
		t.Logf("%s: %d bytes", name, plain)
	}
	want(t, mfatest.Refused(alice, mfa.GetSessionToken,
		mfa.GetSessionTokenRequest{MinimumSessionTokenSize: ptr(int32(4097))}),
		mfa.ValidationError, "1 validation error detected: Value '4097' at 'minimumSessionTokenSize' "+
			"failed to satisfy constraint: Member must have value less than or equal to 4096")
}
