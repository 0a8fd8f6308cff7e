package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestUntagUserRemovesTheTagsThatAreThere(t *testing.T) {
	c := newConsole(t)
	c.do(mfa.TagUser, `{"UserName":"alice","Tags":[{"Key":"team","Value":"red"},{"Key":"a","Value":""}]}`)
	c.do(mfa.UntagUser, `{"UserName":"alice","TagKeys":["TEAM","absent"]}`)
	c.wants(mfa.ListUserTags, `{"UserName":"alice"}`, "Tags.*.Key", "[a]")
	c.refuses(mfa.UntagUser, `{"UserName":"carol","TagKeys":["a"]}`, mfa.NoSuchEntity,
		"The user with name carol cannot be found.")
}
