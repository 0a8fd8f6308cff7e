package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestCreateUserTakesANameOnceWhateverItsCase(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("Alice")
	want(t, mfatest.Refused(f.Root, mfa.CreateUser, mfa.CreateUserRequest{UserName: ptr("aLICE")}),
		mfa.EntityAlreadyExists, "User with name aLICE already exists.")
}
