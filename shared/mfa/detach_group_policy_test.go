package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestDetachGroupPolicyDetachesWhatIsAttached(t *testing.T) {
	c := newConsole(t)
	c.do(mfa.AttachGroupPolicy, `{"GroupName":"team","PolicyArn":"$reading"}`)
	c.do(mfa.DetachGroupPolicy, `{"GroupName":"team","PolicyArn":"$reading"}`)
	c.wants(mfa.ListAttachedGroupPolicies, `{"GroupName":"team"}`, "AttachedPolicies", "[]")
	c.wants(mfa.GetPolicy, `{"PolicyArn":"$reading"}`, "Policy.AttachmentCount", "0")
	c.refuses(mfa.DetachGroupPolicy, `{"GroupName":"team","PolicyArn":"$reading"}`, mfa.NoSuchEntity,
		"Policy "+readingARN+" was not found.")
}
