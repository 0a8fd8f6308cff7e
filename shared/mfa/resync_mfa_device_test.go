package mfa_test

import (
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

func TestResyncMFADeviceLearnsTheSkew(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	phone := f.Enable("alice", "phone")
	f.Wait(time.Hour)
	const fast = otp.Step(40) // twenty minutes
	if _, err := mfatest.Call[any](alice, mfa.GetSessionToken, phone.Token(fast)); err == nil {
		t.Fatal("a code of a phone that is twenty minutes fast was accepted")
	}
	mfatest.Do(alice, mfa.ResyncMFADevice, mfa.ResyncMFADeviceRequest(phone.Pair("alice", fast)))
	for _, offset := range []otp.Step{fast - 2, fast + 2, fast - 1} { // a pair of AWS's profile does not spend its codes
		alice.WithMFA(phone, offset)
	}
	want(t, mfatest.Refused(alice, mfa.GetSessionToken, phone.Token(0)), mfa.AccessDenied, invalidCode)
	want(t, mfatest.Refused(f.Root, mfa.ResyncMFADevice, mfa.ResyncMFADeviceRequest(phone.Pair("carol", 50))),
		mfa.NoSuchEntity, "The user with name carol cannot be found.")
	f.User("bob")
	want(t, mfatest.Refused(f.Root, mfa.ResyncMFADevice, mfa.ResyncMFADeviceRequest(phone.Pair("bob", 50))),
		mfa.NoSuchEntity, notTheUsers)
	unknown := phone.Pair("bob", 50)
	unknown.SerialNumber = ptr(phoneARN + "2")
	want(t, mfatest.Refused(f.Root, mfa.ResyncMFADevice, mfa.ResyncMFADeviceRequest(unknown)), mfa.NoSuchEntity,
		"MFA Device with serial number "+phoneARN+"2 does not exist.")
}

func TestHardenedPairsHaveTheirOwnBudget(t *testing.T) {
	f, alice, phone := hardened(t)
	wrong := mfa.ResyncMFADeviceRequest(phone.Pair("alice", 5000))
	for range 20 {
		want(t, mfatest.Refused(alice, mfa.ResyncMFADevice, wrong), mfa.InvalidAuthenticationCode, invalidPair)
	}
	right := mfa.ResyncMFADeviceRequest(phone.Pair("alice", 0))
	want(t, mfatest.Refused(alice, mfa.ResyncMFADevice, right), mfa.LimitExceeded,
		"Too many code attempts with this access key. Try again after 2026-11-16T00:00:00Z.")
	mfatest.Do(f.KeyOf("alice"), mfa.ResyncMFADevice, right) // nor is her other key
	f.Wait(otp.Period)
	// sessions are not locked by it
	alice.WithMFA(phone, 1)
	// nor is an administrator
	want(t, mfatest.Refused(f.Root, mfa.ResyncMFADevice, wrong), mfa.InvalidAuthenticationCode, invalidPair)
}
