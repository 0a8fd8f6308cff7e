package mfa_test

import (
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestListVirtualMFADevicesMeetsEveryDeviceOnce(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	created := map[string]bool{}
	for _, name := range strings.Split("abcdefghijkl", "") {
		created[f.Root.Create(name).Serial] = true
	}
	f.Enable("alice", "z")
	for _, size := range []int32{1, 4, 6, 12, 13, 1000} {
		seen := map[string]bool{}
		in := mfa.ListVirtualMFADevicesRequest{MaxItems: &size, AssignmentStatus: ptr("Unassigned")}
		for {
			page := mfatest.Must[mfa.ListVirtualMFADevicesResponse](f.Root, mfa.ListVirtualMFADevices, in)
			for _, d := range page.VirtualMFADevices {
				if seen[d.SerialNumber] || !created[d.SerialNumber] {
					t.Errorf("pages of %d: %s again, or from elsewhere", size, d.SerialNumber)
				}
				seen[d.SerialNumber] = true
			}
			if in.Marker = page.Marker; !page.IsTruncated {
				break
			}
		}
		if len(seen) != len(created) {
			t.Errorf("pages of %d met %d of %d devices", size, len(seen), len(created))
		}
	}
}
