package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestDeletePolicyRefusesAPolicyInUse(t *testing.T) {
	c := newConsole(t)
	const policy = `{"PolicyArn":"$reading"}`
	c.do(mfa.AttachUserPolicy, `{"UserName":"alice","PolicyArn":"$reading"}`)
	c.refuses(mfa.DeletePolicy, policy, mfa.DeleteConflict, "Cannot delete a policy attached to entities.")
	c.do(mfa.DetachUserPolicy, `{"UserName":"alice","PolicyArn":"$reading"}`)
	c.do(mfa.PutUserPermissionsBoundary, `{"UserName":"alice","PermissionsBoundary":"$reading"}`)
	c.refuses(mfa.DeletePolicy, policy, mfa.DeleteConflict, "Cannot delete a policy attached to entities.")
	c.do(mfa.DeleteUserPermissionsBoundary, `{"UserName":"alice"}`)
	c.do(mfa.DeletePolicy, policy)
	c.refuses(mfa.DeletePolicy, policy, mfa.NoSuchEntity, "Policy "+readingARN+" was not found.")
}
