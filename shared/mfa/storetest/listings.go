package storetest

import (
	"fmt"
	"slices"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// listed is how many items the listings' tests have: enough to be spread over
// all parts of an index.
const listed = 12

// patience is for listings, which may lag behind.
const patience = 10 * time.Second

var listings = []promise{
	{"an empty store lists nothing", func(f *fixture) {
		f.check(len(f.walkUsers(5)) == 0, "there are users")
		for _, which := range []mfa.AssignmentStatus{mfa.AnyAssignment, mfa.Assigned, mfa.Unassigned} {
			f.check(len(f.walkDevices(which, 5, nil)) == 0, "there are devices")
		}
	}},
	{"a walk meets every user once, whatever the size of its pages", func(f *fixture) {
		var want []string
		for i := range listed {
			want = append(want, f.newUser(fmt.Sprintf("User%02d", i)).Name)
		}
		for limit := 1; limit <= listed+1; limit++ {
			f.eventually(want, func() []string { return f.walkUsers(limit) })
		}
	}},
	{"a user is listed with name, path, id and date", func(f *fixture) {
		want := mfa.User{Name: "Alice", Path: "/team/", ID: "AIDA1", Created: created}
		f.must(f.CreateUser(f.ctx, want))
		f.eventually([]string{"Alice"}, func() []string { return f.walkUsers(1) })
		page, _, err := f.Users(f.ctx, "", 1)
		f.must(err)
		got := page[0]
		f.check(
			got.Name == want.Name && got.Path == want.Path && got.ID == want.ID && got.Created.Equal(created),
			"listed %+v",
			got,
		)
	}},
	{"a deleted user is not listed", func(f *fixture) {
		f.newUser("alice")
		f.newUser("bob")
		_, err := f.DeleteUser(f.ctx, "alice")
		f.must(err)
		f.eventually([]string{"bob"}, func() []string { return f.walkUsers(1) })
	}},
	{"a walk meets every device of its kind once, whatever the size of its pages", func(f *fixture) {
		assigned, unassigned := f.someDevices()
		for limit := 1; limit <= listed+1; limit++ {
			f.eventually(
				slices.Concat(assigned, unassigned),
				func() []string { return f.walkDevices(mfa.AnyAssignment, limit, nil) },
			)
			f.eventually(assigned, func() []string { return f.walkDevices(mfa.Assigned, limit, nil) })
			f.eventually(unassigned, func() []string { return f.walkDevices(mfa.Unassigned, limit, nil) })
		}
	}},
	{"a device that is taken back is listed as unassigned", func(f *fixture) {
		u := f.enabled(otp.VerifierState{})
		f.must(f.Unassign(f.ctx, u, serial))
		f.eventually([]string{serial}, func() []string { return f.walkDevices(mfa.Unassigned, 1, nil) })
		f.eventually(nil, func() []string { return f.walkDevices(mfa.Assigned, 1, nil) })
	}},
	{"a walk over all devices meets those once that are assigned or taken back meanwhile", func(f *fixture) {
		assigned, unassigned := f.someDevices()
		all := slices.Concat(assigned, unassigned)
		f.eventually(all, func() []string { return f.walkDevices(mfa.AnyAssignment, listed, nil) })
		bob := f.newUser("bob")
		turned := 0
		met := f.walkDevices(mfa.AnyAssignment, 1, func() {
			if turned < len(assigned) {
				f.must(f.Unassign(f.ctx, f.user("alice"), assigned[turned]))
				f.must(f.Assign(f.ctx, newAssignment(bob, f.device(unassigned[turned]), otp.VerifierState{})))
				turned++
			}
		})
		f.check(slices.Equal(sorted(met), sorted(all)), "met %q of %q", met, all)
	}},
	{"a device is listed with its serial number, owner and date, and no secret", func(f *fixture) {
		f.enabled(otp.VerifierState{})
		f.eventually([]string{serial}, func() []string { return f.walkDevices(mfa.Assigned, 1, nil) })
		page, _, err := f.Devices(f.ctx, mfa.AnyAssignment, "", 1)
		f.must(err)
		d := page[0]
		f.check(d.Serial == serial && d.Enabled.Equal(created) && d.Seed == nil, "listed %+v", d)
		f.check(d.Owner != nil && d.Owner.Created.Equal(created), "listed %+v", d.Owner)
		f.check(d.Owner.Name == "alice" && d.Owner.Path == "/" && d.Owner.ID == "AIDAalice", "listed %+v", d.Owner)
	}},
}

// someDevices makes six devices of alice's and six unassigned ones.
func (f *fixture) someDevices() (assigned, unassigned []string) {
	alice := f.newUser("alice")
	for i := range listed / 2 {
		a, u := fmt.Sprint(serial, "-assigned-", i), fmt.Sprint(serial, "-unassigned-", i)
		f.enable(alice, a, otp.VerifierState{})
		f.newDevice(u)
		assigned, unassigned = append(assigned, a), append(unassigned, u)
	}
	return assigned, unassigned
}

func (f *fixture) walkUsers(limit int) (names []string) {
	return f.walk(limit, nil, func(after string) (page []string, next string, err error) {
		users, next, err := f.Users(f.ctx, after, limit)
		for _, u := range users {
			page = append(page, u.Name)
		}
		return page, next, err
	})
}

func (f *fixture) walkDevices(which mfa.AssignmentStatus, limit int, between func()) (serials []string) {
	return f.walk(limit, between, func(after string) (page []string, next string, err error) {
		devices, next, err := f.Devices(f.ctx, which, after, limit)
		for _, d := range devices {
			page = append(page, d.Serial)
		}
		return page, next, err
	})
}

// walk reads all pages. A page that another follows is full, and a last page is
// not empty unless it is the first.
func (f *fixture) walk(
	limit int,
	between func(),
	read func(after string) (page []string, next string, err error),
) (all []string) {
	f.Helper()
	for after := ""; ; {
		page, next, err := read(after)
		f.must(err)
		all = append(all, page...)
		f.check(next == "" || len(page) == limit, "a page of %d, not of %d, is not the last", len(page), limit)
		f.check(after == "" || len(page) > 0, "an empty page was announced")
		if next == "" {
			return all
		}
		if after = next; between != nil {
			between()
		}
	}
}

// eventually waits until a walk has met exactly what it should.
func (f *fixture) eventually(want []string, walk func() []string) {
	f.Helper()
	var got []string
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if got = walk(); slices.Equal(sorted(got), sorted(want)) {
			return
		}
	}
	f.Fatalf("met %q, want %q", got, want)
}

func sorted(s []string) []string { return slices.Sorted(slices.Values(s)) }
