package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestListRoleTagsPagesTagsByKey(t *testing.T) {
	c := newConsole(t)
	c.wants(mfa.ListRoleTags, `{"RoleName":"ops"}`, "Tags", "[]")
	c.do(mfa.TagRole, `{"RoleName":"ops","Tags":[{"Key":"b","Value":""},{"Key":"a","Value":""}]}`)
	c.wants(mfa.ListRoleTags, `{"RoleName":"ops","MaxItems":1}`, "Tags.*.Key", "[a]")
	c.wants(mfa.ListRoleTags, `{"RoleName":"ops"}`, "Tags.*.Key", "[a b]")
	c.refuses(mfa.ListRoleTags, `{"RoleName":"carol"}`, mfa.NoSuchEntity, "The role with name carol cannot be found.")
}
