package dynamo_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/memstore"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// everyStore runs a test on an account in each store.
func everyStore(t *testing.T, p otp.Profile, test func(*testing.T, *mfatest.Fixture)) {
	t.Helper()
	for name, store := range map[string]func(t *testing.T) mfa.Store{
		"memory":   func(*testing.T) mfa.Store { return memstore.New(func() time.Time { return mfatest.Start }) },
		"DynamoDB": openNew,
	} {
		t.Run(name, func(t *testing.T) {
			test(t, mfatest.New(t, &mfatest.Options{Profile: p, Store: store(t)}))
		})
	}
}

const allowAll = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`

// revoking is the document that AWS's console attaches as AWSRevokeOlderSessions
// (IAM user guide, "Revoke IAM role temporary security credentials").
func revoking(before time.Time) *string {
	return ptr(fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":["*"],"Resource":["*"],`+
		`"Condition":{"DateLessThan":{"aws:TokenIssueTime":%q}}}]}`, before.Format("2006-01-02T15:04:05.000Z")))
}

// revocable are two identities: how to open a session of each, and how to give
// it an inline policy.
func revocable(t *testing.T, f *mfatest.Fixture) map[string]struct {
	open   func() mfatest.Caller
	permit func(name string, document *string)
} {
	t.Helper()
	alice, phone := f.User("alice"), f.Enable("alice", "phone")
	f.Wait(3 * otp.Period)
	trust := `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}}`
	mfatest.Must[mfa.CreateRoleResponse](f.Root, mfa.CreateRole,
		mfa.CreateRoleRequest{RoleName: ptr("ops"), AssumeRolePolicyDocument: &trust})
	bob := f.User("bob")
	assume := mfa.AssumeRoleRequest{RoleArn: ptr("arn:aws:iam::123456789012:role/ops"), RoleSessionName: ptr("work")}
	return map[string]struct {
		open   func() mfatest.Caller
		permit func(name string, document *string)
	}{
		"user": {
			open: func() mfatest.Caller { return alice.WithMFA(phone, 0) },
			permit: func(name string, document *string) {
				mfatest.Do(f.Root, mfa.PutUserPolicy,
					mfa.PutUserPolicyRequest{UserName: ptr("alice"), PolicyName: &name, PolicyDocument: document})
			},
		},
		"role": {
			open: func() mfatest.Caller {
				out := mfatest.Must[mfa.AssumeRoleResponse](bob, mfa.AssumeRole, assume)
				return f.SignIn(out.Credentials.AccessKeyId, out.Credentials.SessionToken)
			},
			permit: func(name string, document *string) {
				mfatest.Do(f.Root, mfa.PutRolePolicy,
					mfa.PutRolePolicyRequest{RoleName: ptr("ops"), PolicyName: &name, PolicyDocument: document})
			},
		},
	}
}

func TestAPolicyRevokesOlderSessionsOfUsersAndRoles(t *testing.T) {
	everyStore(t, otp.Hardened, func(t *testing.T, f *mfatest.Fixture) {
		t.Helper()
		for name, identity := range revocable(t, f) {
			list := func(c mfatest.Caller) error {
				_, err := mfatest.Call[any](c, mfa.ListUsers, mfa.ListUsersRequest{})
				return err
			}
			identity.permit("all", ptr(allowAll))
			older := identity.open()
			if err := list(older); err != nil {
				t.Errorf("%s: a session before the policy is answered %v", name, err)
			}
			f.Wait(otp.Period)
			identity.permit("AWSRevokeOlderSessions", revoking(f.Time()))
			newer := identity.open() // in the very second of the policy
			err := list(older)
			if err == nil || !strings.HasSuffix(err.Error(), "with an explicit deny in an identity-based policy") {
				t.Errorf("%s: an older session is answered %v", name, err)
			}
			mfatest.Must[mfa.GetCallerIdentityResponse](older, mfa.GetCallerIdentity, mfa.GetCallerIdentityRequest{})
			if err := list(newer); err != nil {
				t.Errorf("%s: a newer session is answered %v", name, err)
			}
			f.Wait(time.Hour / 2)
			if err := list(newer); err != nil {
				t.Errorf("%s: a newer session is later answered %v", name, err)
			}
		}
		// A key has no time of issue, so the policy does not concern it.
		mfatest.Must[mfa.GetUserResponse](f.KeyOf("alice"), mfa.GetUser, mfa.GetUserRequest{})
	})
}
