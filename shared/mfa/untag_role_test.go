package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestUntagRoleRemovesTheTagsThatAreThere(t *testing.T) {
	c := newConsole(t)
	c.do(mfa.TagRole, `{"RoleName":"ops","Tags":[{"Key":"team","Value":"red"},{"Key":"a","Value":""}]}`)
	c.do(mfa.UntagRole, `{"RoleName":"ops","TagKeys":["TEAM","absent"]}`)
	c.wants(mfa.ListRoleTags, `{"RoleName":"ops"}`, "Tags.*.Key", "[a]")
	c.refuses(mfa.UntagRole, `{"RoleName":"carol","TagKeys":["a"]}`, mfa.NoSuchEntity,
		"The role with name carol cannot be found.")
}
