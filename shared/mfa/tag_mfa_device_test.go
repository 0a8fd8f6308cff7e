package mfa_test

import (
	"slices"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestTagMFADeviceFollowsAWSsRules(t *testing.T) {
	f := mfatest.New(t, nil)
	phone := f.Root.Create("phone")
	tag := func(pairs ...string) mfa.TagMFADeviceRequest {
		in := mfa.TagMFADeviceRequest{SerialNumber: &phone.Serial, Tags: []*mfa.Tag{}}
		for i := 0; i < len(pairs); i += 2 {
			in.Tags = append(in.Tags, &mfa.Tag{Key: &pairs[i], Value: &pairs[i+1]})
		}
		return in
	}
	many := func(from, to int) (pairs []string) {
		for i := from; i < to; i++ {
			pairs = append(pairs, "key"+string(rune('A'+i/26))+string(rune('A'+i%26)), "v")
		}
		return pairs
	}
	mfatest.Do(f.Root, mfa.TagMFADevice, tag("Env", "a", "env", "b"))
	mfatest.Do(f.Root, mfa.TagMFADevice, tag("env", "c", "empty", ""))
	list := mfatest.Must[mfa.ListMFADeviceTagsResponse](f.Root, mfa.ListMFADeviceTags,
		mfa.ListMFADeviceTagsRequest{SerialNumber: &phone.Serial})
	if !slices.Equal(list.Tags,
		[]mfa.OutTag{{Key: "Env", Value: "a"}, {Key: "empty", Value: ""}, {Key: "env", Value: "c"}}) || list.IsTruncated {
		t.Errorf("%+v", list)
	}
	want(t, mfatest.Refused(f.Root, mfa.TagMFADevice, tag("x", "1", "x", "2")), mfa.InvalidInput,
		"Duplicate tag keys found.")
	for _, reserved := range []string{"aws:x", "AWS:x", "aws:"} {
		if e := mfatest.Refused(f.Root, mfa.TagMFADevice, tag(reserved, "1")); e.Code != mfa.InvalidInput {
			t.Errorf("%s: %v", reserved, e)
		}
	}
	want(t, mfatest.Refused(f.Root, mfa.TagMFADevice, tag(many(0, 51)...)), mfa.ValidationError, "1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50")
	want(t, mfatest.Refused(f.Root, mfa.TagMFADevice, tag("", "v")), mfa.ValidationError, "2 validation errors detected: Value at 'tags.1.member.key' failed to satisfy constraint: Member must have length greater than or equal to 1; "+
		`Value at 'tags.1.member.key' failed to satisfy constraint: Member must satisfy regular expression pattern: [\p{L}\p{Z}\p{N}_.:/=+\-@]+`)
	hole := tag("a", "b")
	hole.Tags = append([]*mfa.Tag{nil}, hole.Tags...)
	want(t, mfatest.Refused(f.Root, mfa.TagMFADevice, hole), mfa.ValidationError,
		"1 validation error detected: Value at 'tags.1.member' failed to satisfy constraint: Member must not be null")
	mfatest.Do(f.Root, mfa.TagMFADevice, tag(many(0, 47)...))
	want(t, mfatest.Refused(f.Root, mfa.TagMFADevice, tag("one-more", "v")), mfa.LimitExceeded,
		"The number of tags has reached the maximum limit.")
	mfatest.Do(f.Root, mfa.TagMFADevice, tag("env", "overwritten"))
	mfatest.Do(f.Root, mfa.UntagMFADevice,
		mfa.UntagMFADeviceRequest{SerialNumber: &phone.Serial, TagKeys: []*string{ptr("env"), ptr("absent")}})
	mfatest.Do(f.Root, mfa.TagMFADevice, tag("one-more", "v"))
	want(t, mfatest.Refused(f.Root, mfa.UntagMFADevice,
		mfa.UntagMFADeviceRequest{SerialNumber: &phone.Serial, TagKeys: []*string{ptr("a"), ptr("!")}}), mfa.ValidationError,
		`1 validation error detected: Value at 'tagKeys' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [\p{L}\p{Z}\p{N}_.:/=+\-@]+, Member must not be null]`)
	want(t, mfatest.Refused(f.Root, mfa.ListMFADeviceTags,
		mfa.ListMFADeviceTagsRequest{SerialNumber: ptr(phoneARN + "2")}), mfa.NoSuchEntity,
		"MFA Device with serial number "+phoneARN+"2 does not exist.")
}
