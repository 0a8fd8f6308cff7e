package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestDeleteUserRefusesAUserWhoHasSomething(t *testing.T) {
	c := newConsole(t)
	const user = `{"UserName":"alice"}`
	phone := c.f.Enable("alice", "phone")
	key := c.f.KeyOf("alice").KeyID
	c.refuses(mfa.DeleteUser, user, mfa.DeleteConflict, "Cannot delete entity, must remove tokens from principal first.")
	c.f.Deactivate("alice", phone)
	c.refuses(mfa.DeleteUser, user, mfa.DeleteConflict, "Cannot delete entity, must delete access keys first.")
	c.do(mfa.DeleteAccessKey, `{"UserName":"alice","AccessKeyId":"`+key+`"}`)
	c.do(mfa.DeleteUser, user)
	c.refuses(mfa.DeleteUser, user, mfa.NoSuchEntity, "The user with name alice cannot be found.")
}
