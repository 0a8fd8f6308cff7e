package mfa_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// Serial numbers are no secrets: as in AWS, ListVirtualMFADevices answers with
// all of them.
func TestTheseOperationsTellADeviceOfAnotherFromNone(t *testing.T) {
	f := mfatest.New(t, &mfatest.Options{Profile: otp.Hardened})
	alice, bob := f.User("alice"), f.User("bob")
	phone, bobs := f.Enable("alice", "phone"), f.Enable("bob", "bobs")
	f.Wait(2 * otp.Period)
	session, carol := alice.WithMFA(phone, 0), f.User("carol")
	f.Wait(otp.Period)
	key := []*string{ptr("k")}
	asks := map[string]func(serial string) *mfa.Error{
		"EnableMFADevice": func(serial string) *mfa.Error {
			in := bobs.Pair("carol", 0)
			in.SerialNumber = &serial
			return mfatest.Refused(carol, mfa.EnableMFADevice, in)
		},
		"ResyncMFADevice": func(serial string) *mfa.Error {
			in := mfa.ResyncMFADeviceRequest(bobs.Pair("alice", 0))
			in.SerialNumber = &serial
			return mfatest.Refused(session, mfa.ResyncMFADevice, in)
		},
		"DeactivateMFADevice": func(serial string) *mfa.Error {
			in := mfa.DeactivateMFADeviceRequest{UserName: ptr("alice"), SerialNumber: &serial}
			return mfatest.Refused(session, mfa.DeactivateMFADevice, in)
		},
		"DeleteVirtualMFADevice": func(serial string) *mfa.Error {
			in := mfa.DeleteVirtualMFADeviceRequest{SerialNumber: &serial}
			return mfatest.Refused(session, mfa.DeleteVirtualMFADevice, in)
		},
		"TagMFADevice": func(serial string) *mfa.Error {
			in := mfa.TagMFADeviceRequest{SerialNumber: &serial, Tags: []*mfa.Tag{{Key: ptr("k"), Value: ptr("v")}}}
			return mfatest.Refused(session, mfa.TagMFADevice, in)
		},
		"UntagMFADevice": func(serial string) *mfa.Error {
			in := mfa.UntagMFADeviceRequest{SerialNumber: &serial, TagKeys: key}
			return mfatest.Refused(session, mfa.UntagMFADevice, in)
		},
		"ListMFADeviceTags": func(serial string) *mfa.Error {
			return mfatest.Refused(session, mfa.ListMFADeviceTags, mfa.ListMFADeviceTagsRequest{SerialNumber: &serial})
		},
		"GetSessionToken": func(serial string) *mfa.Error {
			in := bobs.Token(0)
			in.SerialNumber = &serial
			return mfatest.Refused(alice, mfa.GetSessionToken, in)
		},
	}
	var telling []string
	for name, ask := range asks {
		answer := func(serial string) string { return strings.ReplaceAll(ask(serial).Error(), serial, "") }
		if answer(bobs.Serial) != answer(phoneARN+"2") {
			telling = append(telling, name)
		}
	}
	slices.Sort(telling)
	if want := []string{"DeactivateMFADevice", "EnableMFADevice", "ResyncMFADevice"}; !slices.Equal(telling, want) {
		t.Errorf("these tell: %v", telling)
	}
	listed := mfatest.Must[mfa.ListVirtualMFADevicesResponse](bob, mfa.ListVirtualMFADevices,
		mfa.ListVirtualMFADevicesRequest{})
	if len(listed.VirtualMFADevices) != 2 {
		t.Errorf("bob sees %d devices", len(listed.VirtualMFADevices))
	}
}

// A code must not be good twice, so that a clock that was set back has to catch
// up, or the device is replaced.
func TestAPhoneWhoseClockWasSetBackIsReplacedAtOnce(t *testing.T) {
	f := mfatest.New(t, &mfatest.Options{Profile: otp.Hardened})
	alice, phone := f.User("alice"), f.Enable("alice", "phone")
	f.Wait(2 * otp.Period)
	const fast = 1_000 // steps, over eight hours
	resync := func(offset otp.Step) error {
		_, err := mfatest.Call[any](f.Root, mfa.ResyncMFADevice, mfa.ResyncMFADeviceRequest(phone.Pair("alice", offset)))
		return err
	}
	if err := resync(fast); err != nil {
		t.Fatal(err)
	}
	f.Wait(time.Minute)
	alice.WithMFA(phone, fast)
	f.Wait(time.Minute)
	if err := resync(0); err == nil { // the clock is right again
		t.Error("steps before the last accepted one are good again")
	}
	mfatest.Do(f.Root, mfa.DeactivateMFADevice,
		mfa.DeactivateMFADeviceRequest{UserName: ptr("alice"), SerialNumber: &phone.Serial})
	fresh := f.Enable("alice", "fresh")
	f.Wait(2 * otp.Period)
	alice.WithMFA(fresh, 0)
}
