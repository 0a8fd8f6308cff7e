package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestGetUserReturnsTheCallerByDefault(t *testing.T) {
	c := newConsole(t)
	alice := c.f.KeyOf("alice")
	user := mfatest.Must[mfa.GetUserResponse](alice, mfa.GetUser, mfa.GetUserRequest{}).User
	if *user.UserName != "alice" || *user.Path != "/" || len(user.UserId) != 21 || user.UserId[:4] != "AIDA" {
		t.Errorf("%+v", user)
	}
	root := mfatest.Must[mfa.GetUserResponse](c.f.Root, mfa.GetUser, mfa.GetUserRequest{}).User
	if root.Arn != "arn:aws:iam::123456789012:root" || root.UserName != nil {
		t.Errorf("%+v", root)
	}
	c.refuses(mfa.GetUser, `{"UserName":"carol"}`, mfa.NoSuchEntity, "The user with name carol cannot be found.")
}
