package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestCreateGroupTakesANameOnceWhateverItsCase(t *testing.T) {
	c := newConsole(t)
	c.wants(mfa.CreateGroup, `{"GroupName":"New","Path":"/eng/"}`, "Group.Arn", "arn:aws:iam::123456789012:group/eng/New")
	c.wants(mfa.GetGroup, `{"GroupName":"new"}`, "Users", "[]")
	c.refuses(mfa.CreateGroup, `{"GroupName":"NEW"}`, mfa.EntityAlreadyExists, "Group with name NEW already exists.")
}
