package dynamo_test

import (
	"slices"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestAChangeWhoseAnswerIsLostIsMadeOnceAndSucceeds(t *testing.T) {
	for _, c := range changes {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t)
			s.wire.lost = func() {}
			if err := c.do(s); err != nil {
				t.Errorf("got error %v", err)
			}
			if !slices.Equal(s.wire.calls, []string{c.cost, c.cost}) {
				t.Errorf("it took %q, want %s twice", s.wire.calls, c.cost)
			}
			if !c.done(s) {
				t.Errorf("there are %+v and %+v", s.user("alice"), s.device(phone))
			}
		})
	}
}

// Others may change the same item before the SDK asks again, and so take away the revision by which a change knows itself.
func TestAChangeWhoseAnswerIsLostKnowsItselfEvenAfterOthers(t *testing.T) {
	others := map[string]func(s *scene) error{
		"CreateUser": func(s *scene) error {
			_, err := s.others.Reserve(s.Context(), mfa.Reservation{UserName: "carol"})
			return err
		},
		"DeleteUser":   func(s *scene) error { return s.others.CreateUser(s.Context(), mfa.User{Name: "bob"}) },
		"CreateKey":    func(s *scene) error { return s.others.DeleteKey(s.Context(), "alice", "AKIA1") },
		"DeleteKey":    func(s *scene) error { return s.others.CreateKey(s.Context(), s.key("AKIA3"), 2) },
		"CreateDevice": func(s *scene) error { return tagged(s, "new") },
		"DeleteDevice": func(s *scene) error { return s.others.CreateDevice(s.Context(), mfa.Device{Serial: spare}) },
		"Tag":          func(s *scene) error { return tagged(s, spare) },
		"Spend":        func(s *scene) error { return s.others.Spend(s.Context(), s.spending(6)) },
		"Assign":       func(s *scene) error { return tagged(s, spare) },
		"Unassign":     reserved,
		"Realign":      reserved,
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
			if len(s.wire.calls) < 2 {
				t.Errorf("nothing was lost: %q", s.wire.calls)
			}
		})
	}
	if tried != len(others) {
		t.Errorf("%d of %d were tried", tried, len(others))
	}
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
