package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestListEntitiesForPolicyListsUsersGroupsAndRoles(t *testing.T) {
	c := newConsole(t)
	c.do(mfa.AttachUserPolicy, `{"UserName":"alice","PolicyArn":"$reading"}`)
	c.do(mfa.AttachGroupPolicy, `{"GroupName":"team","PolicyArn":"$reading"}`)
	c.do(mfa.PutRolePermissionsBoundary, `{"RoleName":"ops","PermissionsBoundary":"$reading"}`)
	c.wants(mfa.ListEntitiesForPolicy, `{"PolicyArn":"$reading"}`, "PolicyUsers.*.UserName", "[alice]")
	c.wants(mfa.ListEntitiesForPolicy, `{"PolicyArn":"$reading"}`, "PolicyGroups.*.GroupName", "[team]")
	c.wants(mfa.ListEntitiesForPolicy, `{"PolicyArn":"$reading"}`, "PolicyRoles.*.RoleName", "[ops]")
	const boundaries = `{"PolicyArn":"$reading","PolicyUsageFilter":"PermissionsBoundary"}`
	c.wants(mfa.ListEntitiesForPolicy, boundaries, "PolicyUsers", "[]")
	c.wants(mfa.ListEntitiesForPolicy, boundaries, "PolicyRoles.*.RoleName", "[ops]")
	c.refuses(mfa.ListEntitiesForPolicy, `{"PolicyArn":"$reading2"}`, mfa.NoSuchEntity,
		"Policy "+readingARN+"2 was not found.")
}
