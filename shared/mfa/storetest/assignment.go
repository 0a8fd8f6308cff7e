package storetest

import (
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

var remembered = otp.VerifierState{Skew: 4, LastPair: 12, Accepted: otp.Accepted{Floor: 9, Above: []otp.Step{10, 12}}}

var assignment = []promise{
	{"an assigned device is its user's, and both say so", func(f *fixture) {
		alice, d := f.newUser("alice"), f.newDevice(serial)
		f.must(f.Assign(f.ctx, newAssignment(alice, d, remembered)))
		assigned := f.user("alice").Devices[serial]
		f.check(string(assigned.Seed) == string(d.Seed) && assigned.Enabled.Equal(created), "the user has %+v", assigned)
		f.check(equalStates(assigned.State, remembered), "the verifier remembers %+v", assigned.State)
		d = f.device(serial)
		f.check(d.Owner != nil && d.Owner.ID == alice.ID && d.Enabled.Equal(created), "the device has %+v", d)
	}},
	{"a device that is taken back keeps its seed, its tags and what the verifier remembers", func(f *fixture) {
		alice := f.newUser("alice")
		f.newDevice(serial)
		_, err := f.Tag(f.ctx, serial, "", map[string]string{"a": "b"}, 50)
		f.must(err)
		before := f.device(serial)
		f.must(f.Assign(f.ctx, newAssignment(alice, before, remembered)))
		f.must(f.Unassign(f.ctx, f.user("alice"), serial))
		d := f.device(serial)
		f.check(
			d.Owner == nil && d.Enabled.IsZero() && string(d.Seed) == string(before.Seed) && d.Tags["a"] == "b",
			"the device has %+v",
			d,
		)
		f.check(equalStates(d.State, remembered), "the device remembers %+v", d.State)
		f.check(len(f.user("alice").Devices) == 0, "the user still has it")
	}},
	{"a device that was changed since it was read is not assigned", func(f *fixture) {
		alice, read := f.newUser("alice"), f.newDevice(serial)
		_, err := f.Tag(f.ctx, serial, "", map[string]string{"a": "b"}, 50)
		f.must(err)
		f.wants(mfa.ErrConflict, f.Assign(f.ctx, newAssignment(alice, read, otp.VerifierState{})))
		f.mustBeNobodys(alice)
	}},
	{"a device is assigned to one user", func(f *fixture) {
		alice, bob, d := f.newUser("alice"), f.newUser("bob"), f.newDevice(serial)
		f.must(f.Assign(f.ctx, newAssignment(alice, d, otp.VerifierState{})))
		f.wants(mfa.ErrConflict, f.Assign(f.ctx, newAssignment(bob, d, otp.VerifierState{})))
		f.wants(mfa.ErrConflict, f.Assign(f.ctx, newAssignment(bob, f.device(serial), otp.VerifierState{})))
		f.check(len(f.user("bob").Devices) == 0 && f.device(serial).Owner.Name == "alice", "bob has it")
	}},
	{"a device that was assigned and taken back since it was read is not assigned", func(f *fixture) {
		alice, read := f.newUser("alice"), f.newDevice(serial)
		f.must(f.Assign(f.ctx, newAssignment(alice, read, remembered)))
		f.must(f.Unassign(f.ctx, f.user("alice"), serial))
		f.wants(mfa.ErrConflict, f.Assign(f.ctx, newAssignment(alice, read, otp.VerifierState{})))
		f.check(equalStates(f.device(serial).State, remembered), "the device remembers %+v", f.device(serial).State)
	}},
	{"a user has at most as many devices as the assignment says", func(f *fixture) {
		alice := f.enabled(otp.VerifierState{})
		a := newAssignment(alice, f.newDevice(serial+"2"), otp.VerifierState{})
		a.MaxDevices = 1
		f.wants(mfa.ErrConflict, f.Assign(f.ctx, a))
		f.check(f.device(serial+"2").Owner == nil && len(f.user("alice").Devices) == 1, "it is assigned")
		a.MaxDevices = 2
		f.must(f.Assign(f.ctx, a))
	}},
	{"a device is not assigned to another user of the same name", func(f *fixture) {
		alice, d := f.newUser("alice"), f.newDevice(serial)
		again := alice
		again.ID = "AIDAbefore"
		f.wants(mfa.ErrConflict, f.Assign(f.ctx, newAssignment(again, d, otp.VerifierState{})))
		f.mustBeNobodys(alice)
	}},
	{"nothing is assigned to an unknown user, and no device is made by assigning it", func(f *fixture) {
		d := f.newDevice(serial)
		f.wants(
			mfa.ErrNotFound,
			f.Assign(f.ctx, newAssignment(mfa.User{Name: "unknown", ID: "AIDA1"}, d, otp.VerifierState{})),
		)
		alice := f.newUser("alice")
		f.mustBeNobodys(alice)
		_, err := f.Tag(f.ctx, serial, "", map[string]string{"a": "b"}, 50)
		f.must(err)
		f.wants(
			mfa.ErrNotFound,
			f.Assign(f.ctx, newAssignment(mfa.User{Name: "unknown", ID: "AIDA1"}, d, otp.VerifierState{})),
		)
		_, err = f.DeleteDevice(f.ctx, serial, "", "")
		f.must(err)
		f.wants(mfa.ErrNotFound, f.Assign(f.ctx, newAssignment(alice, d, otp.VerifierState{})))
		_, err = f.Device(f.ctx, serial)
		f.wants(mfa.ErrNotFound, err)
		f.check(len(f.user("alice").Devices) == 0, "the user has it")
	}},
	{"a user who was changed since it was read keeps its device", func(f *fixture) {
		read := f.enabled(otp.VerifierState{})
		f.must(f.RedeemCode(f.ctx, redemption(read, 5)))
		f.wants(mfa.ErrConflict, f.Unassign(f.ctx, read, serial))
		f.check(f.device(serial).Owner != nil && f.state().Accepted.Has(5), "it was taken")
	}},
	{"a device is not taken from who does not have it", func(f *fixture) {
		alice, bob := f.enabled(otp.VerifierState{}), f.newUser("bob")
		f.wants(mfa.ErrConflict, f.Unassign(f.ctx, bob, serial))
		f.wants(
			mfa.ErrNotFound,
			f.Unassign(f.ctx, mfa.User{Name: "unknown", ID: alice.ID, Revision: alice.Revision, Devices: alice.Devices}, serial),
		)
		f.check(f.device(serial).Owner.Name == "alice" && len(f.user("alice").Devices) == 1, "it was taken")
	}},
	{"a user's other devices stay", func(f *fixture) {
		alice := f.enabled(remembered)
		f.enable(alice, serial+".2", otp.VerifierState{})
		f.must(f.Unassign(f.ctx, f.user("alice"), serial+".2"))
		f.check(equalStates(f.state(), remembered), "the verifier remembers %+v", f.state())
	}},
}

func (f *fixture) mustBeNobodys(u mfa.User) {
	f.Helper()
	f.check(f.device(serial).Owner == nil, "the device is assigned")
	f.check(len(f.user(u.Name).Devices) == 0, "the user has the device")
}
