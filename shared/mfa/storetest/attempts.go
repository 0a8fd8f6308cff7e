package storetest

import (
	"fmt"
	"maps"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// charges are of a session code now, under limits that are met at different times.
func charges(limits ...otp.Limit) []otp.Charge {
	return otp.Charges("session", limits, otp.Attempter{KeyID: "AKIA1", Serial: serial}, time.Now())
}

var (
	daily    = otp.Limit{Scope: otp.PerKey, Per: otp.Day, Max: 3}
	monthly  = otp.Limit{Scope: otp.PerUser, Per: otp.Month, Max: 2, Refunded: true}
	failures = otp.Limit{Scope: otp.PerUser, Per: otp.Ever, Max: 2, ResetBySuccess: true}
)

var attempts = []promise{
	{"a reservation charges, and returns the user as it is then", func(f *fixture) {
		u := f.enabled(remembered)
		c := charges(daily, monthly)
		for attempt := 1; attempt <= 2; attempt++ {
			got := f.reserve(mfa.Reservation{UserName: "ALICE", UserID: u.ID, Serial: serial, Charges: c})
			want := map[string]int{c[0].Counter: attempt, c[1].Counter: attempt}
			f.check(maps.Equal(got.Counters, want), "the counters are %v", got.Counters)
			f.check(got.Revision == f.user("alice").Revision, "it came back as it was before")
			f.check(equalStates(got.Devices[serial].State, remembered), "it came back with %+v", got.Devices[serial])
		}
	}},
	{"an attempt over a limit is refused and nothing is charged", func(f *fixture) {
		f.newUser("alice")
		c := charges(daily, monthly)
		f.reserve(mfa.Reservation{UserName: "alice", Charges: c})
		f.reserve(mfa.Reservation{UserName: "alice", Charges: c})
		f.refused(mfa.Reservation{UserName: "alice", Charges: c})
		f.reserve(mfa.Reservation{UserName: "alice", Charges: c[:1]})
		f.refused(mfa.Reservation{UserName: "alice", Charges: c[:1]})
	}},
	{"an attempt without charges is a read", func(f *fixture) {
		f.newUser("alice")
		got := f.reserve(mfa.Reservation{UserName: "alice"})
		f.check(got.Name == "alice" && len(got.Counters) == 0, "it came back as %+v", got)
	}},
	{"an attempt in the name of another user of the same name is refused", func(f *fixture) {
		f.newUser("alice")
		f.refused(mfa.Reservation{UserName: "alice", UserID: "AIDAbefore", Charges: charges(daily)})
	}},
	{"an attempt with a device that the user does not have is refused", func(f *fixture) {
		f.newUser("alice")
		f.newDevice(serial)
		f.refused(mfa.Reservation{UserName: "alice", Serial: serial, Charges: charges(daily)})
	}},
	{"an attempt of a user with too many devices is refused", func(f *fixture) {
		f.enabled(otp.VerifierState{})
		f.refused(mfa.Reservation{UserName: "alice", MaxDevices: 1, Charges: charges(daily)})
		f.reserve(mfa.Reservation{UserName: "alice", MaxDevices: 2, Charges: charges(daily)})
	}},
	{"an attempt of an unknown user creates no user", func(f *fixture) {
		_, err := f.Reserve(f.ctx, mfa.Reservation{UserName: "unknown", Charges: charges(daily)})
		f.wants(mfa.ErrNotFound, err)
		_, err = f.User(f.ctx, "unknown")
		f.wants(mfa.ErrNotFound, err)
	}},
	{"a success takes its own attempt back where the limit says so", func(f *fixture) {
		f.enabled(otp.VerifierState{})
		c := charges(daily, monthly, failures)
		f.reserve(mfa.Reservation{UserName: "alice", Charges: c})
		u := f.reserve(mfa.Reservation{UserName: "alice", Charges: c})
		f.must(f.RedeemCode(f.ctx, redemption(u, 5, c...)))
		left := f.user("alice").Counters
		f.check(left[c[0].Counter] == 2, "%d of 2 attempts that are not refunded", left[c[0].Counter])
		f.check(left[c[1].Counter] == 1, "%d of 2 attempts where one is refunded", left[c[1].Counter])
		f.check(left[c[2].Counter] == 0, "%d consecutive failures after a success", left[c[2].Counter])
	}},
	{"a failed redemption refunds nothing", func(f *fixture) {
		f.enabled(otp.VerifierState{Accepted: otp.Accepted{Above: []otp.Step{5}}})
		c := charges(monthly, failures)
		u := f.reserve(mfa.Reservation{UserName: "alice", Charges: c})
		f.wants(mfa.ErrConflict, f.RedeemCode(f.ctx, redemption(u, 5, c...)))
		f.check(maps.Equal(f.user("alice").Counters, u.Counters), "the counters are %v", f.user("alice").Counters)
	}},
	{"a resynchronisation takes the counters that it names back to zero, and no others", func(f *fixture) {
		f.enabled(otp.VerifierState{})
		c := charges(daily, monthly, failures)
		u := f.reserve(mfa.Reservation{UserName: "alice", Charges: c})
		f.must(f.Resync(f.ctx, mfa.ResyncWrite{User: u, Serial: serial, Reset: countersOf(c[1:])}))
		after := f.user("alice")
		f.check(after.Counters[c[0].Counter] == 1, "a counter that is not named is %d", after.Counters[c[0].Counter])
		for _, counter := range countersOf(c[1:]) {
			f.check(after.Counters[counter] == 0, "%s is %d", counter, after.Counters[counter])
		}
		f.check(after.LockGeneration == u.LockGeneration+1, "there were %d resets", after.LockGeneration)
	}},
	{"a device is taken back while attempts are reserved on it", func(f *fixture) {
		read := f.enabled(remembered)
		f.reserve(mfa.Reservation{UserName: "alice", Serial: serial, Charges: charges(daily)})
		f.must(f.Unassign(f.ctx, read, serial))
		f.check(equalStates(f.device(serial).State, remembered), "the device remembers %+v", f.device(serial).State)
	}},
	{"a device that was resynchronised since it was read is not taken back", func(f *fixture) {
		read := f.enabled(otp.VerifierState{})
		f.must(f.Resync(f.ctx, mfa.ResyncWrite{User: read, Serial: serial, State: otp.VerifierState{LastPair: 7}}))
		f.wants(mfa.ErrConflict, f.Unassign(f.ctx, read, serial))
	}},
	{"a device that is assigned again has another assignment id", func(f *fixture) {
		first := f.enabled(otp.VerifierState{}).Devices[serial].AssignmentID
		f.must(f.Unassign(f.ctx, f.user("alice"), serial))
		f.must(f.Assign(f.ctx, newAssignment(f.user("alice"), f.device(serial), otp.VerifierState{})))
		second := f.user("alice").Devices[serial].AssignmentID
		f.check(first != "" && second != "" && first != second, "the assignment ids are %q and %q", first, second)
	}},
	{"a resynchronisation that does not unlock clears nothing", func(f *fixture) {
		f.enabled(otp.VerifierState{})
		u := f.reserve(mfa.Reservation{UserName: "alice", Charges: charges(daily, failures)})
		f.must(f.Resync(f.ctx, mfa.ResyncWrite{User: u, Serial: serial}))
		f.check(maps.Equal(f.user("alice").Counters, u.Counters), "the counters are %v", f.user("alice").Counters)
	}},
	{"a refund does not reach a counter that was cleared since", func(f *fixture) {
		f.enabled(otp.VerifierState{})
		c := charges(monthly)
		u := f.reserve(mfa.Reservation{UserName: "alice", Charges: c})
		f.must(f.Resync(f.ctx, mfa.ResyncWrite{User: u, Serial: serial, Reset: countersOf(c)}))
		f.wants(mfa.ErrConflict, f.RedeemCode(f.ctx, redemption(u, 5, c...)))
		f.check(f.user("alice").Counters[c[0].Counter] == 0, "the counter is %d", f.user("alice").Counters[c[0].Counter])
		f.check(!f.state().Accepted.Has(5), "the step is spent")
	}},
	{"counters that ended long ago are forgotten, however often one guesses", func(f *fixture) {
		f.enabled(otp.VerifierState{})
		const guesses, few = 120, 64
		long := time.Now().Add(-48 * time.Hour)
		for i := range guesses {
			c := otp.Charges(
				"session",
				otp.AWS.Sessions,
				otp.Attempter{Serial: serial},
				long.Add(time.Duration(i)*3*time.Minute),
			)
			f.reserve(mfa.Reservation{UserName: "alice", Charges: c})
		}
		f.check(len(f.user("alice").Counters) < few, "%d counters are left", len(f.user("alice").Counters))
	}},
	{"a counter that still counts is not forgotten", func(f *fixture) {
		f.enabled(otp.VerifierState{})
		c := charges(daily, failures)
		f.reserve(mfa.Reservation{UserName: "alice", Charges: c})
		for i := range 50 {
			ago := time.Now().Add(-time.Duration(i) * time.Hour)
			f.reserve(
				mfa.Reservation{
					UserName: "alice",
					Charges:  otp.Charges("pair", otp.AWS.Sessions, otp.Attempter{Serial: fmt.Sprint(i)}, ago),
				},
			)
		}
		f.must(f.RedeemCode(f.ctx, redemption(f.user("alice"), 5)))
		f.check(
			f.user("alice").Counters[c[0].Counter] == 1 && f.user("alice").Counters[c[1].Counter] == 1,
			"the counters are %v",
			f.user("alice").Counters,
		)
	}},
}

func countersOf(charges []otp.Charge) (counters []string) {
	for _, c := range charges {
		counters = append(counters, c.Counter)
	}
	return counters
}

// refused expects a conflict that comes with the user, unchanged.
func (f *fixture) refused(r mfa.Reservation) {
	f.Helper()
	before := f.user(r.UserName)
	got, err := f.Reserve(f.ctx, r)
	f.wants(mfa.ErrConflict, err)
	after := f.user(r.UserName)
	f.check(got.ID == before.ID && maps.Equal(got.Counters, before.Counters), "it came back as %+v", got)
	f.check(
		after.Revision == before.Revision && maps.Equal(after.Counters, before.Counters),
		"the counters are %v",
		after.Counters,
	)
}
