package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestGetRolePolicyReturnsTheDocument(t *testing.T) {
	c := newConsole(t)
	c.refuses(mfa.GetRolePolicy, `{"RoleName":"ops","PolicyName":"in"}`, mfa.NoSuchEntity,
		"The role policy with name in cannot be found.")
	c.do(mfa.PutRolePolicy, `{"RoleName":"ops","PolicyName":"in","PolicyDocument":"$document"}`)
	c.wants(mfa.GetRolePolicy, `{"RoleName":"ops","PolicyName":"IN"}`, "PolicyDocument.Statement.Action", "iam:ListUsers")
	c.wants(mfa.GetRolePolicy, `{"RoleName":"ops","PolicyName":"in"}`, "RoleName", "ops")
}
