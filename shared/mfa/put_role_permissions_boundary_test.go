package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestPutRolePermissionsBoundaryReplacesTheBoundary(t *testing.T) {
	c := newConsole(t)
	c.policy("other")
	for _, arn := range []string{"$policy/other", "$reading"} {
		c.do(mfa.PutRolePermissionsBoundary, `{"RoleName":"ops","PermissionsBoundary":"`+arn+`"}`)
	}
	c.wants(mfa.GetRole, `{"RoleName":"ops"}`, "Role.PermissionsBoundary.PermissionsBoundaryArn", readingARN)
	c.wants(mfa.GetPolicy, `{"PolicyArn":"$policy/other"}`, "Policy.PermissionsBoundaryUsageCount", "0")
	c.refuses(mfa.PutRolePermissionsBoundary, `{"RoleName":"ops","PermissionsBoundary":"$reading2"}`, mfa.NoSuchEntity,
		"Scope ARN: "+readingARN+"2 does not exist or is not attachable.")
}
