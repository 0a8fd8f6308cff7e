package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestGetUserPolicyReturnsTheDocument(t *testing.T) {
	c := newConsole(t)
	c.refuses(mfa.GetUserPolicy, `{"UserName":"alice","PolicyName":"in"}`, mfa.NoSuchEntity,
		"The user policy with name in cannot be found.")
	c.do(mfa.PutUserPolicy, `{"UserName":"alice","PolicyName":"in","PolicyDocument":"$document"}`)
	c.wants(mfa.GetUserPolicy, `{"UserName":"alice","PolicyName":"IN"}`, "PolicyDocument.Statement.Action",
		"iam:ListUsers")
	c.wants(mfa.GetUserPolicy, `{"UserName":"alice","PolicyName":"in"}`, "UserName", "alice")
}
