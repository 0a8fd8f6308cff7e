package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestAddUserToGroupAllowsTenGroups(t *testing.T) {
	c := newConsole(t)
	for _, letter := range "abcdefghij" {
		c.do(mfa.CreateGroup, `{"GroupName":"`+string(letter)+`"}`)
		for range 2 { // a member stays one
			c.do(mfa.AddUserToGroup, `{"GroupName":"`+string(letter)+`","UserName":"alice"}`)
		}
	}
	c.refuses(mfa.AddUserToGroup, `{"GroupName":"team","UserName":"alice"}`, mfa.LimitExceeded,
		"Cannot exceed quota for GroupsPerUser: 10")
	c.refuses(mfa.AddUserToGroup, `{"GroupName":"team","UserName":"carol"}`, mfa.NoSuchEntity,
		"The user with name carol cannot be found.")
}
