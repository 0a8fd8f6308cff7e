package mfa_test

import (
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

func TestAHardwareDeviceWorksLikeAVirtualOne(t *testing.T) {
	for _, profile := range []otp.Profile{otp.AWS, otp.Hardened} {
		t.Run(profile.Name, func(t *testing.T) {
			f := mfatest.New(t, &mfatest.Options{Profile: profile})
			alice := f.User("alice")
			token := f.Import("GAHT12345678")
			f.Root.Device("virtual")

			mfatest.Do(alice, mfa.EnableMFADevice, token.Pair("alice", 3)) // its clock is 90 s fast
			wantEqual(t, "the stock", stock(f, mfa.Unassigned), nil)
			wantEqual(t, "in use", stock(f, mfa.Assigned), []string{"GAHT12345678"})
			listed := mfatest.Must[mfa.ListMFADevicesResponse](f.Root, mfa.ListMFADevices,
				mfa.ListMFADevicesRequest{UserName: ptr("alice")})
			if len(listed.MFADevices) != 1 || listed.MFADevices[0].SerialNumber != token.Serial {
				t.Errorf("ListMFADevices: %+v", listed.MFADevices)
			}
			virtual := mfatest.Must[mfa.ListVirtualMFADevicesResponse](f.Root, mfa.ListVirtualMFADevices,
				mfa.ListVirtualMFADevicesRequest{})
			if len(virtual.VirtualMFADevices) != 1 || virtual.VirtualMFADevices[0].SerialNumber == token.Serial {
				t.Errorf("ListVirtualMFADevices: %+v", virtual.VirtualMFADevices)
			}
			summary := mfatest.Must[mfa.GetAccountSummaryResponse](f.Root, mfa.GetAccountSummary,
				mfa.GetAccountSummaryRequest{}).SummaryMap
			if summary["MFADevices"] != 2 || summary["MFADevicesInUse"] != 1 {
				t.Errorf("%d devices, %d in use", summary["MFADevices"], summary["MFADevicesInUse"])
			}

			f.Wait(2 * otp.Period)
			session := alice.WithMFA(token, 3) // the learned drift is applied
			refusal := mfatest.Refused(alice, mfa.GetSessionToken, token.Token(3))
			if refusal.Code != mfa.AccessDenied {
				t.Errorf("the same code again: %v", refusal)
			}
			f.Wait(10 * time.Minute)
			mfatest.Do(f.Root, mfa.ResyncMFADevice, mfa.ResyncMFADeviceRequest(token.Pair("alice", 5)))
			f.Wait(2 * otp.Period)
			alice.WithMFA(token, 5)

			mfatest.Do(session, mfa.DeactivateMFADevice, mfa.DeactivateMFADeviceRequest{SerialNumber: &token.Serial})
			wantEqual(t, "the stock", stock(f, mfa.Unassigned), []string{"GAHT12345678"})
			f.User("bob")
			refusal = mfatest.Refused(f.Root, mfa.EnableMFADevice, token.Pair("bob", 3))
			if refusal.Code != mfa.InvalidAuthenticationCode {
				t.Errorf("a pair from before it was given back: %v", refusal)
			}
			f.Wait(4 * otp.Period)
			mfatest.Do(f.Root, mfa.EnableMFADevice, token.Pair("bob", 5))
			refusal = mfatest.Refused(f.Root, mfa.EnableMFADevice, token.Pair("alice", 7))
			if refusal.Message != "MFA Device is already in use." {
				t.Errorf("a token of another user: %v", refusal)
			}
		})
	}
}

// AWS knows a hardware device in none of the operations on virtual devices.
func TestHardwareDevicesAreUnknownToTheOperationsOnVirtualOnes(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	token := f.Import("GAHT12345678")
	serial := &token.Serial
	calls := map[string]func(mfatest.Caller) *mfa.Error{
		"TagMFADevice": func(c mfatest.Caller) *mfa.Error {
			tags := []*mfa.Tag{{Key: ptr("team"), Value: ptr("red")}}
			return mfatest.Refused(c, mfa.TagMFADevice, mfa.TagMFADeviceRequest{SerialNumber: serial, Tags: tags})
		},
		"UntagMFADevice": func(c mfatest.Caller) *mfa.Error {
			return mfatest.Refused(c, mfa.UntagMFADevice,
				mfa.UntagMFADeviceRequest{SerialNumber: serial, TagKeys: []*string{ptr("team")}})
		},
		"ListMFADeviceTags": func(c mfatest.Caller) *mfa.Error {
			return mfatest.Refused(c, mfa.ListMFADeviceTags, mfa.ListMFADeviceTagsRequest{SerialNumber: serial})
		},
		"DeleteVirtualMFADevice": func(c mfatest.Caller) *mfa.Error {
			return mfatest.Refused(c, mfa.DeleteVirtualMFADevice, mfa.DeleteVirtualMFADeviceRequest{SerialNumber: serial})
		},
	}
	for name, call := range calls {
		want := "MFA Device with serial number GAHT12345678 does not exist."
		if refusal := call(f.Root); refusal.Code != mfa.NoSuchEntity || refusal.Message != want {
			t.Errorf("%s as root: %v", name, refusal)
		}
		if refusal := call(alice); refusal.Code != mfa.AccessDenied {
			t.Errorf("%s as a user: %v", name, refusal)
		}
	}
	get := mfa.GetMFADeviceRequest{SerialNumber: serial, UserName: ptr("alice")}
	if refusal := mfatest.Refused(f.Root, mfa.GetMFADevice, get); refusal.Code != mfa.ValidationError {
		t.Errorf("GetMFADevice: %v", refusal)
	}
	wantEqual(t, "the stock", stock(f, mfa.AnyAssignment), []string{"GAHT12345678"})
}

func TestListHardwareMFADevicesSaysWhoHasWhat(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	token := f.Import("GAHT12345678")
	f.Import("GAHT12345679")
	mfatest.Do(f.Root, mfa.EnableMFADevice, token.Pair("alice", 0))
	seen := map[string]string{}
	var marker *string
	for range 2 {
		page := mfatest.Must[mfa.ListHardwareMFADevicesResponse](f.Root, mfa.ListHardwareMFADevices,
			mfa.ListHardwareMFADevicesRequest{MaxItems: ptr(int32(1)), Marker: marker})
		for _, d := range page.HardwareMFADevices {
			seen[d.SerialNumber] = "in stock"
			if d.User != nil {
				seen[d.SerialNumber] = *d.User.UserName
			}
		}
		marker = page.Marker
	}
	if marker != nil || len(seen) != 2 || seen["GAHT12345678"] != "alice" || seen["GAHT12345679"] != "in stock" {
		t.Errorf("%v, marker %v", seen, marker)
	}
}
