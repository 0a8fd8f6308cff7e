package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestListRolePoliciesListsInlinePoliciesOnly(t *testing.T) {
	c := newConsole(t)
	c.do(mfa.AttachRolePolicy, `{"RoleName":"ops","PolicyArn":"$reading"}`)
	c.wants(mfa.ListRolePolicies, `{"RoleName":"ops"}`, "PolicyNames", "[]")
	for _, name := range []string{"b", "a"} {
		c.do(mfa.PutRolePolicy, `{"RoleName":"ops","PolicyName":"`+name+`","PolicyDocument":"$document"}`)
	}
	c.wants(mfa.ListRolePolicies, `{"RoleName":"ops"}`, "PolicyNames", "[a b]")
	c.wants(mfa.ListRolePolicies, `{"RoleName":"ops","MaxItems":1}`, "PolicyNames", "[a]")
	c.wants(mfa.ListRolePolicies, `{"RoleName":"ops","MaxItems":1}`, "IsTruncated", "true")
	c.refuses(mfa.ListRolePolicies, `{"RoleName":"carol"}`, mfa.NoSuchEntity, "The role with name carol cannot be found.")
}
