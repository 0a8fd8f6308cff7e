package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestListPolicyTagsPagesTagsByKey(t *testing.T) {
	c := newConsole(t)
	c.wants(mfa.ListPolicyTags, `{"PolicyArn":"$reading"}`, "Tags", "[]")
	c.do(mfa.TagPolicy, `{"PolicyArn":"$reading","Tags":[{"Key":"b","Value":""},{"Key":"a","Value":""}]}`)
	c.wants(mfa.ListPolicyTags, `{"PolicyArn":"$reading","MaxItems":1}`, "Tags.*.Key", "[a]")
	c.wants(mfa.ListPolicyTags, `{"PolicyArn":"$reading"}`, "Tags.*.Key", "[a b]")
	c.refuses(mfa.ListPolicyTags, `{"PolicyArn":"$reading2"}`, mfa.NoSuchEntity, "Policy "+readingARN+"2 was not found.")
}
