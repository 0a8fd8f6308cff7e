package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestDetachRolePolicyDetachesWhatIsAttached(t *testing.T) {
	c := newConsole(t)
	c.do(mfa.AttachRolePolicy, `{"RoleName":"ops","PolicyArn":"$reading"}`)
	c.do(mfa.DetachRolePolicy, `{"RoleName":"ops","PolicyArn":"$reading"}`)
	c.wants(mfa.ListAttachedRolePolicies, `{"RoleName":"ops"}`, "AttachedPolicies", "[]")
	c.wants(mfa.GetPolicy, `{"PolicyArn":"$reading"}`, "Policy.AttachmentCount", "0")
	c.refuses(mfa.DetachRolePolicy, `{"RoleName":"ops","PolicyArn":"$reading"}`, mfa.NoSuchEntity,
		"Policy "+readingARN+" was not found.")
}
