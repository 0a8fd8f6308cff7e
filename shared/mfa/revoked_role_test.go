package mfa_test

import (
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

// AWSRevokeOlderSessions is what AWS's console adds to a role (IAM user guide,
// "Revoke IAM role temporary security credentials").
func TestSessionsOfARoleAreRevokedByTheirTimeOfIssue(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	createRole(f, "first", trust("*", ""))
	createRole(f, "ops", trust("*", ""))
	for _, name := range []string{"first", "ops"} {
		permitRole(f, name, allow("iam:ListUsers", "*"))
	}
	in := ops()
	in.RoleArn = ptr("arn:aws:iam::123456789012:role/team/first")
	old := signIn(f, assume(alice, in).Credentials)
	chained := signIn(f, assume(old, ops()).Credentials)
	f.Wait(time.Second)
	revoke := `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*","Condition":` +
		`{"DateLessThan":{"aws:TokenIssueTime":"` + f.Time().Format(time.RFC3339) + `"}}}}`
	mfatest.Must[mfa.NoOutput](f.Root, mfa.PutRolePolicy, mfa.PutRolePolicyRequest{
		RoleName: ptr("first"), PolicyName: ptr("AWSRevokeOlderSessions"), PolicyDocument: &revoke,
	})
	arn := "arn:aws:sts::123456789012:assumed-role/first/work"
	want(t, mfatest.Refused(old, mfa.ListUsers, mfa.ListUsersRequest{}), mfa.AccessDenied,
		"User: "+arn+" is not authorized to perform: iam:ListUsers on resource: arn:aws:iam::123456789012:user/"+
			" with an explicit deny in an identity-based policy")
	wantCode(t, mfatest.Refused(old, mfa.AssumeRole, ops()), mfa.AccessDenied)
	is := mfatest.Must[mfa.GetCallerIdentityResponse](old, mfa.GetCallerIdentity, mfa.GetCallerIdentityRequest{})
	if is.Arn != arn {
		t.Errorf("a revoked session is %s", is.Arn)
	}
	// A chained session has its own time of issue and another role; a new session is newer.
	mfatest.Must[mfa.ListUsersResponse](chained, mfa.ListUsers, mfa.ListUsersRequest{})
	again := signIn(f, assume(alice, in).Credentials)
	mfatest.Must[mfa.ListUsersResponse](again, mfa.ListUsers, mfa.ListUsersRequest{})
}
