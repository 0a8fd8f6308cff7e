package storetest

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync/atomic"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// rename gives a user another name and path, as it is read now.
func (f *fixture) rename(from, to, path string) error {
	f.Helper()
	u, err := f.User(f.ctx, from)
	if err != nil {
		return err
	}
	keys, err := f.AccessKeys(f.ctx, u.Keys)
	f.must(err)
	r := mfa.Rename{User: u, Name: to, Path: path}
	for _, k := range keys {
		r.Keys = append(r.Keys, mfa.RenamedKey{AccessKey: k, Sealed: []byte("sealed for " + to)})
	}
	return f.Commit(f.ctx, mfa.Write{Rename: &r})
}

var renames = []promise{
	{"a renamed user keeps all it has", func(f *fixture) {
		u := f.enabled(otp.VerifierState{Skew: 3, LastPair: 7, Accepted: otp.Accepted{Floor: 5, Above: []otp.Step{8, 9}}})
		f.newKey("AKIA1", u)
		u = f.user("alice")
		u.Groups, u.Tags, u.Attached = []string{"AGPA1"}, map[string]string{"a": "b"}, []string{policyARN}
		u.Inline = []mfa.InlinePolicy{{Name: "In", Document: text}}
		u.LoginProfile = &mfa.LoginProfile{Created: created, PasswordChanged: created}
		f.must(f.Commit(f.ctx, mfa.Write{User: &u}))
		f.newRecoveryCodes("alice", "RCVC1", 2)
		f.reserve(mfa.Reservation{UserName: "alice", Serial: serial, Charges: charges(daily)})
		before := f.user("alice")
		u = f.user("alice")
		u.Tickets = map[string]time.Time{"ATKT1": time.Now().Add(time.Hour)}
		f.must(f.Commit(f.ctx, mfa.Write{UserTickets: &u}))
		f.must(f.rename("alice", "Robert", "/people/"))
		_, err := f.User(f.ctx, "alice")
		f.wants(mfa.ErrNotFound, err)
		got := f.user("robert")
		f.check(got.Name == "Robert" && got.Path == "/people/", "read %+v", got)
		f.check(got.Revision != before.Revision, "its revision stayed")
		f.check(got.PermissionsRevision != before.PermissionsRevision, "its permissions' revision stayed")
		f.check(len(got.Tickets) == 0, "it has the tickets %v", got.Tickets)
		got.Tickets = before.Tickets
		got.Name, got.Path, got.Revision, got.PermissionsRevision, got.TicketsRevision =
			before.Name, before.Path, before.Revision, before.PermissionsRevision, before.TicketsRevision
		f.check(reflect.DeepEqual(got, before), "was  %+v\nread %+v", before, got)
		owner := f.device(serial).Owner
		f.check(owner.Name == "Robert" && owner.Path == "/people/" && owner.ID == u.ID, "the device's owner is %+v", owner)
		k, err := f.AccessKey(f.ctx, "AKIA1")
		f.must(err)
		moved := k.UserName == "Robert" && k.UserPath == "/people/" && string(k.Secret) == "sealed for Robert"
		f.check(moved, "the key is %+v", k)
		f.must(f.UpdateAccessKey(f.ctx, "robert", "AKIA1", mfa.Inactive))
		f.wants(mfa.ErrNotFound, f.UpdateAccessKey(f.ctx, "alice", "AKIA1", mfa.Active))
		f.must(f.Unassign(f.ctx, f.user("robert"), serial))
		f.must(f.DeleteAccessKey(f.ctx, "robert", "AKIA1"))
		f.newUser("alice")
	}},
	{"a user may change the letters of its name, or its path alone", func(f *fixture) {
		f.newKey("AKIA1", f.enabled(otp.VerifierState{}))
		f.must(f.rename("alice", "ALICE", "/"))
		f.must(f.rename("alice", "ALICE", "/people/"))
		u := f.user("alice")
		f.check(u.Name == "ALICE" && u.Path == "/people/" && len(u.Devices) == 1 && len(u.Keys) == 1, "read %+v", u)
	}},
	{"a listing shows a renamed user once, under the new name", func(f *fixture) {
		f.newUser("alice")
		f.must(f.rename("alice", "robert", "/people/"))
		users, _, err := f.Users(f.ctx, "", 10)
		f.must(err)
		f.check(len(users) == 1 && users[0].Name == "robert" && users[0].Path == "/people/", "listed %+v", users)
	}},
	{"a user does not take the name of another", func(f *fixture) {
		f.newUser("alice")
		f.newUser("bob")
		f.wants(mfa.ErrConflict, f.rename("alice", "BOB", "/"))
		f.check(f.user("bob").ID == "AIDAbob" && f.user("alice").ID == "AIDAalice", "one of them changed")
	}},
	{"a user is renamed only as it was read", func(f *fixture) {
		old := f.enabled(otp.VerifierState{})
		stale := mfa.Write{Rename: &mfa.Rename{User: old, Name: "robert", Path: "/"}}
		f.reserve(mfa.Reservation{UserName: "alice"})
		f.wants(mfa.ErrConflict, f.Commit(f.ctx, stale))
		u := f.user("alice")
		stale.Rename.User = u
		u.Tags = map[string]string{"a": "b"}
		f.must(f.Commit(f.ctx, mfa.Write{User: &u}))
		f.wants(mfa.ErrConflict, f.Commit(f.ctx, stale))
		f.check(len(f.user("alice").Devices) == 1, "the user changed")
	}},
	{"what was begun under the old name is not finished under it, though the user has it again", func(f *fixture) {
		u, d := f.newUser("alice"), f.newDevice(serial)
		f.must(f.rename("alice", "robert", "/"))
		key := keyOf(u, "AKIA1")
		f.wants(mfa.ErrNotFound, f.Assign(f.ctx, newAssignment(u, d, otp.VerifierState{})))
		f.wants(mfa.ErrNotFound, f.CreateAccessKey(f.ctx, key, 2))
		u.Tags = map[string]string{"a": "b"}
		f.wants(mfa.ErrConflict, f.Commit(f.ctx, mfa.Write{User: &u}))
		f.must(f.rename("robert", "alice", "/moved/"))
		f.wants(mfa.ErrConflict, f.Assign(f.ctx, newAssignment(u, d, otp.VerifierState{})))
		f.wants(mfa.ErrConflict, f.CreateAccessKey(f.ctx, key, 2))
		f.wants(mfa.ErrConflict, f.Commit(f.ctx, mfa.Write{User: &u}))
	}},
	{"no step that is spent while the user is renamed is forgotten", func(f *fixture) {
		f.enabled(otp.VerifierState{})
		names := []string{"alice", "robert"}
		for round := range 20 {
			from, to := names[round%2], names[(round+1)%2]
			u, spent := f.user(from), atomic.Bool{}
			f.atOnce(2, func(i int) error {
				if i == 0 {
					return f.renameAtLast(from, to)
				}
				err := f.RedeemCode(f.ctx, redemption(u, otp.Step(round+1)))
				spent.Store(err == nil)
				return err
			})
			known := f.user(to).Devices[serial].State.Accepted.Has(otp.Step(round + 1))
			f.check(known == spent.Load(), "round %d: spent is %v, known as spent %v", round, spent.Load(), known)
		}
	}},
	{"of attempts that race with a rename as many are charged as are granted", func(f *fixture) {
		f.enabled(otp.VerifierState{})
		names := []string{"alice", "robert"}
		c := charges(daily)
		granted := 0
		for round := range 10 {
			from, to := names[round%2], names[(round+1)%2]
			var reserved atomic.Int32
			f.atOnce(4, func(i int) error {
				if i == 0 {
					return f.renameAtLast(from, to)
				}
				_, err := f.Reserve(f.ctx, mfa.Reservation{UserName: from, Serial: serial, Charges: c})
				if err == nil {
					reserved.Add(1)
				}
				return err
			})
			granted += int(reserved.Load())
			charged := f.user(to).Counters[c[0].Counter]
			f.check(charged == granted, "round %d: %d were granted, %d charged", round, granted, charged)
		}
	}},
	{"of 10 names given to a user at once it has one", func(f *fixture) {
		u := f.newUser("alice")
		made := f.atOnce(10, func(i int) error {
			return f.Commit(f.ctx, mfa.Write{Rename: &mfa.Rename{User: u, Name: fmt.Sprint("robert", i), Path: "/"}})
		})
		users, _, err := f.Users(f.ctx, "", 20)
		f.must(err)
		f.check(made == 1 && len(users) == 1 && slices.ContainsFunc(users, func(one mfa.User) bool { return one.ID == u.ID }),
			"%d were made, and there are %+v", made, users)
	}},
}

// renameAtLast renames a user, as often as it takes.
func (f *fixture) renameAtLast(from, to string) error {
	for {
		if err := f.rename(from, to, "/"); !errors.Is(err, mfa.ErrConflict) {
			return err
		}
	}
}
