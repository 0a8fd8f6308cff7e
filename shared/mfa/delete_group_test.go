package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestDeleteGroupRefusesAGroupInUse(t *testing.T) {
	c := newConsole(t)
	const group = `{"GroupName":"team"}`
	c.do(mfa.AddUserToGroup, `{"GroupName":"team","UserName":"alice"}`)
	c.refuses(mfa.DeleteGroup, group, mfa.DeleteConflict, "Cannot delete entity, must remove users from group first.")
	c.do(mfa.RemoveUserFromGroup, `{"GroupName":"team","UserName":"alice"}`)
	c.do(mfa.AttachGroupPolicy, `{"GroupName":"team","PolicyArn":"$reading"}`)
	c.refuses(mfa.DeleteGroup, group, mfa.DeleteConflict, "Cannot delete entity, must detach all policies first.")
	c.do(mfa.DetachGroupPolicy, `{"GroupName":"team","PolicyArn":"$reading"}`)
	c.do(mfa.DeleteGroup, group)
	c.refuses(mfa.DeleteGroup, group, mfa.NoSuchEntity, "The group with name team cannot be found.")
}
