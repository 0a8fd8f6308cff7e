package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestUpdateRoleChangesWhatTheRequestHas(t *testing.T) {
	c := newConsole(t)
	c.do(mfa.UpdateRole, `{"RoleName":"ops","Description":"for operators"}`)
	c.do(mfa.UpdateRole, `{"RoleName":"ops","MaxSessionDuration":7200}`)
	c.wants(mfa.GetRole, `{"RoleName":"ops"}`, "Role.Description", "for operators")
	c.wants(mfa.GetRole, `{"RoleName":"ops"}`, "Role.MaxSessionDuration", "7200")
	c.refuses(mfa.UpdateRole, `{"RoleName":"carol"}`, mfa.NoSuchEntity, "The role with name carol cannot be found.")
}
