package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestListAttachedGroupPoliciesListsAttachedPoliciesOnly(t *testing.T) {
	c := newConsole(t)
	c.do(mfa.PutGroupPolicy, `{"GroupName":"team","PolicyName":"in","PolicyDocument":"$document"}`)
	c.wants(mfa.ListAttachedGroupPolicies, `{"GroupName":"team"}`, "AttachedPolicies", "[]")
	c.policy("a")
	for _, arn := range []string{"$reading", "$policy/a"} {
		c.do(mfa.AttachGroupPolicy, `{"GroupName":"team","PolicyArn":"`+arn+`"}`)
	}
	c.wants(mfa.ListAttachedGroupPolicies, `{"GroupName":"team"}`, "AttachedPolicies.*.PolicyName", "[a reading]")
	c.wants(mfa.ListAttachedGroupPolicies, `{"GroupName":"team","PathPrefix":"/x/"}`, "AttachedPolicies", "[]")
	c.refuses(mfa.ListAttachedGroupPolicies, `{"GroupName":"carol"}`, mfa.NoSuchEntity,
		"The group with name carol cannot be found.")
}
