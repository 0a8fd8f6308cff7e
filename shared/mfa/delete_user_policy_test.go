package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestDeleteUserPolicyDeletesOneInlinePolicy(t *testing.T) {
	c := newConsole(t)
	for _, name := range []string{"in", "other"} {
		c.do(mfa.PutUserPolicy, `{"UserName":"alice","PolicyName":"`+name+`","PolicyDocument":"$document"}`)
	}
	c.do(mfa.DeleteUserPolicy, `{"UserName":"alice","PolicyName":"in"}`)
	c.wants(mfa.ListUserPolicies, `{"UserName":"alice"}`, "PolicyNames", "[other]")
	c.refuses(mfa.DeleteUserPolicy, `{"UserName":"alice","PolicyName":"in"}`, mfa.NoSuchEntity,
		"The user policy with name in cannot be found.")
}
