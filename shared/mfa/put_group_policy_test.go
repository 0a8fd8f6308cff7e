package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestPutGroupPolicyReplacesThePolicyOfThatName(t *testing.T) {
	c := newConsole(t)
	c.do(mfa.PutGroupPolicy, `{"GroupName":"team","PolicyName":"in","PolicyDocument":"$document"}`)
	c.do(mfa.PutGroupPolicy, `{"GroupName":"team","PolicyName":"IN","PolicyDocument":"$other"}`)
	c.wants(mfa.ListGroupPolicies, `{"GroupName":"team"}`, "PolicyNames", "[in]")
	c.wants(mfa.GetGroupPolicy, `{"GroupName":"team","PolicyName":"in"}`, "PolicyDocument.Statement.Action", "iam:GetUser")
	c.refuses(mfa.PutGroupPolicy, `{"GroupName":"team","PolicyName":"in","PolicyDocument":"no JSON"}`,
		mfa.MalformedPolicyDocument, "Syntax errors in policy.")
	c.refuses(mfa.PutGroupPolicy, `{"GroupName":"carol","PolicyName":"in","PolicyDocument":"$document"}`,
		mfa.NoSuchEntity, "The group with name carol cannot be found.")
}
