package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestGetRoleSaysWhenTheRoleWasLastUsed(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	createRole(f, "ops", trust("*", ""))
	get := func() *mfa.RoleLastUsed {
		return mfatest.Must[mfa.GetRoleResponse](f.Root, mfa.GetRole,
			mfa.GetRoleRequest{RoleName: ptr("ops")}).Role.RoleLastUsed
	}
	out := assume(alice, ops()).Credentials
	if used := get(); used == nil || !used.LastUsedDate.IsZero() || used.Region != nil {
		t.Errorf("a role that was assumed was used %+v", used)
	}
	use(f, signIn(f, out), out.SessionToken, "eu-west-1", mfa.IAM)
	if used := get(); used == nil || !used.LastUsedDate.Equal(f.Time()) || used.Region == nil ||
		*used.Region != "eu-west-1" {
		t.Errorf("the role was used %+v", used)
	}
}
