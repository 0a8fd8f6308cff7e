package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestListGroupPoliciesListsInlinePoliciesOnly(t *testing.T) {
	c := newConsole(t)
	c.do(mfa.AttachGroupPolicy, `{"GroupName":"team","PolicyArn":"$reading"}`)
	c.wants(mfa.ListGroupPolicies, `{"GroupName":"team"}`, "PolicyNames", "[]")
	for _, name := range []string{"b", "a"} {
		c.do(mfa.PutGroupPolicy, `{"GroupName":"team","PolicyName":"`+name+`","PolicyDocument":"$document"}`)
	}
	c.wants(mfa.ListGroupPolicies, `{"GroupName":"team"}`, "PolicyNames", "[a b]")
	c.wants(mfa.ListGroupPolicies, `{"GroupName":"team","MaxItems":1}`, "PolicyNames", "[a]")
	c.wants(mfa.ListGroupPolicies, `{"GroupName":"team","MaxItems":1}`, "IsTruncated", "true")
	c.refuses(mfa.ListGroupPolicies, `{"GroupName":"carol"}`, mfa.NoSuchEntity,
		"The group with name carol cannot be found.")
}
