package storetest

import (
	"fmt"
	"maps"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

var devices = []promise{
	{"a device is read back as it was made", func(f *fixture) {
		made := mfa.Device{
			Serial:    serial,
			Seed:      []byte{0, 255},
			CreatedBy: "AIDA1",
			Tags:      map[string]string{"a.b": "", "#:": "c"},
		}
		made.State = otp.VerifierState{Skew: -3, LastPair: 7, Accepted: otp.Accepted{Floor: 5, Above: []otp.Step{6, 9}}}
		f.must(f.CreateDevice(f.ctx, made))
		d := f.device(serial)
		f.check(
			d.Serial == serial && string(d.Seed) == "\x00\xff" && d.CreatedBy == "AIDA1" && maps.Equal(d.Tags, made.Tags),
			"read %+v",
			d,
		)
		f.check(d.Owner == nil && d.Enabled.IsZero() && equalStates(d.State, made.State), "read %+v", d)
	}},
	{"a device of the account root is made assigned and stays so", func(f *fixture) {
		root := mfa.Owner{ID: "123456789012", Created: time.Unix(1_000_000, 0).UTC()}
		enabled := time.Unix(2_000_000, 0).UTC()
		f.must(f.CreateDevice(f.ctx, mfa.Device{Serial: serial, Seed: []byte{1}, Owner: &root, Enabled: enabled}))
		d := f.device(serial)
		f.check(d.Owner != nil && *d.Owner == root && d.Enabled.Equal(enabled) && !d.IsNew(), "read %+v", d)
		for which, want := range map[mfa.AssignmentStatus]int{mfa.AnyAssignment: 1, mfa.Assigned: 1, mfa.Unassigned: 0} {
			listed, _, err := f.Devices(f.ctx, which, "", 10)
			f.must(err)
			f.check(len(listed) == want, "%s: %+v", which, listed)
			if len(listed) == 1 {
				f.check(listed[0].Owner != nil && *listed[0].Owner == root && listed[0].Enabled.Equal(enabled),
					"%s: %+v", which, listed[0])
			}
		}
		_, err := f.DeleteDevice(f.ctx, serial, "", "")
		f.wants(mfa.ErrConflict, err)
	}},
	{"a serial number is taken once", func(f *fixture) {
		before := f.newDevice(serial)
		f.wants(mfa.ErrExists, f.CreateDevice(f.ctx, mfa.Device{Serial: serial, Seed: before.Seed}))
		f.check(f.device(serial).Revision == before.Revision, "the device was changed")
	}},
	{"serial numbers differ by case", func(f *fixture) {
		f.newDevice("arn:aws:iam::123456789012:mfa/phone")
		f.newDevice("arn:aws:iam::123456789012:mfa/Phone")
	}},
	{"a device that is not there is not found", func(f *fixture) {
		_, read := f.Device(f.ctx, serial)
		_, deleted := f.DeleteDevice(f.ctx, serial, "", "")
		_, tagged := f.Tag(f.ctx, serial, "", map[string]string{"a": "b"}, 50)
		_, untagged := f.Untag(f.ctx, serial, "", []string{"a"})
		for _, err := range []error{read, deleted, tagged, untagged} {
			f.wants(mfa.ErrNotFound, err)
		}
	}},
	{"a deleted device is gone and its serial number is free", func(f *fixture) {
		f.newDevice(serial)
		_, err := f.DeleteDevice(f.ctx, serial, "", "")
		f.must(err)
		_, err = f.Device(f.ctx, serial)
		f.wants(mfa.ErrNotFound, err)
		f.newDevice(serial)
	}},
	{"an assigned device is not deleted and comes back with the conflict", func(f *fixture) {
		f.enabled(otp.VerifierState{})
		d, err := f.DeleteDevice(f.ctx, serial, "", "")
		f.wants(mfa.ErrConflict, err)
		f.check(d.Owner != nil && d.Owner.Name == "alice", "it came back as %+v", d)
		f.device(serial)
	}},
	{"who made a device holds it while it is unassigned", func(f *fixture) {
		f.must(f.CreateDevice(f.ctx, mfa.Device{Serial: serial, CreatedBy: "AIDAalice"}))
		f.mustBeHeldBy("AIDAalice")
		f.mustNotBeHeldBy("AIDAbob")
		_, err := f.DeleteDevice(f.ctx, serial, "AIDAalice", "")
		f.must(err)
	}},
	{"only its user holds an assigned device", func(f *fixture) {
		f.must(f.CreateDevice(f.ctx, mfa.Device{Serial: serial, CreatedBy: "AIDAbob"}))
		f.must(f.Assign(f.ctx, newAssignment(f.newUser("alice"), f.device(serial), otp.VerifierState{})))
		f.mustBeHeldBy("AIDAalice")
		f.mustNotBeHeldBy("AIDAbob")
	}},
	{"tags are added and overwritten", func(f *fixture) {
		f.newDevice(serial)
		_, err := f.Tag(f.ctx, serial, "", map[string]string{"a": "1", "b": "2"}, 3)
		f.must(err)
		_, err = f.Tag(f.ctx, serial, "", map[string]string{"b": "3", "c.d#e": "4"}, 3)
		f.must(err)
		want := map[string]string{"a": "1", "b": "3", "c.d#e": "4"}
		f.check(maps.Equal(f.device(serial).Tags, want), "tags are %v", f.device(serial).Tags)
	}},
	{"fifty tags go on a device, and those can all be overwritten", func(f *fixture) {
		f.newDevice(serial)
		for _, value := range []string{"old", "new"} {
			_, err := f.Tag(f.ctx, serial, "", tags(50, value), 50)
			f.must(err)
		}
		f.check(maps.Equal(f.device(serial).Tags, tags(50, "new")), "tags are %v", f.device(serial).Tags)
	}},
	{"one tag too many and none is added", func(f *fixture) {
		f.newDevice(serial)
		_, err := f.Tag(f.ctx, serial, "", tags(49, "old"), 50)
		f.must(err)
		d, err := f.Tag(f.ctx, serial, "", map[string]string{"key 0": "new", "x": "1", "y": "2"}, 50)
		f.wants(mfa.ErrConflict, err)
		f.check(len(d.Tags) == 49, "it came back with %d tags", len(d.Tags))
		f.check(maps.Equal(f.device(serial).Tags, tags(49, "old")), "tags are %v", f.device(serial).Tags)
	}},
	{"tags are removed, and those that are not there left out", func(f *fixture) {
		f.newDevice(serial)
		_, err := f.Tag(f.ctx, serial, "", map[string]string{"a": "1", "b.c": "2", "d": "3"}, 50)
		f.must(err)
		_, err = f.Untag(f.ctx, serial, "", []string{"b.c", "x", "d", "b.c", "d"}) // a key named twice is one
		f.must(err)
		want := map[string]string{"a": "1"}
		f.check(maps.Equal(f.device(serial).Tags, want), "tags are %v", f.device(serial).Tags)
	}},
	{"a user has at most eight devices that it created and never enabled", func(f *fixture) {
		u := f.newUser("alice")
		create := func(i int) error {
			return f.CreateDevice(f.ctx, mfa.Device{Serial: fmt.Sprint(serial, i), CreatedBy: u.ID, CreatorName: "Alice"})
		}
		for i := range mfa.MaxNewDevicesPerUser {
			f.must(create(i))
		}
		f.wants(mfa.ErrConflict, create(8))
		f.wants(mfa.ErrExists, create(0))
		f.must(f.CreateDevice(f.ctx, mfa.Device{Serial: serial + " of the account"}))
		_, err := f.DeleteDevice(f.ctx, fmt.Sprint(serial, 1), u.ID, "")
		f.must(err)
		f.must(create(8))
		f.wants(mfa.ErrConflict, create(9))
		f.must(f.Assign(f.ctx, newAssignment(u, f.device(fmt.Sprint(serial, 2)), otp.VerifierState{LastPair: 7})))
		f.must(create(9))
		f.wants(mfa.ErrConflict, create(10))
		f.must(f.Unassign(f.ctx, f.user("alice"), fmt.Sprint(serial, 2)))
		f.wants(mfa.ErrConflict, create(10))
	}},
	{"no device is created by a user that is gone", func(f *fixture) {
		f.newUser("alice")
		f.wants(
			mfa.ErrNotFound,
			f.CreateDevice(f.ctx, mfa.Device{Serial: serial, CreatedBy: "AIDAbefore", CreatorName: "alice"}),
		)
		f.wants(mfa.ErrNotFound, f.CreateDevice(f.ctx, mfa.Device{Serial: serial, CreatedBy: "AIDAx", CreatorName: "bob"}))
		_, err := f.Device(f.ctx, serial)
		f.wants(mfa.ErrNotFound, err)
	}},
	{"every change of a device gives it another revision", func(f *fixture) {
		u := f.newUser("alice")
		seen := map[string]bool{f.newDevice(serial).Revision: true}
		for _, change := range []struct {
			name string
			make func() error
		}{
			{"Tag", func() error { _, err := f.Tag(f.ctx, serial, "", tags(1, ""), 50); return err }},
			{"Untag", func() error { _, err := f.Untag(f.ctx, serial, "", []string{"key 0"}); return err }},
			{"Assign", func() error { return f.Assign(f.ctx, newAssignment(u, f.device(serial), otp.VerifierState{})) }},
			{"Unassign", func() error { return f.Unassign(f.ctx, f.user("alice"), serial) }},
		} {
			f.must(change.make())
			revision := f.device(serial).Revision
			f.check(!seen[revision], "%s left the revision %q", change.name, revision)
			seen[revision] = true
		}
	}},
}

func (f *fixture) mustBeHeldBy(userID string) {
	f.Helper()
	_, err := f.Tag(f.ctx, serial, userID, map[string]string{"by": userID}, 50)
	f.must(err)
	_, err = f.Untag(f.ctx, serial, userID, []string{"by"})
	f.must(err)
}

// mustNotBeHeldBy tries everything that only a holder may.
func (f *fixture) mustNotBeHeldBy(userID string) {
	f.Helper()
	before := f.device(serial)
	tagged, err := f.Tag(f.ctx, serial, userID, map[string]string{"by": userID}, 50)
	f.wants(mfa.ErrConflict, err)
	untagged, err := f.Untag(f.ctx, serial, userID, []string{"by"})
	f.wants(mfa.ErrConflict, err)
	deleted, err := f.DeleteDevice(f.ctx, serial, userID, "")
	f.wants(mfa.ErrConflict, err)
	for _, d := range []mfa.Device{tagged, untagged, deleted, f.device(serial)} {
		f.check(d.Revision == before.Revision && !d.Holds(userID), "it came back as %+v", d)
	}
}

func tags(n int, value string) map[string]string {
	m := make(map[string]string, n)
	for i := range n {
		m[fmt.Sprint("key ", i)] = value
	}
	return m
}
