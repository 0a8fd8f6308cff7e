package mfa_test

import (
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestListMFADevicesCutsAListIntoPages(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	for _, name := range []string{"a", "b", "c"} {
		f.Enable("alice", name)
	}
	one := ptr(int32(1))
	var seen []string
	in := mfa.ListMFADevicesRequest{MaxItems: one}
	for {
		page := mfatest.Must[mfa.ListMFADevicesResponse](alice, mfa.ListMFADevices, in)
		for _, d := range page.MFADevices {
			seen = append(seen, d.SerialNumber[len(d.SerialNumber)-1:])
		}
		if in.Marker = page.Marker; !page.IsTruncated {
			break
		}
	}
	if strings.Join(seen, "") != "abc" {
		t.Errorf("met %v", seen)
	}
}
