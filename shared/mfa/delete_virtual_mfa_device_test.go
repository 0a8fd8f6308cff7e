package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestACancelledEnrolmentCanBeStartedAgain(t *testing.T) {
	f := mfatest.New(t, nil)
	alice, bob := f.User("alice"), f.User("bob")
	phone := alice.Create("phone")
	remove := mfa.DeleteVirtualMFADeviceRequest{SerialNumber: &phone.Serial}
	want(t, mfatest.Refused(bob, mfa.DeleteVirtualMFADevice, remove), mfa.AccessDenied,
		"User: arn:aws:iam::123456789012:user/bob is not authorized to perform: iam:DeleteVirtualMFADevice on resource: "+phoneARN+" with an explicit deny in an identity-based policy")
	mfatest.Do(alice, mfa.DeleteVirtualMFADevice, remove)
	alice.Create("phone")
}

func TestDeleteVirtualMFADeviceIsRefusedTheWayAWSRefusesIt(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	phone := f.Enable("alice", "phone")
	remove := func(serial string) *mfa.Error {
		return mfatest.Refused(f.Root, mfa.DeleteVirtualMFADevice, mfa.DeleteVirtualMFADeviceRequest{SerialNumber: &serial})
	}
	want(t, remove(phone.Serial), mfa.DeleteConflict, "MFA VirtualDevice in use. Must deactivate first.")
	want(t, remove(phoneARN+"2"), mfa.NoSuchEntity, "MFA Device with serial number "+phoneARN+"2 does not exist.")
}
