package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestUpdateRoleDescriptionReturnsTheRole(t *testing.T) {
	c := newConsole(t)
	c.wants(mfa.UpdateRoleDescription, `{"RoleName":"ops","Description":"new"}`, "Role.Description", "new")
	c.wants(mfa.GetRole, `{"RoleName":"ops"}`, "Role.Description", "new")
	c.refuses(mfa.UpdateRoleDescription, `{"RoleName":"carol","Description":"new"}`, mfa.NoSuchEntity,
		"The role with name carol cannot be found.")
}
