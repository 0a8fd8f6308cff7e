package mfa_test

import (
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

func TestEnableMFADeviceIsRefusedTheWayAWSRefusesIt(t *testing.T) {
	f := mfatest.New(t, nil)
	for _, name := range []string{"alice", "bob"} {
		f.User(name)
	}
	taken, free := f.Enable("bob", "taken"), f.Root.Create("free")
	request := free.Pair
	edit := func(change func(*mfa.EnableMFADeviceRequest)) mfa.EnableMFADeviceRequest {
		in := request("alice", 0)
		change(&in)
		return in
	}
	for name, c := range map[string]struct {
		in      mfa.EnableMFADeviceRequest
		code    mfa.ErrorCode
		message string
	}{
		"unknown user": {request("carol", 0), mfa.NoSuchEntity, "The user with name carol cannot be found."},
		"unknown device": {edit(func(in *mfa.EnableMFADeviceRequest) { in.SerialNumber = ptr(phoneARN) }),
			mfa.NoSuchEntity, "MFA Device with serial number " + phoneARN + " does not exist."},
		"on this user":   {taken.Pair("Bob", 2), mfa.EntityAlreadyExists, "MFA Device for user bob already exists."},
		"in use":         {taken.Pair("alice", 0), mfa.EntityAlreadyExists, "MFA Device is already in use."},
		"the same twice": {edit(func(in *mfa.EnableMFADeviceRequest) { in.AuthenticationCode1 = in.AuthenticationCode2 }), mfa.InvalidAuthenticationCode, invalidPair},
		"newer first": {edit(func(in *mfa.EnableMFADeviceRequest) {
			in.AuthenticationCode1, in.AuthenticationCode2 = in.AuthenticationCode2, in.AuthenticationCode1
		}), mfa.InvalidAuthenticationCode, invalidPair},
		"first wrong": {edit(func(in *mfa.EnableMFADeviceRequest) { in.AuthenticationCode1 = free.Code(-40) }),
			mfa.InvalidAuthenticationCode, invalidPair},
		"second wrong": {edit(func(in *mfa.EnableMFADeviceRequest) { in.AuthenticationCode2 = free.Code(40) }),
			mfa.InvalidAuthenticationCode, invalidPair},
		"another's codes": {edit(func(in *mfa.EnableMFADeviceRequest) {
			in.AuthenticationCode1, in.AuthenticationCode2 = taken.Code(-1), taken.Code(0)
		}), mfa.InvalidAuthenticationCode, invalidPair},
		"beyond the window": {request("alice", 1001), mfa.InvalidAuthenticationCode, invalidPair},
		"no codes": {mfa.EnableMFADeviceRequest{UserName: ptr("alice"), SerialNumber: &free.Serial}, mfa.ValidationError,
			"2 validation errors detected: Value at 'authenticationCode1' failed to satisfy constraint: Member must not be null; Value at 'authenticationCode2' failed to satisfy constraint: Member must not be null"},
		"full-width digits": {edit(func(in *mfa.EnableMFADeviceRequest) { in.AuthenticationCode1 = secret.New("１２３４５６") }), mfa.ValidationError,
			`1 validation error detected: Value at 'authenticationCode1' failed to satisfy constraint: Member must satisfy regular expression pattern: [\d]+`},
		"spaces": {edit(func(in *mfa.EnableMFADeviceRequest) {
			in.AuthenticationCode1 = secret.New(" " + in.AuthenticationCode1.Reveal())
		}), mfa.ValidationError,
			`2 validation errors detected: Value at 'authenticationCode1' failed to satisfy constraint: Member must have length less than or equal to 6; Value at 'authenticationCode1' failed to satisfy constraint: Member must satisfy regular expression pattern: [\d]+`},
	} {
		t.Run(name, func(t *testing.T) { want(t, mfatest.Refused(f.Root, mfa.EnableMFADevice, c.in), c.code, c.message) })
	}
	mfatest.Do(f.Root, mfa.EnableMFADevice, request("ALICE", 0)) // nothing that was refused has changed anything
}

func TestAPairIsAcceptedOnceAndOutlivesTheAssignment(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	f.User("bob")
	phone := f.Enable("alice", "phone")
	resync := func(offset otp.Step) mfa.ResyncMFADeviceRequest {
		return mfa.ResyncMFADeviceRequest(phone.Pair("alice", offset))
	}
	for _, offset := range []otp.Step{-1, 0, 1} {
		want(t, mfatest.Refused(f.Root, mfa.ResyncMFADevice, resync(offset)), mfa.InvalidAuthenticationCode, invalidPair)
	}
	f.Deactivate("alice", phone)
	want(t, mfatest.Refused(f.Root, mfa.EnableMFADevice, phone.Pair("bob", 0)), mfa.InvalidAuthenticationCode, invalidPair)
	mfatest.Do(f.Root, mfa.EnableMFADevice, phone.Pair("bob", 2))
}

func TestAUserHasAtMostEightDevices(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	for _, name := range strings.Split("abcdefgh", "") {
		f.Enable("alice", name)
	}
	ninth := f.Root.Create("i")
	want(t, mfatest.Refused(f.Root, mfa.EnableMFADevice, ninth.Pair("alice", 0)), mfa.LimitExceeded,
		"Cannot exceed quota for MFADevicesPerUser: 8")
	page := mfatest.Must[mfa.ListMFADevicesResponse](f.Root, mfa.ListMFADevices,
		mfa.ListMFADevicesRequest{UserName: ptr("alice"), MaxItems: ptr(int32(8))})
	if len(page.MFADevices) != 8 || page.IsTruncated || page.Marker != nil {
		t.Errorf("a page that is exactly full has %d devices, truncated %v", len(page.MFADevices), page.IsTruncated)
	}
}
