package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestUpdateLoginProfileChecksThePasswordAfterTheProfile(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	wantCode(t, f.Root.Send(mfa.UpdateLoginProfile, `{"UserName":"alice","Password":"x"}`), mfa.NoSuchEntity)
	sent(t, f.Root, mfa.CreateLoginProfile, `{"UserName":"alice","Password":"correct-Horse-1"}`)
	wantCode(t, f.Root.Send(mfa.UpdateLoginProfile, `{"UserName":"alice","Password":"x"}`), mfa.PasswordPolicyViolation)
	sent(t, f.Root, mfa.UpdateLoginProfile, `{"UserName":"alice","Password":"correct-Horse-2"}`)
}
