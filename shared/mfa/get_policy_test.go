package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestGetPolicyDescribesPoliciesOfTheAccountAndTheService(t *testing.T) {
	c := newConsole(t)
	c.wants(mfa.GetPolicy, `{"PolicyArn":"$reading"}`, "Policy.DefaultVersionId", "v1")
	c.wants(mfa.GetPolicy, `{"PolicyArn":"`+mfa.SelfServicePolicy+`"}`, "Policy.PolicyName", mfa.SelfServiceName)
	c.refuses(mfa.GetPolicy, `{"PolicyArn":"$reading2"}`, mfa.NoSuchEntity, "Policy "+readingARN+"2 was not found.")
}
