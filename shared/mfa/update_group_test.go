package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestUpdateGroupKeepsMembersAndPolicies(t *testing.T) {
	c := newConsole(t)
	c.do(mfa.AddUserToGroup, `{"GroupName":"team","UserName":"alice"}`)
	c.do(mfa.AttachGroupPolicy, `{"GroupName":"team","PolicyArn":"$reading"}`)
	c.do(mfa.UpdateGroup, `{"GroupName":"team","NewGroupName":"crew","NewPath":"/eng/"}`)
	c.wants(mfa.GetGroup, `{"GroupName":"crew"}`, "Group.Arn", "arn:aws:iam::123456789012:group/eng/crew")
	c.wants(mfa.GetGroup, `{"GroupName":"crew"}`, "Users.*.UserName", "[alice]")
	c.wants(mfa.ListEntitiesForPolicy, `{"PolicyArn":"$reading"}`, "PolicyGroups.*.GroupName", "[crew]")
	c.do(mfa.CreateGroup, `{"GroupName":"other"}`)
	c.refuses(mfa.UpdateGroup, `{"GroupName":"crew","NewGroupName":"OTHER"}`, mfa.EntityAlreadyExists,
		"Group with name OTHER already exists.")
	c.refuses(mfa.UpdateGroup, `{"GroupName":"team"}`, mfa.NoSuchEntity, "The group with name team cannot be found.")
}
