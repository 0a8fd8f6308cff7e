package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

func TestDeleteAccessKeyDeletesAKeyOfItsOwnUserOnly(t *testing.T) {
	c := newConsole(t)
	id := c.f.KeyOf("alice").KeyID
	c.do(mfa.CreateUser, `{"UserName":"bob"}`)
	c.refuses(mfa.DeleteAccessKey, `{"UserName":"bob","AccessKeyId":"`+id+`"}`, mfa.NoSuchEntity,
		"The Access Key with id "+id+" cannot be found.")
	c.do(mfa.DeleteAccessKey, `{"UserName":"alice","AccessKeyId":"`+id+`"}`)
	wantCode(t, authenticate(c.f, id, secret.String{}), mfa.InvalidClientTokenID)
}
