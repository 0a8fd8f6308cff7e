package storetest

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

var races = []promise{
	{"of 200 reservations of 9 attempts at once 9 are granted", func(f *fixture) {
		f.enabled(otp.VerifierState{})
		c := charges(otp.AWS.Sessions...)
		granted := f.atOnce(200, func(int) error {
			_, err := f.Reserve(f.ctx, mfa.Reservation{UserName: "alice", Serial: serial, Charges: c})
			return err
		})
		f.check(granted == 9, "%d were granted", granted)
		f.check(f.user("alice").Counters[c[0].Counter] == 9, "%d were charged", f.user("alice").Counters[c[0].Counter])
	}},
	{"of 200 spendings of one step at once one succeeds", func(f *fixture) {
		u := f.enabled(otp.VerifierState{})
		succeeded := f.atOnce(200, func(int) error { return f.RedeemCode(f.ctx, redemption(u, 5)) })
		f.check(succeeded == 1, "%d succeeded", succeeded)
	}},
	{"of 50 spendings of one step at once one succeeds where only the floor is kept", func(f *fixture) {
		u := f.enabled(otp.VerifierState{})
		succeeded := f.atOnce(50, func(int) error { return f.RedeemCode(f.ctx, monotone(u, 5)) })
		f.check(succeeded == 1, "%d succeeded", succeeded)
	}},
	{"of 20 users made at once under one name there is one", func(f *fixture) {
		made := f.atOnce(20, func(i int) error {
			return f.CreateUser(f.ctx, mfa.User{Name: "alice", ID: fmt.Sprint("AIDA", i), Created: created})
		})
		f.check(made == 1, "%d were made", made)
	}},
	{"of 20 devices made at once under one serial number there is one", func(f *fixture) {
		made := f.atOnce(20, func(int) error { return f.CreateDevice(f.ctx, mfa.Device{Serial: serial}) })
		f.check(made == 1, "%d were made", made)
	}},
	{"of 20 keys made at once for one user there are as many as the limit says", func(f *fixture) {
		u := f.newUser("alice")
		made := f.atOnce(20, func(i int) error {
			return f.CreateAccessKey(f.ctx, keyOf(u, fmt.Sprint("AKIA", i)), 2)
		})
		f.check(made == 2 && len(f.user("alice").Keys) == 2, "%d were made, the user has %v", made, f.user("alice").Keys)
	}},
	{"of 20 devices assigned at once to one user it has as many as the limit says", func(f *fixture) {
		u := f.newUser("alice")
		devices := make([]mfa.Device, 20)
		for i := range devices {
			devices[i] = f.newDevice(fmt.Sprint(serial, i))
		}
		assigned := f.atOnce(
			len(devices),
			func(i int) error { return f.Assign(f.ctx, newAssignment(u, devices[i], otp.VerifierState{})) },
		)
		f.check(assigned == mfa.MaxDevicesPerUser, "%d were assigned", assigned)
		has := f.user("alice").Devices
		f.check(len(has) == mfa.MaxDevicesPerUser, "the user has %d", len(has))
		for _, d := range devices {
			_, hers := has[d.Serial]
			f.check(hers == (f.device(d.Serial).Owner != nil), "user and device do not agree about %s", d.Serial)
		}
	}},
	{"a device assigned at once to 20 users is one user's", func(f *fixture) {
		d := f.newDevice(serial)
		people := make([]mfa.User, 20)
		for i := range people {
			people[i] = f.newUser(fmt.Sprint("user", i))
		}
		assigned := f.atOnce(
			len(people),
			func(i int) error { return f.Assign(f.ctx, newAssignment(people[i], d, otp.VerifierState{})) },
		)
		f.check(assigned == 1, "it was assigned %d times", assigned)
		for _, u := range people {
			_, has := f.user(u.Name).Devices[serial]
			f.check(has == (f.device(serial).Owner.ID == u.ID), "user and device do not agree about %s", u.Name)
		}
	}},
	{"tags put on a device at once are all there", func(f *fixture) {
		f.newDevice(serial)
		f.atOnce(20, func(i int) error {
			_, err := f.Tag(f.ctx, serial, "", map[string]string{fmt.Sprint("key ", i): ""}, 20)
			return err
		})
		f.check(len(f.device(serial).Tags) == 20, "there are %d", len(f.device(serial).Tags))
	}},
	{"of tags put on a device at once there are as many as the limit says", func(f *fixture) {
		f.newDevice(serial)
		put := f.atOnce(20, func(i int) error {
			_, err := f.Tag(f.ctx, serial, "", map[string]string{"everybody's": "", fmt.Sprint("key ", i): ""}, 10)
			return err
		})
		f.check(put == 9 && len(f.device(serial).Tags) == 10, "%d were put, there are %d", put, len(f.device(serial).Tags))
	}},
	{"no step that is spent while the device is taken back is forgotten", func(f *fixture) {
		f.newUser("alice")
		f.newDevice(serial)
		for round := range 20 {
			f.must(f.Assign(f.ctx, newAssignment(f.user("alice"), f.device(serial), f.device(serial).State)))
			u, spent := f.user("alice"), atomic.Bool{}
			f.atOnce(2, func(i int) error {
				if i == 0 {
					return f.takeBack()
				}
				err := f.RedeemCode(f.ctx, redemption(u, otp.Step(round+1)))
				spent.Store(err == nil)
				return err
			})
			known := f.device(serial).State.Accepted.Has(otp.Step(round + 1))
			f.check(known == spent.Load(), "round %d: spent is %v, known as spent %v", round, spent.Load(), known)
		}
	}},
	{"no refund that races with an unlock makes a counter negative", func(f *fixture) {
		f.enabled(otp.VerifierState{})
		c := charges(monthly, failures)
		for round := range 20 {
			u := f.reserve(mfa.Reservation{UserName: "alice", Charges: c})
			f.atOnce(2, func(i int) error {
				if i == 0 {
					return f.Resync(
						f.ctx,
						mfa.ResyncWrite{
							User:   u,
							Serial: serial,
							State:  otp.VerifierState{LastPair: otp.Step(round + 1)},
							Reset:  countersOf(c),
						},
					)
				}
				return f.RedeemCode(f.ctx, redemption(u, otp.Step(round+1), c...))
			})
			for counter, n := range f.user("alice").Counters {
				f.check(n == 0, "round %d: %s is %d", round, counter, n)
			}
		}
	}},
	{"a user that is deleted while it gets a key leaves no key behind", func(f *fixture) {
		for round := range 10 {
			name := fmt.Sprint("user", round)
			u := f.newUser(name)
			done := f.atOnce(2, func(i int) error {
				if i == 0 {
					_, err := f.DeleteUser(f.ctx, name)
					return err
				}
				return f.CreateAccessKey(f.ctx, keyOf(u, "AKIA"+name), 2)
			})
			f.check(done == 1, "%d of deleting and giving a key succeeded", done)
		}
	}},
}

func keyOf(u mfa.User, id string) mfa.AccessKey {
	return mfa.AccessKey{ID: id, UserName: u.Name, UserPath: u.Path, UserID: u.ID}
}

// takeBack unassigns the device, as often as it takes.
func (f *fixture) takeBack() error {
	for {
		u, err := f.User(f.ctx, "alice")
		if err != nil {
			return err
		}
		if err := f.Unassign(f.ctx, u, serial); !errors.Is(err, mfa.ErrConflict) {
			return err
		}
	}
}

// atOnce calls do n times in parallel and counts the successes. Every call that
// lost the race must return the error that the contract names.
func (f *fixture) atOnce(n int, do func(i int) error) (succeeded int) {
	f.Helper()
	errs := make([]error, n)
	start := make(chan struct{})
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			<-start
			errs[i] = do(i)
		})
	}
	close(start)
	all.Wait()
	for _, err := range errs {
		lost := errors.Is(err, mfa.ErrConflict) || errors.Is(err, mfa.ErrNotFound) || errors.Is(err, mfa.ErrExists)
		f.check(err == nil || lost, "%v", err)
		if err == nil {
			succeeded++
		}
	}
	return succeeded
}
