package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestListGroupsListsThoseUnderAPath(t *testing.T) {
	c := newConsole(t)
	c.do(mfa.CreateGroup, `{"GroupName":"new","Path":"/eng/"}`)
	c.wants(mfa.ListGroups, `{"PathPrefix":"/eng/"}`, "Groups.*.GroupName", "[new]")
	c.wants(mfa.ListGroups, `{"PathPrefix":"/ops/"}`, "Groups", "[]")
	c.wants(mfa.ListGroups, `{"MaxItems":1}`, "IsTruncated", "true")
}
