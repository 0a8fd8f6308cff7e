package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestAttachGroupPolicyAttachesAPolicyOnce(t *testing.T) {
	c := newConsole(t)
	for range 2 {
		c.do(mfa.AttachGroupPolicy, `{"GroupName":"team","PolicyArn":"$reading"}`)
	}
	c.wants(mfa.ListAttachedGroupPolicies, `{"GroupName":"team"}`, "AttachedPolicies.*.PolicyName", "[reading]")
	c.wants(mfa.GetPolicy, `{"PolicyArn":"$reading"}`, "Policy.AttachmentCount", "1")
	c.refuses(mfa.AttachGroupPolicy, `{"GroupName":"team","PolicyArn":"$reading2"}`, mfa.NoSuchEntity,
		"Policy "+readingARN+"2 does not exist or is not attachable.")
	c.refuses(mfa.AttachGroupPolicy, `{"GroupName":"carol","PolicyArn":"$reading"}`, mfa.NoSuchEntity,
		"The group with name carol cannot be found.")
}

func TestAttachGroupPolicyRefusesTheEleventhPolicy(t *testing.T) {
	c := newConsole(t)
	for _, letter := range "abcdefghijk" {
		c.policy(string(letter))
	}
	for _, letter := range "abcdefghij" {
		c.do(mfa.AttachGroupPolicy, `{"GroupName":"team","PolicyArn":"$policy/`+string(letter)+`"}`)
	}
	c.refuses(mfa.AttachGroupPolicy, `{"GroupName":"team","PolicyArn":"$policy/k"}`, mfa.LimitExceeded,
		"Cannot exceed quota for PoliciesPerGroup: 10")
}
