package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestDeactivateMFADeviceIsRefusedTheWayAWSRefusesIt(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	f.User("bob")
	phone, spare := f.Enable("alice", "phone"), f.Root.Create("spare")
	deactivate := func(user, serial string) mfa.DeactivateMFADeviceRequest {
		return mfa.DeactivateMFADeviceRequest{SerialNumber: &serial, UserName: &user}
	}
	for name, c := range map[string]struct {
		in      mfa.DeactivateMFADeviceRequest
		code    mfa.ErrorCode
		message string
	}{
		"unknown user": {deactivate("carol", phone.Serial), mfa.NoSuchEntity, "The user with name carol cannot be found."},
		"unknown device": {deactivate("alice", phoneARN+"2"), mfa.NoSuchEntity, "MFA Device with serial number " +
			phoneARN + "2 does not exist."},
		"unassigned":     {deactivate("alice", spare.Serial), mfa.NoSuchEntity, notTheUsers},
		"another user's": {deactivate("bob", phone.Serial), mfa.NoSuchEntity, notTheUsers},
		"root's own": {mfa.DeactivateMFADeviceRequest{SerialNumber: &phone.Serial}, mfa.ValidationError,
			"Must specify userName when calling with non-User credentials"},
	} {
		t.Run(name, func(t *testing.T) { want(t, mfatest.Refused(f.Root, mfa.DeactivateMFADevice, c.in), c.code, c.message) })
	}
	mfatest.Do(f.Root, mfa.DeactivateMFADevice, deactivate("alice", phone.Serial))
	want(t, mfatest.Refused(f.Root, mfa.DeactivateMFADevice, deactivate("alice", phone.Serial)), mfa.NoSuchEntity,
		notTheUsers)
}
