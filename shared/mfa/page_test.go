package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestAMarkerIsGoodForItsOwnListingOnly(t *testing.T) {
	f := mfatest.New(t, nil)
	f.Root.Create("a")
	f.Root.Create("b")
	one := ptr(int32(1))
	page := mfatest.Must[mfa.ListVirtualMFADevicesResponse](f.Root, mfa.ListVirtualMFADevices,
		mfa.ListVirtualMFADevicesRequest{MaxItems: one})
	for _, in := range []mfa.ListVirtualMFADevicesRequest{
		{Marker: ptr("abc")}, {Marker: ptr(*page.Marker + "A")}, {Marker: ptr("ÿ")},
		{Marker: page.Marker, AssignmentStatus: ptr("Unassigned")},
	} {
		want(t, mfatest.Refused(f.Root, mfa.ListVirtualMFADevices, in), mfa.ValidationError, "Invalid Marker.")
	}
	want(t, mfatest.Refused(f.Root, mfa.ListUsers, mfa.ListUsersRequest{Marker: page.Marker}), mfa.ValidationError,
		"Invalid Marker.")
	want(t, mfatest.Refused(f.Root, mfa.ListMFADevices, mfa.ListMFADevicesRequest{Marker: page.Marker}),
		mfa.ValidationError, "Invalid Marker.")
	for _, bad := range []int32{0, -1, 1001} {
		if e := mfatest.Refused(f.Root, mfa.ListVirtualMFADevices,
			mfa.ListVirtualMFADevicesRequest{MaxItems: &bad}); e.Code != mfa.ValidationError {
			t.Errorf("MaxItems %d: %v", bad, e)
		}
	}
	want(t, mfatest.Refused(f.Root, mfa.ListVirtualMFADevices,
		mfa.ListVirtualMFADevicesRequest{AssignmentStatus: ptr("any")}), mfa.ValidationError,
		"1 validation error detected: Value at 'assignmentStatus' failed to satisfy constraint: Member must satisfy enum value set")
}
