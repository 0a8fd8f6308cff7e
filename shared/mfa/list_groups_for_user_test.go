package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestListGroupsForUserSortsGroupsByName(t *testing.T) {
	c := newConsole(t)
	for _, group := range []string{"b", "a"} {
		c.do(mfa.CreateGroup, `{"GroupName":"`+group+`"}`)
		c.do(mfa.AddUserToGroup, `{"GroupName":"`+group+`","UserName":"alice"}`)
	}
	c.wants(mfa.ListGroupsForUser, `{"UserName":"alice"}`, "Groups.*.GroupName", "[a b]")
	c.wants(mfa.ListGroupsForUser, `{"UserName":"alice","MaxItems":1}`, "Groups.*.GroupName", "[a]")
	c.refuses(mfa.ListGroupsForUser, `{"UserName":"carol"}`, mfa.NoSuchEntity, "The user with name carol cannot be found.")
}
