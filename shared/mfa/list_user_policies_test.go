package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestListUserPoliciesListsInlinePoliciesOnly(t *testing.T) {
	c := newConsole(t)
	c.do(mfa.AttachUserPolicy, `{"UserName":"alice","PolicyArn":"$reading"}`)
	c.wants(mfa.ListUserPolicies, `{"UserName":"alice"}`, "PolicyNames", "[]")
	for _, name := range []string{"b", "a"} {
		c.do(mfa.PutUserPolicy, `{"UserName":"alice","PolicyName":"`+name+`","PolicyDocument":"$document"}`)
	}
	c.wants(mfa.ListUserPolicies, `{"UserName":"alice"}`, "PolicyNames", "[a b]")
	c.wants(mfa.ListUserPolicies, `{"UserName":"alice","MaxItems":1}`, "PolicyNames", "[a]")
	c.wants(mfa.ListUserPolicies, `{"UserName":"alice","MaxItems":1}`, "IsTruncated", "true")
	c.refuses(mfa.ListUserPolicies, `{"UserName":"carol"}`, mfa.NoSuchEntity, "The user with name carol cannot be found.")
}
