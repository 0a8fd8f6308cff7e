package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

func TestADeviceGoesThroughItsWholeLife(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	phone := f.Root.Create("phone")
	if phone.Serial != phoneARN {
		t.Errorf("serial number %s", phone.Serial)
	}
	listed := func(status mfa.AssignmentStatus) []mfa.VirtualMFADevice {
		return mfatest.Must[mfa.ListVirtualMFADevicesResponse](f.Root, mfa.ListVirtualMFADevices,
			mfa.ListVirtualMFADevicesRequest{AssignmentStatus: ptr(string(status))}).VirtualMFADevices
	}
	if got := listed(mfa.Unassigned); len(got) != 1 || got[0].User != nil || !got[0].EnableDate.IsZero() {
		t.Errorf("unassigned: %+v", got)
	}
	mfatest.Do(f.Root, mfa.EnableMFADevice, phone.Pair("alice", 0))
	got := listed(mfa.Assigned)
	if len(got) != 1 || got[0].SerialNumber != phone.Serial || *got[0].User.UserName != "alice" ||
		got[0].User.Arn != "arn:aws:iam::123456789012:user/alice" || !got[0].EnableDate.Equal(mfatest.Start) {
		t.Errorf("assigned: %+v", got)
	}
	if left := listed(mfa.Unassigned); len(left) != 0 {
		t.Errorf("still unassigned: %+v", left)
	}
	own := mfatest.Must[mfa.ListMFADevicesResponse](alice, mfa.ListMFADevices, mfa.ListMFADevicesRequest{})
	if len(own.MFADevices) != 1 ||
		own.MFADevices[0] != (mfa.MFADevice{UserName: "alice", SerialNumber: phone.Serial,
			EnableDate: mfatest.Start}) || own.IsTruncated {
		t.Errorf("alice's: %+v", own)
	}
	alice.WithMFA(phone, 0)
	f.Wait(2 * otp.Period)
	mfatest.Do(alice, mfa.ResyncMFADevice, mfa.ResyncMFADeviceRequest(phone.Pair("alice", 0)))
	f.Deactivate("alice", phone)
	f.Delete(phone)
	if left := listed(mfa.AnyAssignment); len(left) != 0 {
		t.Errorf("left: %+v", left)
	}
}

func TestAdministratorsRecoverALostDevice(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	lost := f.Enable("alice", "lost")
	f.Deactivate("alice", lost)
	f.Delete(lost)
	found := alice.Create("lost")
	mfatest.Do(alice, mfa.EnableMFADevice, found.Pair("alice", 0))
	alice.WithMFA(found, 0)
}
