package dynamo_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

func TestAChangeWhoseAnswerIsLostIsMadeOnceAndSucceeds(t *testing.T) {
	for _, c := range changes {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t)
			s.wire.lost = func() {}
			if err := c.do(s); err != nil {
				t.Errorf("got error %v", err)
			}
			costs := c.costs()
			if !slices.Equal(s.wire.calls, append(costs, costs[len(costs)-1])) {
				t.Errorf("it took %q, want %s, the last twice", s.wire.calls, c.cost)
			}
			if !c.done(s) {
				t.Errorf("there are %+v and %+v", s.user("alice"), s.device(phone))
			}
		})
	}
}

// Others may change the same item before the SDK asks again, and so take away
// the revision by which a change knows itself.
func TestARetriedChangeIsRecognizedAfterOtherChanges(t *testing.T) {
	others := map[string]func(s *scene) error{
		"Commit of a rename":                func(s *scene) error { return s.rename(s.others, "robert", "alice") },
		"Commit of the account":             func(s *scene) error { return s.alias("red-team") },
		"Commit of a report":                func(s *scene) error { return s.reportAgain() },
		"Commit of a ticket":                func(s *scene) error { return s.revoke("ATKT2") },
		"Commit of a user's tickets":        func(s *scene) error { return s.takeTickets() },
		"Commit of a user's recovery codes": (*scene).newerRecoveryCodes,
		"ReplaceDevice":                     func(s *scene) error { return tagged(s, left) },
		"Assign by a ticket":                func(s *scene) error { return tagged(s, spare) },
		"CreateUser": func(s *scene) error {
			_, err := s.others.Reserve(s.Context(), mfa.Reservation{UserName: "carol"})
			return err
		},
		"DeleteUser":      func(s *scene) error { return s.others.CreateUser(s.Context(), mfa.User{Name: "bob"}) },
		"CreateAccessKey": func(s *scene) error { return s.others.DeleteAccessKey(s.Context(), "alice", "AKIA1") },
		"DeleteAccessKey": func(s *scene) error { return s.others.CreateAccessKey(s.Context(), s.key("AKIA3"), 2) },
		"CreateDevice":    func(s *scene) error { return tagged(s, "new") },
		"DeleteDevice":    func(s *scene) error { return s.others.CreateDevice(s.Context(), mfa.Device{Serial: spare}) },
		"Tag":             func(s *scene) error { return tagged(s, spare) },
		"RedeemCode":      func(s *scene) error { return s.others.RedeemCode(s.Context(), s.redemption(6)) },
		"Assign":          func(s *scene) error { return tagged(s, spare) },
		"Unassign":        reserved,
		"Resync":          reserved,
	}
	tried := 0
	for _, c := range changes {
		other, ok := others[c.name]
		if !ok {
			continue
		}
		tried++
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t)
			s.wire.lost = func() { s.must(other(s)) }
			if err := c.do(s); err != nil {
				t.Errorf("got error %v", err)
			}
			if len(s.wire.calls) <= len(c.costs()) {
				t.Errorf("nothing was lost: %q", s.wire.calls)
			}
		})
	}
	if tried != len(others) {
		t.Errorf("%d of %d were tried", tried, len(others))
	}
}

// Of a floor the item remembers who raised it last. The exception in mfa.Store is
// on the safe side: no session, and the code stays spent.
func TestALoginWhoseAnswerIsLostFailsIfALaterOneCameBetween(t *testing.T) {
	s := newScene(t)
	s.wire.lost = func() { s.must(s.others.RedeemCode(t.Context(), s.monotone(6))) }
	if err := s.RedeemCode(t.Context(), s.monotone(5)); !errors.Is(err, mfa.ErrConflict) {
		t.Errorf("it was answered %v", err)
	}
	for step := otp.Step(5); step <= 6; step++ {
		if err := s.RedeemCode(t.Context(), s.monotone(step)); !errors.Is(err, mfa.ErrConflict) {
			t.Errorf("the code of step %d was good again: %v", step, err)
		}
	}
	s.must(s.RedeemCode(t.Context(), s.monotone(7)))
}

func reserved(s *scene) error {
	_, err := s.others.Reserve(s.Context(), mfa.Reservation{UserName: "alice"})
	return err
}

func tagged(s *scene, serial string) error {
	_, err := s.others.Tag(s.Context(), serial, "", map[string]string{"other": ""}, 3)
	return err
}

func TestAnAttemptWhoseAnswerIsLostComesBackAsCharged(t *testing.T) {
	s := newScene(t)
	s.wire.lost = func() {}
	u, err := s.Reserve(t.Context(), mfa.Reservation{UserName: "alice", Serial: phone, Charges: s.charges})
	s.must(err)
	if got := u.Counters[s.charges[0].Counter]; got != 2 || u.Revision != s.user("alice").Revision {
		t.Errorf("it came back with %d attempts of 2", got)
	}
}

// A call that is sent again is late: what it writes must not make the item look
// as it was before others changed it.
func TestARevisionNeverComesBack(t *testing.T) {
	t.Run("a user's, or a code that was spent meanwhile is good again", func(t *testing.T) {
		s := newScene(t)
		var read mfa.User
		s.wire.lost = func() {
			read = s.user("alice")
			s.must(s.others.RedeemCode(t.Context(), s.redemption(6)))
		}
		s.must(s.reserve())
		if err := s.Unassign(t.Context(), read, phone); !errors.Is(err, mfa.ErrConflict) {
			t.Errorf("the device is taken away as it was before: %v", err)
		}
	})
	t.Run("a device's", func(t *testing.T) {
		s := newScene(t)
		var read mfa.Device
		s.wire.lost = func() {
			read = s.device(spare)
			s.must(s.others.Assign(t.Context(), mfa.Assignment{User: s.user("bob"), Device: read, MaxDevices: 1}))
			s.must(s.others.Unassign(t.Context(), s.user("bob"), spare))
		}
		_, err := s.Tag(t.Context(), spare, "", map[string]string{"new": ""}, 3)
		s.must(err)
		if err := s.Assign(t.Context(),
			mfa.Assignment{User: s.user("bob"), Device: read, MaxDevices: 1}); !errors.Is(err, mfa.ErrConflict) {
			t.Errorf("the device is given away as it was before: %v", err)
		}
	})
}
