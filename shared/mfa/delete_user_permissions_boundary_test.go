package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestDeleteUserPermissionsBoundaryTakesItAwayOnce(t *testing.T) {
	c := newConsole(t)
	c.do(mfa.PutUserPermissionsBoundary, `{"UserName":"alice","PermissionsBoundary":"$reading"}`)
	c.do(mfa.DeleteUserPermissionsBoundary, `{"UserName":"alice"}`)
	c.wants(mfa.GetUser, `{"UserName":"alice"}`, "User.PermissionsBoundary", "<nil>")
	c.wants(mfa.GetPolicy, `{"PolicyArn":"$reading"}`, "Policy.PermissionsBoundaryUsageCount", "0")
	c.refuses(mfa.DeleteUserPermissionsBoundary, `{"UserName":"alice"}`, mfa.NoSuchEntity,
		"The user with name alice does not have a permissions boundary.")
}
