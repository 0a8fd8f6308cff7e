package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestGetAccountPasswordPolicyNamesTheAccountThatHasNone(t *testing.T) {
	f := mfatest.New(t, nil)
	want(t, mfatest.Refused(f.Root, mfa.GetAccountPasswordPolicy, mfa.GetAccountPasswordPolicyRequest{}),
		mfa.NoSuchEntity, "The Password Policy with domain name 123456789012 cannot be found.")
}
