package mfa_test

import (
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestShortListsAreCutIntoPages(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	f.KeyOf("alice")
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
	first := mfatest.Must[mfa.ListAccessKeysResponse](f.Root, mfa.ListAccessKeys, mfa.ListAccessKeysRequest{UserName: ptr("alice"), MaxItems: one})
	if len(first.AccessKeyMetadata) != 1 || !first.IsTruncated {
		t.Errorf("%+v", first)
	}
	mfatest.Must[mfa.NoOutput](f.Root, mfa.DeleteAccessKey, mfa.DeleteAccessKeyRequest{UserName: ptr("alice"), AccessKeyId: &first.AccessKeyMetadata[0].AccessKeyId})
	rest := mfatest.Must[mfa.ListAccessKeysResponse](f.Root, mfa.ListAccessKeys, mfa.ListAccessKeysRequest{UserName: ptr("alice"), Marker: first.Marker})
	if len(rest.AccessKeyMetadata) != 1 || rest.IsTruncated {
		t.Errorf("after the key that a page ended with was deleted: %+v", rest)
	}
}
