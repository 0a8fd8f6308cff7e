package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestGetGroupPagesTheMembers(t *testing.T) {
	c := newConsole(t)
	c.do(mfa.CreateUser, `{"UserName":"bob"}`)
	for _, user := range []string{"bob", "alice"} {
		c.do(mfa.AddUserToGroup, `{"GroupName":"team","UserName":"`+user+`"}`)
	}
	c.wants(mfa.GetGroup, `{"GroupName":"TEAM"}`, "Users.*.UserName", "[alice bob]")
	c.wants(mfa.GetGroup, `{"GroupName":"team","MaxItems":1}`, "Users.*.UserName", "[alice]")
	c.wants(mfa.GetGroup, `{"GroupName":"team","MaxItems":1}`, "IsTruncated", "true")
	c.refuses(mfa.GetGroup, `{"GroupName":"carol"}`, mfa.NoSuchEntity, "The group with name carol cannot be found.")
}
