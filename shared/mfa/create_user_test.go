package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestPeopleAreManagedTheWayAWSManagesThem(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("Alice")
	want(t, mfatest.Refused(f.Root, mfa.CreateUser, mfa.CreateUserRequest{UserName: ptr("aLICE")}), mfa.EntityAlreadyExists, "User with name aLICE already exists.")
	got := mfatest.Must[mfa.GetUserResponse](alice, mfa.GetUser, mfa.GetUserRequest{}).User
	if *got.UserName != "Alice" || *got.Path != "/" || len(got.UserId) != 21 || got.UserId[:4] != "AIDA" {
		t.Errorf("%+v", got)
	}
	if root := mfatest.Must[mfa.GetUserResponse](f.Root, mfa.GetUser, mfa.GetUserRequest{}).User; root.Arn != "arn:aws:iam::123456789012:root" || root.UserName != nil {
		t.Errorf("%+v", root)
	}
	f.KeyOf("alice")
	want(t, mfatest.Refused(f.Root, mfa.CreateAccessKey, mfa.CreateAccessKeyRequest{UserName: ptr("alice")}), mfa.LimitExceeded, "Cannot exceed quota for AccessKeysPerUser: 2")
	for _, op := range []*mfa.Error{
		mfatest.Refused(f.Root, mfa.CreateAccessKey, mfa.CreateAccessKeyRequest{}), mfatest.Refused(f.Root, mfa.ListAccessKeys, mfa.ListAccessKeysRequest{}),
	} {
		want(t, op, mfa.ValidationError, "Must specify userName when calling with non-User credentials")
	}
	keys := mfatest.Must[mfa.ListAccessKeysResponse](f.Root, mfa.ListAccessKeys, mfa.ListAccessKeysRequest{UserName: ptr("alice")}).AccessKeyMetadata
	if len(keys) != 2 || keys[0].AccessKeyId >= keys[1].AccessKeyId || keys[0].UserName != "Alice" || keys[0].Status != "Active" {
		t.Errorf("%+v", keys)
	}
	want(t, mfatest.Refused(f.Root, mfa.DeleteUser, mfa.DeleteUserRequest{UserName: ptr("alice")}), mfa.DeleteConflict, "Cannot delete entity, must delete access keys first.")
	f.User("bob")
	for _, k := range keys {
		want(t, mfatest.Refused(f.Root, mfa.DeleteAccessKey, mfa.DeleteAccessKeyRequest{UserName: ptr("bob"), AccessKeyId: &k.AccessKeyId}), mfa.NoSuchEntity, "The Access Key with id "+k.AccessKeyId+" cannot be found.")
		mfatest.Must[mfa.NoOutput](f.Root, mfa.DeleteAccessKey, mfa.DeleteAccessKeyRequest{UserName: ptr("alice"), AccessKeyId: &k.AccessKeyId})
	}
	mfatest.Must[mfa.NoOutput](f.Root, mfa.DeleteUser, mfa.DeleteUserRequest{UserName: ptr("alice")})
	want(t, mfatest.Refused(f.Root, mfa.DeleteUser, mfa.DeleteUserRequest{UserName: ptr("alice")}), mfa.NoSuchEntity, "The user with name alice cannot be found.")
	mfatest.Must[mfa.CreateUserResponse](f.Root, mfa.CreateUser, mfa.CreateUserRequest{UserName: ptr("carol"), Path: ptr("/eng/")})
	list := mfatest.Must[mfa.ListUsersResponse](f.Root, mfa.ListUsers, mfa.ListUsersRequest{PathPrefix: ptr("/eng")}).Users
	if len(list) != 1 || list[0].Arn != "arn:aws:iam::123456789012:user/eng/carol" {
		t.Errorf("%+v", list)
	}
}
