package mfa_test

import (
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func deleteHardware(serial string) mfa.DeleteHardwareMFADeviceRequest {
	return mfa.DeleteHardwareMFADeviceRequest{SerialNumber: &serial}
}

func TestDeleteHardwareMFADeviceTakesUnassignedHardwareOnly(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	token, virtual := f.Import("GAHT12345678"), f.Root.Device("virtual")
	mfatest.Do(f.Root, mfa.EnableMFADevice, token.Pair("alice", 0))
	for serial, want := range map[string]mfa.ErrorCode{
		token.Serial:   mfa.DeleteConflict,
		virtual.Serial: mfa.NoSuchEntity,
		"GAHT00000000": mfa.NoSuchEntity,
	} {
		refusal := mfatest.Refused(f.Root, mfa.DeleteHardwareMFADevice, deleteHardware(serial))
		if refusal.Code != want {
			t.Errorf("%s: %v, want %s", serial, refusal, want)
		}
	}
	f.Import("GAHT12345679")
	mfatest.Do(f.Root, mfa.DeleteHardwareMFADevice, deleteHardware("GAHT12345679"))
	wantEqual(t, "the stock", stock(f, mfa.AnyAssignment), []string{"GAHT12345678"})
}

// With the device goes the memory of its codes, and its seed can be imported
// again. Otherwise one code could open two sessions.
func TestAHardwareDeviceIsNotDeletedWhileItsCodesCouldBeUsedAgain(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	token := f.Import("GAHT12345678")
	mfatest.Do(f.Root, mfa.EnableMFADevice, token.Pair("alice", 0))
	alice.WithMFA(token, 1)
	f.Deactivate("alice", token)
	f.Wait(23 * time.Hour)
	refusal := mfatest.Refused(f.Root, mfa.DeleteHardwareMFADevice, deleteHardware(token.Serial))
	if refusal.Code != mfa.DeleteConflict {
		t.Errorf("%v", refusal)
	}
	f.Wait(2 * time.Hour)
	mfatest.Do(f.Root, mfa.DeleteHardwareMFADevice, deleteHardware(token.Serial))
}

// Otherwise the device's history would be deleted with it, unseen.
func TestAHardwareDeviceThatIsUsedMeanwhileIsNotDeleted(t *testing.T) {
	f := mfatest.New(t, nil)
	alice, token := f.User("alice"), f.Import("GAHT12345678")
	store, used := f.Store(), false
	f.ChangeStore(observed{store, func(method string) (bool, error) {
		if method == "DeleteDevice" && !used {
			used = true
			f.ChangeStore(store)
			mfatest.Do(f.Root, mfa.EnableMFADevice, token.Pair("alice", 0))
			alice.WithMFA(token, 1)
			f.Deactivate("alice", token)
		}
		return false, nil
	}})
	wantCode(t, call(f.Root, mfa.DeleteHardwareMFADevice, deleteHardware(token.Serial)), mfa.ConcurrentModification)
	wantCode(t, call(f.Root, mfa.DeleteHardwareMFADevice, deleteHardware(token.Serial)), mfa.DeleteConflict)
}
