package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestDeleteGroupPolicyDeletesOneInlinePolicy(t *testing.T) {
	c := newConsole(t)
	for _, name := range []string{"in", "other"} {
		c.do(mfa.PutGroupPolicy, `{"GroupName":"team","PolicyName":"`+name+`","PolicyDocument":"$document"}`)
	}
	c.do(mfa.DeleteGroupPolicy, `{"GroupName":"team","PolicyName":"in"}`)
	c.wants(mfa.ListGroupPolicies, `{"GroupName":"team"}`, "PolicyNames", "[other]")
	c.refuses(mfa.DeleteGroupPolicy, `{"GroupName":"team","PolicyName":"in"}`, mfa.NoSuchEntity,
		"The group policy with name in cannot be found.")
}
