package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestListUserTagsPagesTagsByKey(t *testing.T) {
	c := newConsole(t)
	c.wants(mfa.ListUserTags, `{"UserName":"alice"}`, "Tags", "[]")
	c.do(mfa.TagUser, `{"UserName":"alice","Tags":[{"Key":"b","Value":""},{"Key":"a","Value":""}]}`)
	c.wants(mfa.ListUserTags, `{"UserName":"alice","MaxItems":1}`, "Tags.*.Key", "[a]")
	c.wants(mfa.ListUserTags, `{"UserName":"alice"}`, "Tags.*.Key", "[a b]")
	c.refuses(mfa.ListUserTags, `{"UserName":"carol"}`, mfa.NoSuchEntity, "The user with name carol cannot be found.")
}
