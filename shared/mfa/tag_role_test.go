package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestTagRoleMergesTagsWithoutRegardToCase(t *testing.T) {
	c := newConsole(t)
	c.do(mfa.TagRole, `{"RoleName":"ops","Tags":[{"Key":"Team","Value":"red"},{"Key":"a","Value":""}]}`)
	c.do(mfa.TagRole, `{"RoleName":"ops","Tags":[{"Key":"team","Value":"blue"}]}`)
	c.wants(mfa.ListRoleTags, `{"RoleName":"ops"}`, "Tags.*.Key", "[a team]")
	c.wants(mfa.ListRoleTags, `{"RoleName":"ops"}`, "Tags.*.Value", "[ blue]")
	c.refuses(mfa.TagRole, `{"RoleName":"ops","Tags":[{"Key":"b","Value":""},{"Key":"B","Value":""}]}`, mfa.InvalidInput,
		"Duplicate tag keys found. Please note that Tag keys are case insensitive.")
	c.refuses(mfa.TagRole, `{"RoleName":"ops","Tags":[{"Key":"aws:b","Value":""}]}`, mfa.InvalidInput,
		"Tag keys beginning with aws: are reserved for system use.")
	c.refuses(mfa.TagRole, `{"RoleName":"carol","Tags":[{"Key":"b","Value":""}]}`, mfa.NoSuchEntity,
		"The role with name carol cannot be found.")
}
