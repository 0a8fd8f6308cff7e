// Package storetest is the contract of mfa.Store as tests, and a Store that fails.
//
// A store's own tests are an opener and what is peculiar to it:
//
//	func TestStore(t *testing.T) {
//		storetest.Run(t, func(t *testing.T) mfa.Store { return memstore.New(time.Now) })
//	}
package storetest

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// Run tests every promise, each on an empty store of its own. The store's clock
// must be time.Now.
func Run(t *testing.T, open func(t *testing.T) mfa.Store) {
	t.Helper()
	for _, group := range []struct {
		name     string
		promises []promise
	}{
		{"users", users},
		{"keys", keys},
		{"uses", uses},
		{"devices", devices},
		{"listings", listings},
		{"hardware", hardware},
		{"assignment", assignment},
		{"attempts", attempts},
		{"steps", steps},
		{"directory", directory},
		{"tickets", tickets},
		{"recovery codes", recoveryCodes},
		{"renames", renames},
		{"account", account},
		{"races", races},
	} {
		t.Run(group.name, func(t *testing.T) {
			for _, p := range group.promises {
				t.Run(p.sentence, func(t *testing.T) { p.check(&fixture{t, open(t), t.Context()}) })
			}
		})
	}
}

type promise struct {
	sentence string
	check    func(f *fixture)
}

// A fixture is a store under test, and short ways to fill it.
type fixture struct {
	*testing.T
	mfa.Store
	ctx context.Context
}

// created is when everything was made: whole seconds, as the contract asks.
var created = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

const serial = "arn:aws:iam::123456789012:mfa/phone.1"

// must fails the test at any error.
func (f *fixture) must(err error) {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
}

// wants fails the test unless err is the wanted one.
func (f *fixture) wants(want, err error) {
	f.Helper()
	if !errors.Is(err, want) {
		f.Fatalf("got error %v, want %v", err, want)
	}
}

func (f *fixture) check(ok bool, complaint string, args ...any) {
	f.Helper()
	if !ok {
		f.Errorf(complaint, args...)
	}
}

// newUser makes a user and reads it.
func (f *fixture) newUser(name string) mfa.User {
	f.Helper()
	f.must(f.CreateUser(f.ctx, mfa.User{Name: name, Path: "/", ID: "AIDA" + name, Created: created}))
	return f.user(name)
}

func (f *fixture) user(name string) mfa.User {
	f.Helper()
	u, err := f.User(f.ctx, name)
	f.must(err)
	return u
}

// newDevice makes an unassigned device of the account and reads it.
func (f *fixture) newDevice(serial string) mfa.Device {
	f.Helper()
	f.must(f.CreateDevice(f.ctx, mfa.Device{Serial: serial, Seed: []byte("sealed " + serial)}))
	return f.device(serial)
}

func (f *fixture) device(serial string) mfa.Device {
	f.Helper()
	d, err := f.Device(f.ctx, serial)
	f.must(err)
	return d
}

func (f *fixture) newKey(id string, u mfa.User) mfa.AccessKey {
	f.Helper()
	k := mfa.AccessKey{
		ID:       id,
		UserName: u.Name,
		UserPath: u.Path,
		UserID:   u.ID,
		Secret:   []byte("sealed " + id),
		Status:   mfa.Active,
		Created:  created,
	}
	f.must(f.CreateAccessKey(f.ctx, k, mfa.MaxAccessKeysPerUser))
	return k
}

// enable makes a device and assigns it.
func (f *fixture) enable(u mfa.User, serial string, state otp.VerifierState) {
	f.Helper()
	f.must(f.Assign(f.ctx, newAssignment(u, f.newDevice(serial), state)))
}

// enabled makes a user alice with one device.
func (f *fixture) enabled(state otp.VerifierState) mfa.User {
	f.Helper()
	f.enable(f.newUser("alice"), serial, state)
	return f.user("alice")
}

func newAssignment(u mfa.User, d mfa.Device, state otp.VerifierState) mfa.Assignment {
	return mfa.Assignment{User: u, Device: d, MaxDevices: mfa.MaxDevicesPerUser, Enabled: created, State: state}
}

// state returns what the verifier remembers of alice's device.
func (f *fixture) state() otp.VerifierState {
	f.Helper()
	return f.user("alice").Devices[serial].State
}

func (f *fixture) reserve(r mfa.Reservation) mfa.User {
	f.Helper()
	u, err := f.Reserve(f.ctx, r)
	f.must(err)
	return u
}

// redemption is of a step that may be older than others: AWS's way.
func redemption(u mfa.User, step otp.Step, charges ...otp.Charge) mfa.Redemption {
	state := u.Devices[serial].State
	state.Accepted = state.Accepted.Add(step, step)
	return mfa.Redemption{User: u, Serial: serial, Step: step, State: state, Charges: charges}
}

// monotone is a redemption that spends all earlier steps too: the hardened way.
func monotone(u mfa.User, step otp.Step) mfa.Redemption {
	state := u.Devices[serial].State
	state.Accepted = state.Accepted.Raise(step)
	return mfa.Redemption{User: u, Serial: serial, Step: step, State: state}
}

func equalStates(a, b otp.VerifierState) bool {
	return a.Skew == b.Skew && a.LastPair == b.LastPair && a.Accepted.Floor == b.Accepted.Floor &&
		slices.Equal(a.Accepted.Above, b.Accepted.Above)
}
