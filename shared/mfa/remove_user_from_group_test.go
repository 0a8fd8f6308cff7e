package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestRemoveUserFromGroupSucceedsForAUserWhoIsNoMember(t *testing.T) {
	c := newConsole(t)
	c.do(mfa.AddUserToGroup, `{"GroupName":"team","UserName":"alice"}`)
	for range 2 {
		c.do(mfa.RemoveUserFromGroup, `{"GroupName":"team","UserName":"alice"}`)
	}
	c.wants(mfa.GetGroup, `{"GroupName":"team"}`, "Users", "[]")
	c.wants(mfa.ListGroupsForUser, `{"UserName":"alice"}`, "Groups", "[]")
	c.refuses(mfa.RemoveUserFromGroup, `{"GroupName":"carol","UserName":"alice"}`, mfa.NoSuchEntity,
		"The group with name carol cannot be found.")
}
