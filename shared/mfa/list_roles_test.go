package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestListRolesListsThoseUnderAPath(t *testing.T) {
	c := newConsole(t)
	c.do(mfa.CreateRole, `{"RoleName":"new","Path":"/eng/","AssumeRolePolicyDocument":"$trust"}`)
	c.wants(mfa.ListRoles, `{"PathPrefix":"/eng/"}`, "Roles.*.RoleName", "[new]")
	c.wants(mfa.ListRoles, `{"PathPrefix":"/x/"}`, "Roles", "[]")
	c.wants(mfa.ListRoles, `{"MaxItems":1}`, "IsTruncated", "true")
}
