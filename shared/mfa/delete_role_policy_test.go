package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestDeleteRolePolicyDeletesOneInlinePolicy(t *testing.T) {
	c := newConsole(t)
	for _, name := range []string{"in", "other"} {
		c.do(mfa.PutRolePolicy, `{"RoleName":"ops","PolicyName":"`+name+`","PolicyDocument":"$document"}`)
	}
	c.do(mfa.DeleteRolePolicy, `{"RoleName":"ops","PolicyName":"in"}`)
	c.wants(mfa.ListRolePolicies, `{"RoleName":"ops"}`, "PolicyNames", "[other]")
	c.refuses(mfa.DeleteRolePolicy, `{"RoleName":"ops","PolicyName":"in"}`, mfa.NoSuchEntity,
		"The role policy with name in cannot be found.")
}
