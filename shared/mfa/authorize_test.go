package mfa_test

import (
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// AWS-2023-001: a stolen access key alone does not add a device.
func TestAKeyWithoutMFACannotChangeDevicesOnceOneIsEnabled(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	phone := alice.Create("phone")
	mfatest.Do(alice, mfa.EnableMFADevice, phone.Pair("alice", 0)) // the first device needs no MFA
	thiefs := alice.Create("thiefs")
	want(t, mfatest.Refused(alice, mfa.EnableMFADevice, thiefs.Pair("ALICE", 0)), mfa.AccessDenied, mfaRequired)
	missing := thiefs.Pair("alice", 0)
	missing.SerialNumber = ptr(phoneARN + "2")
	// before the question whether it exists
	want(t, mfatest.Refused(alice, mfa.EnableMFADevice, missing), mfa.AccessDenied, mfaRequired)
	for _, serial := range []string{phone.Serial, phoneARN + "2"} {
		want(t, mfatest.Refused(alice, mfa.DeactivateMFADevice,
			mfa.DeactivateMFADeviceRequest{SerialNumber: &serial}), mfa.AccessDenied, mfaRequired)
	}
	if e := mfatest.Refused(alice, mfa.DeleteVirtualMFADevice,
		mfa.DeleteVirtualMFADeviceRequest{SerialNumber: &thiefs.Serial}); e.Code != mfa.AccessDenied {
		t.Error(e)
	}

	session := alice.WithMFA(phone, 0)
	mfatest.Do(session, mfa.EnableMFADevice, thiefs.Pair("alice", 0))
	// even the one that made the session
	mfatest.Do(session, mfa.DeactivateMFADevice, mfa.DeactivateMFADeviceRequest{SerialNumber: &phone.Serial})
	mfatest.Do(session, mfa.DeleteVirtualMFADevice, mfa.DeleteVirtualMFADeviceRequest{SerialNumber: &phone.Serial})
}

func TestADeviceIsManagedByItsHolderOnly(t *testing.T) {
	f := mfatest.New(t, nil)
	alice, bob := f.User("alice"), f.User("bob")
	phone, bobs := f.Enable("alice", "phone"), f.Enable("bob", "bobs")
	spare, roots := alice.Create("spare"), f.Root.Create("roots")
	session := alice.WithMFA(phone, 0)
	for serial, allowed := range map[string]bool{phone.Serial: true, spare.Serial: true, bobs.Serial: false,
		roots.Serial: false, phoneARN + "2": false} {
		_, err := mfatest.Call[any](session, mfa.TagMFADevice,
			mfa.TagMFADeviceRequest{SerialNumber: &serial, Tags: []*mfa.Tag{{Key: ptr("k"), Value: ptr("v")}}})
		_, listErr := mfatest.Call[any](session, mfa.ListMFADeviceTags, mfa.ListMFADeviceTagsRequest{SerialNumber: &serial})
		_, untagErr := mfatest.Call[any](session, mfa.UntagMFADevice,
			mfa.UntagMFADeviceRequest{SerialNumber: &serial, TagKeys: []*string{ptr("k")}})
		if allowed != (err == nil) || allowed != (listErr == nil) || allowed != (untagErr == nil) {
			t.Errorf("%s: %v, %v, %v", serial, err, listErr, untagErr)
		}
	}
	without := func(serial string) string {
		message := mfatest.Refused(session, mfa.ListMFADeviceTags,
			mfa.ListMFADeviceTagsRequest{SerialNumber: &serial}).Message
		return strings.ReplaceAll(message, serial, "")
	}
	if without(bobs.Serial) != without(phoneARN+"2") {
		t.Error("another user's device can be told from one that does not exist")
	}
	if e := mfatest.Refused(bob, mfa.ListMFADeviceTags,
		mfa.ListMFADeviceTagsRequest{SerialNumber: &bobs.Serial}); e.Code != mfa.AccessDenied {
		t.Errorf("without MFA: %v", e)
	}
}

func TestAUserManagesNoOther(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	f.User("bob")
	phone, bobs := f.Enable("alice", "phone"), f.Enable("bob", "bobs")
	f.Wait(otp.Period * 2)
	session := alice.WithMFA(phone, 0)
	for name, refusal := range map[string]*mfa.Error{
		"enable": mfatest.Refused(session, mfa.EnableMFADevice, bobs.Pair("bob", 0)),
		"resync": mfatest.Refused(session, mfa.ResyncMFADevice, mfa.ResyncMFADeviceRequest(bobs.Pair("bob", 0))),
		"deactivate": mfatest.Refused(session, mfa.DeactivateMFADevice,
			mfa.DeactivateMFADeviceRequest{SerialNumber: &bobs.Serial, UserName: ptr("bob")}),
		"list":        mfatest.Refused(session, mfa.ListMFADevices, mfa.ListMFADevicesRequest{UserName: ptr("bob")}),
		"get":         mfatest.Refused(session, mfa.GetUser, mfa.GetUserRequest{UserName: ptr("carol")}),
		"create user": mfatest.Refused(session, mfa.CreateUser, mfa.CreateUserRequest{UserName: ptr("carol")}),
		"own key":     mfatest.Refused(session, mfa.CreateAccessKey, mfa.CreateAccessKeyRequest{}),
	} {
		if refusal.Code != mfa.AccessDenied {
			t.Errorf("%s: %v", name, refusal)
		}
	}
	want(t, mfatest.Refused(session, mfa.GetUser, mfa.GetUserRequest{UserName: ptr("bob")}), mfa.AccessDenied,
		"User: arn:aws:iam::123456789012:user/alice is not authorized to perform: iam:GetUser on resource: user bob because no identity-based policy allows the iam:GetUser action")
}
