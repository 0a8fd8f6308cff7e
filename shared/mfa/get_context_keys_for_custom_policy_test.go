package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestGetContextKeysForCustomPolicyListsKeysOfAllPolicies(t *testing.T) {
	c := newConsole(t)
	c.wants(mfa.GetContextKeysForCustomPolicy, `{"PolicyInputList":["$document"]}`, "ContextKeyNames", "[]")
	c.wants(mfa.GetContextKeysForCustomPolicy, `{"PolicyInputList":["$document","$withMFA"]}`, "ContextKeyNames",
		"[aws:MultiFactorAuthPresent]")
}
