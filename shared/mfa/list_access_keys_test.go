package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestListAccessKeysSortsKeysByID(t *testing.T) {
	c := newConsole(t)
	c.f.KeyOf("alice")
	c.f.KeyOf("alice")
	keys := mfatest.Must[mfa.ListAccessKeysResponse](c.f.Root, mfa.ListAccessKeys,
		mfa.ListAccessKeysRequest{UserName: ptr("ALICE")}).AccessKeyMetadata
	if len(keys) != 2 || keys[0].AccessKeyId >= keys[1].AccessKeyId || keys[0].UserName != "alice" ||
		keys[0].Status != "Active" {
		t.Errorf("%+v", keys)
	}
	c.refuses(mfa.ListAccessKeys, `{}`, mfa.ValidationError,
		"Must specify userName when calling with non-User credentials")
}

func TestListAccessKeysGoesOnAfterAKeyThatWasDeleted(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	f.KeyOf("alice")
	one := ptr(int32(1))
	first := mfatest.Must[mfa.ListAccessKeysResponse](f.Root, mfa.ListAccessKeys,
		mfa.ListAccessKeysRequest{UserName: ptr("alice"), MaxItems: one})
	if len(first.AccessKeyMetadata) != 1 || !first.IsTruncated {
		t.Errorf("%+v", first)
	}
	mfatest.Do(f.Root, mfa.DeleteAccessKey,
		mfa.DeleteAccessKeyRequest{UserName: ptr("alice"), AccessKeyId: &first.AccessKeyMetadata[0].AccessKeyId})
	rest := mfatest.Must[mfa.ListAccessKeysResponse](f.Root, mfa.ListAccessKeys,
		mfa.ListAccessKeysRequest{UserName: ptr("alice"), Marker: first.Marker})
	if len(rest.AccessKeyMetadata) != 1 || rest.IsTruncated {
		t.Errorf("after the key that a page ended with was deleted: %+v", rest)
	}
}
