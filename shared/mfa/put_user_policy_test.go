package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestPutUserPolicyReplacesThePolicyOfThatName(t *testing.T) {
	c := newConsole(t)
	c.do(mfa.PutUserPolicy, `{"UserName":"alice","PolicyName":"in","PolicyDocument":"$document"}`)
	c.do(mfa.PutUserPolicy, `{"UserName":"alice","PolicyName":"IN","PolicyDocument":"$other"}`)
	c.wants(mfa.ListUserPolicies, `{"UserName":"alice"}`, "PolicyNames", "[in]")
	c.wants(mfa.GetUserPolicy, `{"UserName":"alice","PolicyName":"in"}`, "PolicyDocument.Statement.Action", "iam:GetUser")
	c.refuses(mfa.PutUserPolicy, `{"UserName":"alice","PolicyName":"in","PolicyDocument":"no JSON"}`,
		mfa.MalformedPolicyDocument, "Syntax errors in policy.")
	c.refuses(mfa.PutUserPolicy, `{"UserName":"carol","PolicyName":"in","PolicyDocument":"$document"}`,
		mfa.NoSuchEntity, "The user with name carol cannot be found.")
}
