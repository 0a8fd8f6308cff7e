package mfa

import (
	"strings"
	"testing"
)

// What Create accepts, every other operation takes, and no two paths and names
// make the same serial number.
func FuzzSerialNumber(f *testing.F) {
	for _, seed := range [][2]string{{"/", "phone"}, {"/a/b/", "x"}, {"/test//double/", "n,@=.+-_"}, {"/!/", "a"},
		{"/a", "b"}, {"/", ""}} {
		f.Add(seed[0], seed[1])
	}
	s := &Service{accountID: "123456789012", partition: "aws"}
	f.Fuzz(func(t *testing.T, path, name string) {
		v := validation{}
		CreateVirtualMFADeviceRequest{Path: &path, VirtualMFADeviceName: &name}.validate(&v)
		serial := s.deviceARN(path, name)
		if v.err() != nil || checkSerial(serial) != nil {
			return
		}
		if broken := serialNumberType.broken(serial); len(broken) > 0 {
			t.Fatalf("%q was accepted, and no operation takes %q: %v", path+name, serial, broken)
		}
		resource := strings.TrimPrefix(serial, "arn:aws:iam::123456789012:mfa")
		last := strings.LastIndex(resource, "/")
		if resource[:last+1] != path || resource[last+1:] != name {
			t.Fatalf("%q and %q make %q, which means another path and name", path, name, serial)
		}
	})
}
