package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestPutUserPermissionsBoundaryReplacesTheBoundary(t *testing.T) {
	c := newConsole(t)
	c.policy("other")
	for _, arn := range []string{"$policy/other", "$reading"} {
		c.do(mfa.PutUserPermissionsBoundary, `{"UserName":"alice","PermissionsBoundary":"`+arn+`"}`)
	}
	c.wants(mfa.GetUser, `{"UserName":"alice"}`, "User.PermissionsBoundary.PermissionsBoundaryArn", readingARN)
	c.wants(mfa.GetPolicy, `{"PolicyArn":"$policy/other"}`, "Policy.PermissionsBoundaryUsageCount", "0")
	c.refuses(mfa.PutUserPermissionsBoundary, `{"UserName":"alice","PermissionsBoundary":"$reading2"}`, mfa.NoSuchEntity,
		"Scope ARN: "+readingARN+"2 does not exist or is not attachable.")
}
