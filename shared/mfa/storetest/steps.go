package storetest

import (
	"slices"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

var steps = []promise{
	{"a step is spent once", func(f *fixture) {
		u := f.enabled(otp.VerifierState{})
		f.must(f.RedeemCode(f.ctx, redemption(u, 5)))
		f.check(f.state().Accepted.Has(5) && !f.state().Accepted.Has(6), "spent are %+v", f.state().Accepted)
		f.wants(mfa.ErrConflict, f.RedeemCode(f.ctx, redemption(u, 5)))
		f.wants(mfa.ErrConflict, f.RedeemCode(f.ctx, redemption(f.user("alice"), 5)))
	}},
	{"a step at or below the floor is spent", func(f *fixture) {
		u := f.enabled(otp.VerifierState{Accepted: otp.Accepted{Floor: 7}})
		for _, step := range []otp.Step{6, 7} {
			f.wants(mfa.ErrConflict, f.RedeemCode(f.ctx, redemption(u, step)))
		}
		f.must(f.RedeemCode(f.ctx, redemption(u, 8)))
	}},
	{"steps are spent in any order, by attempts that do not know of each other", func(f *fixture) {
		u := f.enabled(remembered)
		for _, step := range []otp.Step{14, 13, 11} {
			f.must(f.RedeemCode(f.ctx, redemption(u, step)))
		}
		want := otp.VerifierState{
			Skew:     4,
			LastPair: 12,
			Accepted: otp.Accepted{Floor: 9, Above: []otp.Step{10, 11, 12, 13, 14}},
		}
		f.check(equalStates(f.state(), want), "the verifier remembers %+v", f.state())
	}},
	{"an attempt on a device that was recreated meanwhile spends nothing and resynchronises nothing", func(f *fixture) {
		u := f.enabled(otp.VerifierState{})
		f.must(f.Unassign(f.ctx, u, serial))
		_, err := f.DeleteDevice(f.ctx, serial, "", "")
		f.must(err)
		f.must(f.CreateDevice(f.ctx, mfa.Device{Serial: serial, Seed: []byte("another seed")}))
		d, err := f.Device(f.ctx, serial)
		f.must(err)
		f.must(f.Assign(f.ctx, mfa.Assignment{User: f.user("alice"), Device: d, MaxDevices: 8}))
		f.wants(mfa.ErrConflict, f.RedeemCode(f.ctx, redemption(u, 5)))
		f.wants(mfa.ErrConflict, f.Resync(f.ctx, mfa.ResyncWrite{User: u, Serial: serial, State: otp.VerifierState{Skew: 1}}))
	}},
	{"where only the floor is kept, no step is spent after a later one", func(f *fixture) {
		u := f.enabled(otp.VerifierState{Accepted: otp.Accepted{Floor: 4}})
		f.must(f.RedeemCode(f.ctx, monotone(u, 6)))
		f.wants(mfa.ErrConflict, f.RedeemCode(f.ctx, monotone(u, 6)))
		f.wants(mfa.ErrConflict, f.RedeemCode(f.ctx, monotone(u, 5)))
		f.must(f.RedeemCode(f.ctx, monotone(u, 7)))
		f.check(
			equalStates(f.state(), otp.VerifierState{Accepted: otp.Accepted{Floor: 7}}),
			"the verifier remembers %+v",
			f.state(),
		)
	}},
	{"old steps raise the floor and stay spent", func(f *fixture) {
		const day = 2880
		old := make([]otp.Step, 400)
		for i := range old {
			old[i] = otp.Step(10 + 2*i)
		}
		u := f.enabled(otp.VerifierState{Accepted: otp.Accepted{Above: old}})
		f.must(f.RedeemCode(f.ctx, redemption(u, 5*day)))
		spent := f.state().Accepted
		f.check(spent.Floor == old[len(old)-1], "the floor is %d", spent.Floor)
		for i := range 10 { // a store may take some more changes to clear up
			f.must(f.RedeemCode(f.ctx, redemption(f.user("alice"), 5*day+1+otp.Step(i))))
		}
		spent = f.state().Accepted
		f.check(spent.Floor == old[len(old)-1] && len(spent.Above) == 11, "spent are %+v", spent)
	}},
	{"an attempt that knows less does not lower the floor", func(f *fixture) {
		const day = 2880
		u := f.enabled(otp.VerifierState{Accepted: otp.Accepted{Above: []otp.Step{10, 20}}})
		less, more := redemption(u, 5*day), redemption(u, 6*day)
		less.State.Accepted = u.Devices[serial].State.Accepted.Add(5*day, day+15)
		f.check(less.State.Accepted.Floor == 10, "the floor would be %d", less.State.Accepted.Floor)
		f.must(f.RedeemCode(f.ctx, more))
		f.must(f.RedeemCode(f.ctx, less))
		f.check(f.state().Accepted.Floor == 20, "the floor is %d", f.state().Accepted.Floor)
		for _, step := range []otp.Step{10, 20, 5 * day, 6 * day} {
			f.check(f.state().Accepted.Has(step), "step %d is not spent", step)
		}
	}},
	{"nothing is spent with a device that its user does not have any more", func(f *fixture) {
		u := f.enabled(otp.VerifierState{})
		f.must(f.Unassign(f.ctx, u, serial))
		f.wants(mfa.ErrConflict, f.RedeemCode(f.ctx, redemption(u, 5)))
		f.check(!f.device(serial).State.Accepted.Has(5), "the step is spent")
		f.must(f.Assign(f.ctx, newAssignment(f.newUser("bob"), f.device(serial), otp.VerifierState{})))
		f.wants(mfa.ErrConflict, f.RedeemCode(f.ctx, redemption(u, 5)))
	}},
	{"nothing is spent for another user of the same name, or for an unknown one", func(f *fixture) {
		u := f.enabled(otp.VerifierState{})
		again := redemption(u, 5)
		again.User.ID = "AIDAbefore"
		f.wants(mfa.ErrConflict, f.RedeemCode(f.ctx, again))
		again.User.Name = "unknown"
		f.wants(mfa.ErrNotFound, f.RedeemCode(f.ctx, again))
		f.check(!f.state().Accepted.Has(5), "the step is spent")
	}},
	{"a resynchronisation sets what the verifier remembers", func(f *fixture) {
		u := f.enabled(remembered)
		want := otp.VerifierState{Skew: -7, LastPair: 30, Accepted: otp.Accepted{Floor: 30}}
		f.must(f.Resync(f.ctx, mfa.ResyncWrite{User: u, Serial: serial, State: want}))
		f.check(equalStates(f.state(), want), "the verifier remembers %+v", f.state())
	}},
	{"a resynchronisation that spends nothing keeps what is spent", func(f *fixture) {
		u := f.enabled(remembered)
		want := remembered
		want.Skew, want.LastPair = 1, 13
		f.must(f.Resync(f.ctx, mfa.ResyncWrite{User: u, Serial: serial, State: want}))
		f.check(equalStates(f.state(), want), "the verifier remembers %+v", f.state())
	}},
	{"a resynchronisation does not lower the floor", func(f *fixture) {
		u := f.enabled(remembered)
		f.must(f.Resync(f.ctx, mfa.ResyncWrite{User: u, Serial: serial, State: otp.VerifierState{LastPair: 30}}))
		f.check(f.state().Accepted.Floor == remembered.Accepted.Floor, "the floor is %d", f.state().Accepted.Floor)
	}},
	{"steps spent during a resynchronisation stay spent", func(f *fixture) {
		u := f.enabled(otp.VerifierState{})
		f.must(f.RedeemCode(f.ctx, redemption(u, 5)))
		f.must(f.RedeemCode(f.ctx, redemption(u, 50)))
		f.must(
			f.Resync(
				f.ctx,
				mfa.ResyncWrite{User: u, Serial: serial, State: otp.VerifierState{LastPair: 30, Accepted: otp.Accepted{Floor: 30}}},
			),
		)
		spent := f.state().Accepted
		f.check(spent.Floor == 30 && slices.Contains(spent.Above, 50), "spent are %+v", spent)
		f.wants(mfa.ErrConflict, f.RedeemCode(f.ctx, redemption(u, 50)))
	}},
	{"a pair is accepted once", func(f *fixture) {
		u := f.enabled(remembered)
		r := mfa.ResyncWrite{User: u, Serial: serial, State: otp.VerifierState{LastPair: 30, Accepted: remembered.Accepted}}
		f.must(f.Resync(f.ctx, r))
		f.wants(mfa.ErrConflict, f.Resync(f.ctx, r))
	}},
	{"a pair is refused if one of its steps may have been spent meanwhile", func(f *fixture) {
		u := f.enabled(otp.VerifierState{})
		f.must(f.RedeemCode(f.ctx, monotone(u, 30)))
		f.wants(
			mfa.ErrConflict,
			f.Resync(f.ctx, mfa.ResyncWrite{User: u, Serial: serial, State: otp.VerifierState{LastPair: 30}}),
		)
		f.check(f.state().LastPair == 0, "the verifier remembers %+v", f.state())
	}},
	{"nothing is spent or resynchronised with a device that was taken and given back", func(f *fixture) {
		u := f.enabled(otp.VerifierState{})
		f.must(f.Unassign(f.ctx, u, serial))
		f.must(f.Assign(f.ctx, newAssignment(f.user("alice"), f.device(serial), otp.VerifierState{})))
		f.wants(mfa.ErrConflict, f.RedeemCode(f.ctx, redemption(u, 5)))
		f.wants(
			mfa.ErrConflict,
			f.Resync(f.ctx, mfa.ResyncWrite{User: u, Serial: serial, State: otp.VerifierState{LastPair: 7}}),
		)
	}},
	{"nothing is resynchronised with a device that its user does not have any more", func(f *fixture) {
		u := f.enabled(otp.VerifierState{})
		f.must(f.Unassign(f.ctx, u, serial))
		f.wants(mfa.ErrConflict, f.Resync(f.ctx, mfa.ResyncWrite{User: u, Serial: serial, Reset: []string{"any"}}))
		unknown := u
		unknown.Name = "unknown"
		f.wants(mfa.ErrNotFound, f.Resync(f.ctx, mfa.ResyncWrite{User: unknown, Serial: serial}))
		f.check(f.user("alice").LockGeneration == 0, "the user was unlocked")
	}},
}
