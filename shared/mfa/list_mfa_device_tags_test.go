package mfa_test

import (
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestListMFADeviceTagsMeetsTagsThatBeginAlike(t *testing.T) {
	f := mfatest.New(t, nil)
	phone := f.Root.Create("phone")
	tags := mfa.TagMFADeviceRequest{SerialNumber: &phone.Serial}
	for _, end := range []string{"a", "b", "c", "d"} {
		// 508 bytes, more than a marker holds
		tags.Tags = append(tags.Tags, &mfa.Tag{Key: ptr(strings.Repeat("\U00010400", 127) + end), Value: ptr("")})
	}
	mfatest.Do(f.Root, mfa.TagMFADevice, tags)
	seen := ""
	in := mfa.ListMFADeviceTagsRequest{SerialNumber: &phone.Serial, MaxItems: ptr(int32(1))}
	for {
		page := mfatest.Must[mfa.ListMFADeviceTagsResponse](f.Root, mfa.ListMFADeviceTags, in)
		seen += page.Tags[0].Key[len(page.Tags[0].Key)-1:]
		if in.Marker = page.Marker; !page.IsTruncated {
			break
		}
	}
	if seen != "abcd" {
		t.Errorf("met %q", seen)
	}
}
