package storetest_test

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/memstore"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/storetest"
)

func TestAStoreThatDoesNotFailKeepsTheContract(t *testing.T) {
	storetest.Run(t, func(*testing.T) mfa.Store { return &storetest.Failing{Store: memstore.New(time.Now)} })
}

func TestAStoreThatFailsBeforeAChangeDoesNotMakeIt(t *testing.T) {
	store := memstore.New(time.Now)
	failing := &storetest.Failing{Store: store, Method: "CreateUser"}
	if err := failing.CreateUser(t.Context(), mfa.User{Name: "alice"}); !errors.Is(err, storetest.ErrFailed) {
		t.Errorf("got error %v", err)
	}
	if _, err := store.User(t.Context(), "alice"); !errors.Is(err, mfa.ErrNotFound) {
		t.Errorf("got error %v, want %v", err, mfa.ErrNotFound)
	}
}

func TestAStoreThatFailsAfterAChangeHasMadeIt(t *testing.T) {
	store := memstore.New(time.Now)
	failing := &storetest.Failing{Store: store, Method: "CreateUser", After: true}
	if err := failing.CreateUser(t.Context(), mfa.User{Name: "alice"}); !errors.Is(err, storetest.ErrFailed) {
		t.Errorf("got error %v", err)
	}
	if _, err := store.User(t.Context(), "alice"); err != nil {
		t.Error(err)
	}
}

// A name in Methods that no method knows would make a test of failures pass by
// testing nothing.
func TestEveryMethodThatIsSaidToFailFails(t *testing.T) {
	for _, method := range storetest.Methods() {
		failing := &storetest.Failing{Method: method}
		if err := call(t, failing, method); !errors.Is(err, storetest.ErrFailed) {
			t.Errorf("%s: got error %v", method, err)
		}
	}
}

func call(t *testing.T, s mfa.Store, method string) (err error) {
	t.Helper()
	ctx := t.Context()
	switch method {
	case "CreateUser":
		err = s.CreateUser(ctx, mfa.User{})
	case "DeleteUser":
		_, err = s.DeleteUser(ctx, "")
	case "CreateAccessKey":
		err = s.CreateAccessKey(ctx, mfa.AccessKey{}, 0)
	case "UpdateAccessKey":
		err = s.UpdateAccessKey(ctx, "", "", mfa.Active)
	case "DeleteAccessKey":
		err = s.DeleteAccessKey(ctx, "", "")
	case "RecordUse":
		err = s.RecordUse(ctx, mfa.Use{})
	case "CreateDevice":
		err = s.CreateDevice(ctx, mfa.Device{})
	case "ReplaceDevice":
		err = s.ReplaceDevice(ctx, mfa.Device{})
	case "DeleteDevice":
		_, err = s.DeleteDevice(ctx, "", "", "")
	case "Tag":
		_, err = s.Tag(ctx, "", "", nil, 0)
	case "Untag":
		_, err = s.Untag(ctx, "", "", nil)
	case "Reserve":
		_, err = s.Reserve(ctx, mfa.Reservation{})
	case "RedeemCode":
		err = s.RedeemCode(ctx, mfa.Redemption{})
	case "Assign":
		err = s.Assign(ctx, mfa.Assignment{})
	case "Unassign":
		err = s.Unassign(ctx, mfa.User{}, "")
	case "Resync":
		err = s.Resync(ctx, mfa.ResyncWrite{})
	case "Commit":
		err = s.Commit(ctx)
	}
	return err
}

// reads change nothing, and need not fail.
var reads = []string{
	"AccessKey", "AccessKeys", "Account", "CredentialReport", "Device", "Devices",
	"EnrollmentTicket", "EnrollmentTickets", "Group", "Groups", "HardwareDevices",
	"Lookup", "Policies", "Policy", "PolicyVersion",
	"Role", "Roles", "RootAccessKeys", "User", "Users",
}

func TestEveryMethodThatChangesSomethingCanFail(t *testing.T) {
	store := reflect.TypeFor[mfa.Store]()
	for i := range store.NumMethod() {
		name := store.Method(i).Name
		if slices.Contains(storetest.Methods(), name) == slices.Contains(reads, name) {
			t.Errorf("%s must be either a read or one of Methods", name)
		}
	}
}
