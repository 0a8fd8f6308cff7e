package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestListAttachedUserPoliciesListsAttachedPoliciesOnly(t *testing.T) {
	c := newConsole(t)
	c.do(mfa.PutUserPolicy, `{"UserName":"alice","PolicyName":"in","PolicyDocument":"$document"}`)
	c.wants(mfa.ListAttachedUserPolicies, `{"UserName":"alice"}`, "AttachedPolicies", "[]")
	c.policy("a")
	for _, arn := range []string{"$reading", "$policy/a"} {
		c.do(mfa.AttachUserPolicy, `{"UserName":"alice","PolicyArn":"`+arn+`"}`)
	}
	c.wants(mfa.ListAttachedUserPolicies, `{"UserName":"alice"}`, "AttachedPolicies.*.PolicyName", "[a reading]")
	c.wants(mfa.ListAttachedUserPolicies, `{"UserName":"alice","PathPrefix":"/x/"}`, "AttachedPolicies", "[]")
	c.refuses(mfa.ListAttachedUserPolicies, `{"UserName":"carol"}`, mfa.NoSuchEntity,
		"The user with name carol cannot be found.")
}
