package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestDeleteRoleRefusesARoleWithPolicies(t *testing.T) {
	c := newConsole(t)
	const role = `{"RoleName":"ops"}`
	c.do(mfa.PutRolePolicy, `{"RoleName":"ops","PolicyName":"in","PolicyDocument":"$document"}`)
	c.refuses(mfa.DeleteRole, role, mfa.DeleteConflict, "Cannot delete entity, must delete policies first.")
	c.do(mfa.DeleteRolePolicy, `{"RoleName":"ops","PolicyName":"in"}`)
	c.do(mfa.DeleteRole, role)
	c.refuses(mfa.DeleteRole, role, mfa.NoSuchEntity, "The role with name ops cannot be found.")
}
