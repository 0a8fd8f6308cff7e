package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestUpdateAssumeRolePolicyReplacesTheTrustPolicy(t *testing.T) {
	c := newConsole(t)
	alice := c.f.KeyOf("alice")
	const assume = `{"RoleArn":"arn:aws:iam::123456789012:role/ops","RoleSessionName":"work"}`
	if err := alice.Send(mfa.AssumeRole, assume); err != nil {
		t.Fatal(err)
	}
	c.do(mfa.UpdateAssumeRolePolicy, `{"RoleName":"ops","PolicyDocument":"$distrust"}`)
	if err := alice.Send(mfa.AssumeRole, assume); err == nil {
		t.Error("a role that trusts no user was assumed")
	}
	c.refuses(mfa.UpdateAssumeRolePolicy, `{"RoleName":"ops","PolicyDocument":"no JSON"}`, mfa.MalformedPolicyDocument,
		"This policy contains invalid Json")
}
