package storetest

import (
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

var users = []promise{
	{"a user is read back as it was made", func(f *fixture) {
		f.must(f.CreateUser(f.ctx, mfa.User{Name: "Alice", Path: "/team/", ID: "AIDA1", Created: created}))
		u := f.user("Alice")
		f.check(u.Name == "Alice" && u.Path == "/team/" && u.ID == "AIDA1" && u.Created.Equal(created), "read %+v", u)
		f.check(len(u.Devices)+len(u.Keys)+len(u.Counters)+u.LockGeneration == 0, "a new user has %+v", u)
	}},
	{"a user is found in any spelling and keeps its own", func(f *fixture) {
		f.newUser("Alice")
		f.check(f.user("aLICE").Name == "Alice", "the name is %q", f.user("aLICE").Name)
	}},
	{"a name is taken in any spelling", func(f *fixture) {
		before := f.newUser("alice")
		f.wants(mfa.ErrExists, f.CreateUser(f.ctx, mfa.User{Name: "ALICE", Path: "/", ID: "AIDA2", Created: created}))
		f.check(f.user("alice").Revision == before.Revision, "the user was changed")
	}},
	{"making the same user twice is no success", func(f *fixture) {
		u := mfa.User{Name: "alice", Path: "/", ID: "AIDA1", Created: created}
		f.must(f.CreateUser(f.ctx, u))
		f.wants(mfa.ErrExists, f.CreateUser(f.ctx, u))
	}},
	{"who is not there is not found", func(f *fixture) {
		_, err := f.User(f.ctx, "unknown")
		f.wants(mfa.ErrNotFound, err)
		_, err = f.DeleteUser(f.ctx, "unknown")
		f.wants(mfa.ErrNotFound, err)
	}},
	{"a deleted user is gone and its name is free", func(f *fixture) {
		f.newUser("Alice")
		_, err := f.DeleteUser(f.ctx, "alice")
		f.must(err)
		_, err = f.User(f.ctx, "Alice")
		f.wants(mfa.ErrNotFound, err)
		f.newUser("alice")
	}},
	{"a user with a device is not deleted and comes back with the conflict", func(f *fixture) {
		f.enabled(otp.VerifierState{})
		u, err := f.DeleteUser(f.ctx, "alice")
		f.wants(mfa.ErrConflict, err)
		f.check(len(u.Devices) == 1, "it came back as %+v", u)
		f.user("alice")
	}},
	{"a user with a key is not deleted and comes back with the conflict", func(f *fixture) {
		f.newKey("AKIA1", f.newUser("alice"))
		u, err := f.DeleteUser(f.ctx, "alice")
		f.wants(mfa.ErrConflict, err)
		f.check(len(u.Keys) == 1, "it came back as %+v", u)
		f.user("alice")
	}},
	{"a user whose devices and keys are gone can be deleted", func(f *fixture) {
		f.newKey("AKIA1", f.enabled(otp.VerifierState{}))
		f.must(f.DeleteAccessKey(f.ctx, "alice", "AKIA1"))
		f.must(f.Unassign(f.ctx, f.user("alice"), serial))
		_, err := f.DeleteUser(f.ctx, "alice")
		f.must(err)
	}},
	{"every change of a user gives it another revision", func(f *fixture) {
		u := f.newUser("alice")
		seen := map[string]bool{u.Revision: true}
		for _, change := range []struct {
			name string
			make func() error
		}{
			{"CreateAccessKey", func() error {
				return f.CreateAccessKey(f.ctx, mfa.AccessKey{ID: "AKIA1", UserName: "alice", UserPath: u.Path, UserID: u.ID}, 2)
			}},
			{"DeleteAccessKey", func() error { return f.DeleteAccessKey(f.ctx, "alice", "AKIA1") }},
			{"Assign", func() error { return f.Assign(f.ctx, newAssignment(u, f.newDevice(serial), otp.VerifierState{})) }},
			{"Reserve", func() error { _, err := f.Reserve(f.ctx, mfa.Reservation{UserName: "alice"}); return err }},
			{"RedeemCode", func() error { return f.RedeemCode(f.ctx, redemption(f.user("alice"), 1)) }},
			{"Resync", func() error { return f.Resync(f.ctx, mfa.ResyncWrite{User: f.user("alice"), Serial: serial}) }},
			{"Unassign", func() error { return f.Unassign(f.ctx, f.user("alice"), serial) }},
		} {
			f.must(change.make())
			revision := f.user("alice").Revision
			f.check(!seen[revision], "%s left the revision %q", change.name, revision)
			seen[revision] = true
		}
	}},
	{"what was read is the reader's own", func(f *fixture) {
		u := f.enabled(otp.VerifierState{Accepted: otp.Accepted{Above: []otp.Step{1, 2}}})
		u.Devices[serial].Seed[0] = '?'
		u.Devices[serial].State.Accepted.Above[0] = 99
		delete(u.Devices, serial)
		kept := f.user("alice").Devices[serial]
		f.check(string(kept.Seed) == "sealed "+serial && kept.State.Accepted.Above[0] == 1, "the store now has %+v", kept)
	}},
}
