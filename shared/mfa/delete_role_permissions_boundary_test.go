package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestDeleteRolePermissionsBoundaryTakesItAwayOnce(t *testing.T) {
	c := newConsole(t)
	c.do(mfa.PutRolePermissionsBoundary, `{"RoleName":"ops","PermissionsBoundary":"$reading"}`)
	c.do(mfa.DeleteRolePermissionsBoundary, `{"RoleName":"ops"}`)
	c.wants(mfa.GetRole, `{"RoleName":"ops"}`, "Role.PermissionsBoundary", "<nil>")
	c.wants(mfa.GetPolicy, `{"PolicyArn":"$reading"}`, "Policy.PermissionsBoundaryUsageCount", "0")
	c.refuses(mfa.DeleteRolePermissionsBoundary, `{"RoleName":"ops"}`, mfa.NoSuchEntity,
		"The role with name ops does not have a permissions boundary.")
}
