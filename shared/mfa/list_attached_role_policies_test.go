package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestListAttachedRolePoliciesListsAttachedPoliciesOnly(t *testing.T) {
	c := newConsole(t)
	c.do(mfa.PutRolePolicy, `{"RoleName":"ops","PolicyName":"in","PolicyDocument":"$document"}`)
	c.wants(mfa.ListAttachedRolePolicies, `{"RoleName":"ops"}`, "AttachedPolicies", "[]")
	c.policy("a")
	for _, arn := range []string{"$reading", "$policy/a"} {
		c.do(mfa.AttachRolePolicy, `{"RoleName":"ops","PolicyArn":"`+arn+`"}`)
	}
	c.wants(mfa.ListAttachedRolePolicies, `{"RoleName":"ops"}`, "AttachedPolicies.*.PolicyName", "[a reading]")
	c.wants(mfa.ListAttachedRolePolicies, `{"RoleName":"ops","PathPrefix":"/x/"}`, "AttachedPolicies", "[]")
	c.refuses(mfa.ListAttachedRolePolicies, `{"RoleName":"carol"}`, mfa.NoSuchEntity,
		"The role with name carol cannot be found.")
}
