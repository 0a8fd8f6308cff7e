package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestGetContextKeysForPrincipalPolicyIncludesPoliciesOfGroups(t *testing.T) {
	c := newConsole(t)
	const alice = `{"PolicySourceArn":"arn:aws:iam::123456789012:user/alice"}`
	c.do(mfa.PutUserPolicy, `{"UserName":"alice","PolicyName":"in","PolicyDocument":"$document"}`)
	c.wants(mfa.GetContextKeysForPrincipalPolicy, alice, "ContextKeyNames", "[]")
	c.do(mfa.PutGroupPolicy, `{"GroupName":"team","PolicyName":"in","PolicyDocument":"$withMFA"}`)
	c.do(mfa.AddUserToGroup, `{"GroupName":"team","UserName":"alice"}`)
	c.wants(mfa.GetContextKeysForPrincipalPolicy, alice, "ContextKeyNames", "[aws:MultiFactorAuthPresent]")
}
