package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestCreatePolicyTakesANameOnceUnderAnyPath(t *testing.T) {
	c := newConsole(t)
	c.wants(mfa.CreatePolicy, `{"PolicyName":"new","Path":"/eng/","PolicyDocument":"$document"}`, "Policy.Arn",
		"arn:aws:iam::123456789012:policy/eng/new")
	c.wants(mfa.ListPolicyVersions, `{"PolicyArn":"$policy/eng/new"}`, "Versions.*.VersionId", "[v1]")
	c.refuses(mfa.CreatePolicy, `{"PolicyName":"new","PolicyDocument":"$document"}`, mfa.EntityAlreadyExists,
		"A policy called new already exists. Duplicate names are not allowed.")
	c.refuses(mfa.CreatePolicy, `{"PolicyName":"bad","PolicyDocument":"{}"}`, mfa.MalformedPolicyDocument,
		"Syntax errors in policy.")
}
