package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestListPoliciesFollowsItsFilters(t *testing.T) {
	c := newConsole(t)
	c.policy("attached")
	c.do(mfa.AttachUserPolicy, `{"UserName":"alice","PolicyArn":"$policy/attached"}`)
	c.wants(mfa.ListPolicies, `{"Scope":"Local","OnlyAttached":true}`, "Policies.*.PolicyName", "[attached]")
	c.wants(mfa.ListPolicies, `{"Scope":"AWS"}`, "Policies.*.PolicyName", "["+mfa.SelfServiceName+"]")
	c.wants(mfa.ListPolicies, `{"Scope":"Local","PathPrefix":"/x/"}`, "Policies", "[]")
	c.wants(mfa.ListPolicies, `{"MaxItems":1}`, "IsTruncated", "true")
}
