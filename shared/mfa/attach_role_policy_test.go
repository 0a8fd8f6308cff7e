package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestAttachRolePolicyAttachesAPolicyOnce(t *testing.T) {
	c := newConsole(t)
	for range 2 {
		c.do(mfa.AttachRolePolicy, `{"RoleName":"ops","PolicyArn":"$reading"}`)
	}
	c.wants(mfa.ListAttachedRolePolicies, `{"RoleName":"ops"}`, "AttachedPolicies.*.PolicyName", "[reading]")
	c.wants(mfa.GetPolicy, `{"PolicyArn":"$reading"}`, "Policy.AttachmentCount", "1")
	c.refuses(mfa.AttachRolePolicy, `{"RoleName":"ops","PolicyArn":"$reading2"}`, mfa.NoSuchEntity,
		"Policy "+readingARN+"2 does not exist or is not attachable.")
	c.refuses(mfa.AttachRolePolicy, `{"RoleName":"carol","PolicyArn":"$reading"}`, mfa.NoSuchEntity,
		"The role with name carol cannot be found.")
}

func TestAttachRolePolicyRefusesTheEleventhPolicy(t *testing.T) {
	c := newConsole(t)
	for _, letter := range "abcdefghijk" {
		c.policy(string(letter))
	}
	for _, letter := range "abcdefghij" {
		c.do(mfa.AttachRolePolicy, `{"RoleName":"ops","PolicyArn":"$policy/`+string(letter)+`"}`)
	}
	c.refuses(mfa.AttachRolePolicy, `{"RoleName":"ops","PolicyArn":"$policy/k"}`, mfa.LimitExceeded,
		"Cannot exceed quota for PoliciesPerRole: 10")
}
