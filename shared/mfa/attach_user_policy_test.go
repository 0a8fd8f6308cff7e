package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestAttachUserPolicyAttachesAPolicyOnce(t *testing.T) {
	c := newConsole(t)
	for range 2 {
		c.do(mfa.AttachUserPolicy, `{"UserName":"alice","PolicyArn":"$reading"}`)
	}
	c.wants(mfa.ListAttachedUserPolicies, `{"UserName":"alice"}`, "AttachedPolicies.*.PolicyName", "[reading]")
	c.wants(mfa.GetPolicy, `{"PolicyArn":"$reading"}`, "Policy.AttachmentCount", "1")
	c.refuses(mfa.AttachUserPolicy, `{"UserName":"alice","PolicyArn":"$reading2"}`, mfa.NoSuchEntity,
		"Policy "+readingARN+"2 does not exist or is not attachable.")
	c.refuses(mfa.AttachUserPolicy, `{"UserName":"carol","PolicyArn":"$reading"}`, mfa.NoSuchEntity,
		"The user with name carol cannot be found.")
}

func TestAttachUserPolicyRefusesTheEleventhPolicy(t *testing.T) {
	c := newConsole(t)
	for _, letter := range "abcdefghijk" {
		c.policy(string(letter))
	}
	for _, letter := range "abcdefghij" {
		c.do(mfa.AttachUserPolicy, `{"UserName":"alice","PolicyArn":"$policy/`+string(letter)+`"}`)
	}
	c.refuses(mfa.AttachUserPolicy, `{"UserName":"alice","PolicyArn":"$policy/k"}`, mfa.LimitExceeded,
		"Cannot exceed quota for PoliciesPerUser: 10")
}
