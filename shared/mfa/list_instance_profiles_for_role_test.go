package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestListInstanceProfilesForRoleIsEmptyAndKnowsRoles(t *testing.T) {
	f := mfatest.New(t, nil)
	create, _ := mfatest.EntryOf("CreateRole")
	sent(t, f.Root, mfa.CreateRole, create.Body)
	in := mfa.ListInstanceProfilesForRoleRequest{RoleName: ptr("ops")}
	out := mfatest.Must[mfa.ListInstanceProfilesForRoleResponse](f.Root, mfa.ListInstanceProfilesForRole, in)
	if out.InstanceProfiles == nil || len(out.InstanceProfiles) > 0 || out.IsTruncated {
		t.Errorf("listed %+v", out)
	}
	in.RoleName = ptr("unknown")
	want(t, mfatest.Refused(f.Root, mfa.ListInstanceProfilesForRole, in),
		mfa.NoSuchEntity, "The role with name unknown cannot be found.")
}
