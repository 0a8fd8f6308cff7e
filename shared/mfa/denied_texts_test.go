package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

// The documents of a layer, by what they say about ListRoles.
var sayings = map[string]string{
	"allows": allowAll,
	"silent": allowNone,
	"denies": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},` +
		`{"Effect":"Deny","Action":"iam:ListRoles","Resource":"*"}]}`,
}

// A refusal names one kind of policy, whatever others refuse too (IAM user
// guide, "Troubleshoot access denied error messages"): one that denies rather
// than one that is silent, and of several the first of identity, boundary and
// session.
var deniedTexts = []struct{ identity, boundary, session, text string }{
	{"denies", "denies", "denies", "with an explicit deny in an identity-based policy"},
	{"denies", "silent", "silent", "with an explicit deny in an identity-based policy"},
	{"denies", "allows", "allows", "with an explicit deny in an identity-based policy"},
	{"silent", "denies", "denies", "with an explicit deny in a permissions boundary"},
	{"allows", "denies", "silent", "with an explicit deny in a permissions boundary"},
	{"allows", "denies", "allows", "with an explicit deny in a permissions boundary"},
	{"silent", "silent", "denies", "with an explicit deny in a session policy"},
	{"allows", "allows", "denies", "with an explicit deny in a session policy"},
	{"silent", "silent", "silent", "because no identity-based policy allows the iam:ListRoles action"},
	{"silent", "allows", "allows", "because no identity-based policy allows the iam:ListRoles action"},
	{"allows", "silent", "silent", "because no permissions boundary allows the iam:ListRoles action"},
	{"allows", "silent", "allows", "because no permissions boundary allows the iam:ListRoles action"},
	{"allows", "allows", "silent", "because no session policy allows the iam:ListRoles action"},
}

func TestARefusalNamesOneKindOfPolicyInAWSsWords(t *testing.T) {
	for _, c := range deniedTexts {
		f := mfatest.New(t, nil)
		alice := f.User("alice")
		createRole(f, "ops", trust(aliceARN, ""))
		permitRole(f, "ops", ptr(sayings[c.identity]))
		boundary := managedPolicy(f, "boundary", sayings[c.boundary])
		mfatest.Do(f.Root, mfa.PutRolePermissionsBoundary, mfa.PutRolePermissionsBoundaryRequest{
			RoleName:            ptr("ops"),
			PermissionsBoundary: &boundary,
		})
		managed := managedPolicy(f, "session", sayings[c.session])
		inline, attached := ops(), ops()
		inline.Policy = ptr(sayings[c.session])
		attached.PolicyArns = []*mfa.PolicyDescriptor{{ARN: &managed}}
		for name, in := range map[string]mfa.AssumeRoleRequest{"inline": inline, "managed": attached} {
			session := signIn(f, assume(alice, in).Credentials)
			got := mfatest.Refused(session, mfa.ListRoles, mfa.ListRolesRequest{})
			text := "User: arn:aws:sts::123456789012:assumed-role/ops/work is not authorized to perform: " +
				"iam:ListRoles on resource: arn:aws:iam::123456789012:role/ " + c.text
			if got.Code != mfa.AccessDenied || got.Message != text {
				t.Errorf("%+v, %s session policy: %v", c, name, got)
			}
		}
	}
}

// A role that trusts the account says why the caller's own policies refuse; of
// its trust policy nothing is said, so that a role that does not exist cannot be
// told from one that does not trust.
func TestARefusalToAssumeARoleNamesTheCallersPoliciesOnly(t *testing.T) {
	const account = "123456789012"
	for _, c := range []struct{ trust, identity, boundary, text string }{
		{trust(account, ""), "silent", "allows", " because no identity-based policy allows the sts:AssumeRole action"},
		{trust(account, ""), "allows", "silent", " because no permissions boundary allows the sts:AssumeRole action"},
		{trust(account, withMFA), "allows", "allows", ""},
		{trust("arn:aws:iam::123456789012:user/bob", ""), "allows", "allows", ""},
		{trust("arn:aws:iam::123456789012:user/bob", ""), "silent", "silent", ""},
	} {
		f := mfatest.New(t, nil)
		alice := f.User("alice")
		f.User("bob")
		createRole(f, "ops", c.trust)
		putPolicy(f, "alice", "p", sayings[c.identity])
		setBoundary(f, "alice", managedPolicy(f, "boundary", sayings[c.boundary]))
		want(t, mfatest.Refused(alice, mfa.AssumeRole, ops()), mfa.AccessDenied, refusedFor(aliceARN)+c.text)
	}
}
