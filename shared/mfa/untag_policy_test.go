package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestUntagPolicyRemovesTheTagsThatAreThere(t *testing.T) {
	c := newConsole(t)
	c.do(mfa.TagPolicy, `{"PolicyArn":"$reading","Tags":[{"Key":"team","Value":"red"},{"Key":"a","Value":""}]}`)
	c.do(mfa.UntagPolicy, `{"PolicyArn":"$reading","TagKeys":["TEAM","absent"]}`)
	c.wants(mfa.ListPolicyTags, `{"PolicyArn":"$reading"}`, "Tags.*.Key", "[a]")
	c.refuses(mfa.UntagPolicy, `{"PolicyArn":"$reading2","TagKeys":["a"]}`, mfa.NoSuchEntity,
		"Policy "+readingARN+"2 was not found.")
}
