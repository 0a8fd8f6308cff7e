package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestDeleteAccountPasswordPolicyForgetsThePolicy(t *testing.T) {
	f := mfatest.New(t, nil)
	sent(t, f.Root, mfa.UpdateAccountPasswordPolicy, `{}`)
	sent(t, f.Root, mfa.DeleteAccountPasswordPolicy, `{}`)
	want(t, mfatest.Refused(f.Root, mfa.DeleteAccountPasswordPolicy, mfa.DeleteAccountPasswordPolicyRequest{}),
		mfa.NoSuchEntity, "The account policy with name PasswordPolicy cannot be found.")
}
