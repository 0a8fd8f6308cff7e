package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestCreateRoleTakesANameOnceWhateverItsCase(t *testing.T) {
	c := newConsole(t)
	c.wants(mfa.CreateRole, `{"RoleName":"new","Path":"/eng/","AssumeRolePolicyDocument":"$trust"}`, "Role.Arn",
		"arn:aws:iam::123456789012:role/eng/new")
	c.wants(mfa.GetRole, `{"RoleName":"NEW"}`, "Role.MaxSessionDuration", "3600")
	c.refuses(mfa.CreateRole, `{"RoleName":"New","AssumeRolePolicyDocument":"$trust"}`, mfa.EntityAlreadyExists,
		"Role with name New already exists.")
}
