package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestPutRolePolicyReplacesThePolicyOfThatName(t *testing.T) {
	c := newConsole(t)
	c.do(mfa.PutRolePolicy, `{"RoleName":"ops","PolicyName":"in","PolicyDocument":"$document"}`)
	c.do(mfa.PutRolePolicy, `{"RoleName":"ops","PolicyName":"IN","PolicyDocument":"$other"}`)
	c.wants(mfa.ListRolePolicies, `{"RoleName":"ops"}`, "PolicyNames", "[in]")
	c.wants(mfa.GetRolePolicy, `{"RoleName":"ops","PolicyName":"in"}`, "PolicyDocument.Statement.Action", "iam:GetUser")
	c.refuses(mfa.PutRolePolicy, `{"RoleName":"ops","PolicyName":"in","PolicyDocument":"no JSON"}`,
		mfa.MalformedPolicyDocument, "Syntax errors in policy.")
	c.refuses(mfa.PutRolePolicy, `{"RoleName":"carol","PolicyName":"in","PolicyDocument":"$document"}`,
		mfa.NoSuchEntity, "The role with name carol cannot be found.")
}
