package mfa_test

import (
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// AWS-2023-001: with a stolen access key alone nobody adds a device of their own.
func TestAKeyAloneCannotTouchDevicesOnceThereIsOne(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	phone := alice.Create("phone")
	mfatest.Must[mfa.NoOutput](alice, mfa.EnableMFADevice, phone.Pair("alice", 0)) // the first device needs no MFA
	thiefs := alice.Create("thiefs")
	want(t, mfatest.Refused(alice, mfa.EnableMFADevice, thiefs.Pair("ALICE", 0)), mfa.AccessDenied, mfaRequired)
	missing := thiefs.Pair("alice", 0)
	missing.SerialNumber = ptr(phoneARN + "2")
	want(t, mfatest.Refused(alice, mfa.EnableMFADevice, missing), mfa.AccessDenied, mfaRequired) // before the question whether it exists
	for _, serial := range []string{phone.Serial, phoneARN + "2"} {
		want(t, mfatest.Refused(alice, mfa.DeactivateMFADevice, mfa.DeactivateMFADeviceRequest{SerialNumber: &serial}), mfa.AccessDenied, mfaRequired)
	}
	if e := mfatest.Refused(alice, mfa.DeleteVirtualMFADevice, mfa.DeleteVirtualMFADeviceRequest{SerialNumber: &thiefs.Serial}); e.Code != mfa.AccessDenied {
		t.Error(e)
	}

	session := alice.WithMFA(phone, 0)
	mfatest.Must[mfa.NoOutput](session, mfa.EnableMFADevice, thiefs.Pair("alice", 0))
	mfatest.Must[mfa.NoOutput](session, mfa.DeactivateMFADevice, mfa.DeactivateMFADeviceRequest{SerialNumber: &phone.Serial}) // even the one that made the session
	mfatest.Must[mfa.NoOutput](session, mfa.DeleteVirtualMFADevice, mfa.DeleteVirtualMFADeviceRequest{SerialNumber: &phone.Serial})
}

func TestACancelledEnrolmentIsNoDeadEnd(t *testing.T) {
	f := mfatest.New(t, nil)
	alice, bob := f.User("alice"), f.User("bob")
	phone := alice.Create("phone")
	remove := mfa.DeleteVirtualMFADeviceRequest{SerialNumber: &phone.Serial}
	want(t, mfatest.Refused(bob, mfa.DeleteVirtualMFADevice, remove), mfa.AccessDenied,
		"User: arn:aws:iam::123456789012:user/bob is not authorized to perform: iam:DeleteVirtualMFADevice on resource: "+phoneARN+" with an explicit deny in an identity-based policy")
	mfatest.Must[mfa.NoOutput](alice, mfa.DeleteVirtualMFADevice, remove)
	alice.Create("phone")
}

func TestADeviceIsItsHoldersOnly(t *testing.T) {
	f := mfatest.New(t, nil)
	alice, bob := f.User("alice"), f.User("bob")
	phone, bobs := f.Enable("alice", "phone"), f.Enable("bob", "bobs")
	spare, roots := alice.Create("spare"), f.Root.Create("roots")
	session := alice.WithMFA(phone, 0)
	for serial, allowed := range map[string]bool{phone.Serial: true, spare.Serial: true, bobs.Serial: false, roots.Serial: false, phoneARN + "2": false} {
		_, err := mfatest.Call[any](session, mfa.TagMFADevice, mfa.TagMFADeviceRequest{SerialNumber: &serial, Tags: []*mfa.Tag{{Key: ptr("k"), Value: ptr("v")}}})
		_, listErr := mfatest.Call[any](session, mfa.ListMFADeviceTags, mfa.ListMFADeviceTagsRequest{SerialNumber: &serial})
		_, untagErr := mfatest.Call[any](session, mfa.UntagMFADevice, mfa.UntagMFADeviceRequest{SerialNumber: &serial, TagKeys: []*string{ptr("k")}})
		if allowed != (err == nil) || allowed != (listErr == nil) || allowed != (untagErr == nil) {
			t.Errorf("%s: %v, %v, %v", serial, err, listErr, untagErr)
		}
	}
	without := func(serial string) string {
		message := mfatest.Refused(session, mfa.ListMFADeviceTags, mfa.ListMFADeviceTagsRequest{SerialNumber: &serial}).Message
		return strings.ReplaceAll(message, serial, "")
	}
	if without(bobs.Serial) != without(phoneARN+"2") {
		t.Error("somebody else's device can be told from one that does not exist")
	}
	if e := mfatest.Refused(bob, mfa.ListMFADeviceTags, mfa.ListMFADeviceTagsRequest{SerialNumber: &bobs.Serial}); e.Code != mfa.AccessDenied {
		t.Errorf("without MFA: %v", e)
	}
}

func TestAdministratorsRecoverALostDevice(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	lost := f.Enable("alice", "lost")
	mfatest.Must[mfa.NoOutput](f.Root, mfa.DeactivateMFADevice, mfa.DeactivateMFADeviceRequest{SerialNumber: &lost.Serial, UserName: ptr("alice")})
	mfatest.Must[mfa.NoOutput](f.Root, mfa.DeleteVirtualMFADevice, mfa.DeleteVirtualMFADeviceRequest{SerialNumber: &lost.Serial})
	found := alice.Create("lost")
	mfatest.Must[mfa.NoOutput](alice, mfa.EnableMFADevice, found.Pair("alice", 0))
	alice.WithMFA(found, 0)
}

func TestAUserManagesNobodyElse(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	f.User("bob")
	phone, bobs := f.Enable("alice", "phone"), f.Enable("bob", "bobs")
	f.Wait(otp.Period * 2)
	session := alice.WithMFA(phone, 0)
	for name, refusal := range map[string]*mfa.Error{
		"enable":      mfatest.Refused(session, mfa.EnableMFADevice, bobs.Pair("bob", 0)),
		"resync":      mfatest.Refused(session, mfa.ResyncMFADevice, mfa.ResyncMFADeviceRequest(bobs.Pair("bob", 0))),
		"deactivate":  mfatest.Refused(session, mfa.DeactivateMFADevice, mfa.DeactivateMFADeviceRequest{SerialNumber: &bobs.Serial, UserName: ptr("bob")}),
		"list":        mfatest.Refused(session, mfa.ListMFADevices, mfa.ListMFADevicesRequest{UserName: ptr("bob")}),
		"get":         mfatest.Refused(session, mfa.GetUser, mfa.GetUserRequest{UserName: ptr("nobody")}),
		"create user": mfatest.Refused(session, mfa.CreateUser, mfa.CreateUserRequest{UserName: ptr("carol")}),
		"own key":     mfatest.Refused(session, mfa.CreateAccessKey, mfa.CreateAccessKeyRequest{}),
	} {
		if refusal.Code != mfa.AccessDenied {
			t.Errorf("%s: %v", name, refusal)
		}
	}
	want(t, mfatest.Refused(session, mfa.GetUser, mfa.GetUserRequest{UserName: ptr("bob")}), mfa.AccessDenied,
		"User: arn:aws:iam::123456789012:user/alice is not authorized to perform: iam:GetUser on resource: user bob because no identity-based policy allows the iam:GetUser action")
}

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

func TestAServiceWithSomethingMissingIsNotMade(t *testing.T) {
	full := mfatest.New(t, nil).Config
	for name, drop := range map[string]func(*mfa.Config){
		"Store": func(c *mfa.Config) { c.Store = nil }, "SeedSealer": func(c *mfa.Config) { c.SeedSealer = nil }, "KeySealer": func(c *mfa.Config) { c.KeySealer = nil },
		"Profile": func(c *mfa.Config) { c.Profile = otp.Profile{} }, "Issuer": func(c *mfa.Config) { c.Issuer = "" }, "Now": func(c *mfa.Config) { c.Now = nil },
		"a short Issuer": func(c *mfa.Config) { c.Issuer = strings.Repeat("é", 400) },
		"Random":         func(c *mfa.Config) { c.Random = nil }, "AccountID": func(c *mfa.Config) { c.AccountID = "12345678901" },
	} {
		c := full
		drop(&c)
		if _, err := mfa.New(c); err == nil {
			t.Errorf("a service without %s was made", name)
		}
	}
}
