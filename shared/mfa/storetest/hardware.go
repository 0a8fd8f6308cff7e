package storetest

import (
	"fmt"
	"slices"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

const token = "GAHT12345678"

var hardware = []promise{
	{"a hardware device is created once, and read with its seed", func(f *fixture) {
		made := f.newDevice(token)
		f.check(made.Serial == token && string(made.Seed) == "sealed "+token && made.Owner == nil, "read %+v", made)
		f.wants(mfa.ErrExists, f.CreateDevice(f.ctx, mfa.Device{Serial: token, Seed: []byte("another")}))
		f.check(string(f.device(token).Seed) == "sealed "+token, "the seed was replaced")
	}},
	{"hardware and virtual devices are listed apart, in stock, assigned and given back", func(f *fixture) {
		alice := f.newUser("alice")
		f.enable(alice, serial, otp.VerifierState{})
		f.newDevice(serial + "2")
		f.newDevice(token)
		f.hardwareIs([]string{token}, nil)
		f.must(f.Assign(f.ctx, newAssignment(f.user("alice"), f.device(token), otp.VerifierState{LastPair: 7})))
		f.hardwareIs(nil, []string{token})
		f.must(f.Unassign(f.ctx, f.user("alice"), token))
		f.hardwareIs([]string{token}, nil)
		f.check(f.device(token).State.LastPair == 7, "its history was forgotten")
		for which, want := range map[mfa.AssignmentStatus][]string{
			mfa.AnyAssignment: {serial, serial + "2"},
			mfa.Assigned:      {serial},
			mfa.Unassigned:    {serial + "2"},
		} {
			f.eventually(want, func() []string { return f.walkDevices(which, 1, nil) })
		}
	}},
	{"a deleted hardware device is not listed, and can be created again", func(f *fixture) {
		f.newDevice(token)
		_, err := f.DeleteDevice(f.ctx, token, "", "")
		f.must(err)
		f.hardwareIs(nil, nil)
		f.newDevice(token)
		f.hardwareIs([]string{token}, nil)
	}},
	{"a device that was used since it was read is not deleted as it was read", func(f *fixture) {
		alice, read := f.newUser("alice"), f.newDevice(token)
		f.must(f.Assign(f.ctx, newAssignment(alice, read, otp.VerifierState{LastPair: 7})))
		f.must(f.Unassign(f.ctx, f.user("alice"), token))
		d, err := f.DeleteDevice(f.ctx, token, "", read.Revision)
		f.wants(mfa.ErrConflict, err)
		f.check(d.Owner == nil && d.State.LastPair == 7 && f.device(token).State.LastPair == 7, "it came back as %+v", d)
		_, err = f.DeleteDevice(f.ctx, token, "", d.Revision)
		f.must(err)
		_, err = f.Device(f.ctx, token)
		f.wants(mfa.ErrNotFound, err)
	}},
	{"a walk meets every hardware device once, whatever the size of its pages", func(f *fixture) {
		var all []string
		for i := range listed {
			all = append(all, f.newDevice(fmt.Sprintf("%s%02d", token, i)).Serial)
		}
		for limit := 1; limit <= listed+1; limit++ {
			f.eventually(all, func() []string { return f.walkHardware(mfa.AnyAssignment, limit) })
		}
	}},
}

// hardwareIs waits until these are all hardware devices, listed each once.
func (f *fixture) hardwareIs(unassigned, assigned []string) {
	f.Helper()
	for which, want := range map[mfa.AssignmentStatus][]string{
		mfa.AnyAssignment: slices.Concat(unassigned, assigned),
		mfa.Unassigned:    unassigned,
		mfa.Assigned:      assigned,
	} {
		f.eventually(want, func() []string { return f.walkHardware(which, 1) })
	}
}

func (f *fixture) walkHardware(which mfa.AssignmentStatus, limit int) (serials []string) {
	return f.walk(limit, nil, func(after string) (page []string, next string, err error) {
		devices, next, err := f.HardwareDevices(f.ctx, which, after, limit)
		for _, d := range devices {
			page = append(page, d.Serial)
			f.check((d.Owner != nil) == (which == mfa.Assigned) || which == mfa.AnyAssignment, "listed %+v", d)
		}
		return page, next, err
	})
}
