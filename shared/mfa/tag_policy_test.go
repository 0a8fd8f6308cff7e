package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestTagPolicyMergesTagsWithoutRegardToCase(t *testing.T) {
	c := newConsole(t)
	c.do(mfa.TagPolicy, `{"PolicyArn":"$reading","Tags":[{"Key":"Team","Value":"red"},{"Key":"a","Value":""}]}`)
	c.do(mfa.TagPolicy, `{"PolicyArn":"$reading","Tags":[{"Key":"team","Value":"blue"}]}`)
	c.wants(mfa.ListPolicyTags, `{"PolicyArn":"$reading"}`, "Tags.*.Key", "[a team]")
	c.wants(mfa.ListPolicyTags, `{"PolicyArn":"$reading"}`, "Tags.*.Value", "[ blue]")
	c.refuses(mfa.TagPolicy, `{"PolicyArn":"$reading","Tags":[{"Key":"b","Value":""},{"Key":"B","Value":""}]}`,
		mfa.InvalidInput,
		"Duplicate tag keys found. Please note that Tag keys are case insensitive.")
	c.refuses(mfa.TagPolicy, `{"PolicyArn":"$reading","Tags":[{"Key":"aws:b","Value":""}]}`, mfa.InvalidInput,
		"Tag keys beginning with aws: are reserved for system use.")
	c.refuses(mfa.TagPolicy, `{"PolicyArn":"$reading2","Tags":[{"Key":"b","Value":""}]}`, mfa.NoSuchEntity,
		"Policy "+readingARN+"2 was not found.")
}
