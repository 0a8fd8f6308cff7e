package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestGetGroupPolicyReturnsTheDocument(t *testing.T) {
	c := newConsole(t)
	c.refuses(mfa.GetGroupPolicy, `{"GroupName":"team","PolicyName":"in"}`, mfa.NoSuchEntity,
		"The group policy with name in cannot be found.")
	c.do(mfa.PutGroupPolicy, `{"GroupName":"team","PolicyName":"in","PolicyDocument":"$document"}`)
	c.wants(mfa.GetGroupPolicy, `{"GroupName":"team","PolicyName":"IN"}`, "PolicyDocument.Statement.Action",
		"iam:ListUsers")
	c.wants(mfa.GetGroupPolicy, `{"GroupName":"team","PolicyName":"in"}`, "GroupName", "team")
}
