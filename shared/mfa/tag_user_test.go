package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestTagUserMergesTagsWithoutRegardToCase(t *testing.T) {
	c := newConsole(t)
	c.do(mfa.TagUser, `{"UserName":"alice","Tags":[{"Key":"Team","Value":"red"},{"Key":"a","Value":""}]}`)
	c.do(mfa.TagUser, `{"UserName":"alice","Tags":[{"Key":"team","Value":"blue"}]}`)
	c.wants(mfa.ListUserTags, `{"UserName":"alice"}`, "Tags.*.Key", "[a team]")
	c.wants(mfa.ListUserTags, `{"UserName":"alice"}`, "Tags.*.Value", "[ blue]")
	c.refuses(mfa.TagUser, `{"UserName":"alice","Tags":[{"Key":"b","Value":""},{"Key":"B","Value":""}]}`, mfa.InvalidInput,
		"Duplicate tag keys found. Please note that Tag keys are case insensitive.")
	c.refuses(mfa.TagUser, `{"UserName":"alice","Tags":[{"Key":"aws:b","Value":""}]}`, mfa.InvalidInput,
		"Tag keys beginning with aws: are reserved for system use.")
	c.refuses(mfa.TagUser, `{"UserName":"carol","Tags":[{"Key":"b","Value":""}]}`, mfa.NoSuchEntity,
		"The user with name carol cannot be found.")
}
