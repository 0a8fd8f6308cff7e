package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestDetachUserPolicyDetachesWhatIsAttached(t *testing.T) {
	c := newConsole(t)
	c.do(mfa.AttachUserPolicy, `{"UserName":"alice","PolicyArn":"$reading"}`)
	c.do(mfa.DetachUserPolicy, `{"UserName":"alice","PolicyArn":"$reading"}`)
	c.wants(mfa.ListAttachedUserPolicies, `{"UserName":"alice"}`, "AttachedPolicies", "[]")
	c.wants(mfa.GetPolicy, `{"PolicyArn":"$reading"}`, "Policy.AttachmentCount", "0")
	c.refuses(mfa.DetachUserPolicy, `{"UserName":"alice","PolicyArn":"$reading"}`, mfa.NoSuchEntity,
		"Policy "+readingARN+" was not found.")
}
