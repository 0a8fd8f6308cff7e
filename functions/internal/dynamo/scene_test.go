package dynamo_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/dynamo"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// A scene is what every call of the tests finds: alice with a device, a key and
// one attempt, bob with nothing, and a device that is assigned to no user.
type scene struct {
	*testing.T
	*dynamo.Store
	table   string
	wire    *wire
	others  mfa.Store // what others do on the same table, over another wire
	alice   mfa.User
	spare   mfa.Device
	ticket  mfa.EnrollmentTicket // alice's, to have spare in place of phone
	charges []otp.Charge
}

const (
	phone  = "arn:aws:iam::123456789012:mfa/phone"
	spare  = "arn:aws:iam::123456789012:mfa/spare"
	left   = "arn:aws:iam::123456789012:mfa/left" // alice created it and has not enabled it
	sealed = "a sealed secret"
)

func newScene(t *testing.T) *scene {
	t.Helper()
	table, w := newTable(t), &wire{}
	s := &scene{T: t, table: table, Store: open(t, table, w), wire: w, others: open(t, table, http.DefaultClient)}
	s.must(s.CreateUser(t.Context(), mfa.User{Name: "bob", ID: "AIDABOB"}))
	s.must(s.CreateUser(t.Context(), mfa.User{Name: "alice", ID: "AIDAALICE"}))
	s.must(s.CreateAccessKey(t.Context(), s.key("AKIA1"), 2))
	for _, serial := range []string{phone, spare} {
		s.must(s.CreateDevice(t.Context(),
			mfa.Device{Serial: serial, Seed: []byte(sealed), Tags: map[string]string{"old": ""}}))
	}
	s.must(s.Assign(t.Context(), mfa.Assignment{User: s.user("alice"), Device: s.device(phone), MaxDevices: 1}))
	s.must(s.CreateDevice(t.Context(), mfa.Device{Serial: left, CreatedBy: "AIDAALICE"}))
	s.newTicket()
	s.charges = otp.Charges("session", otp.Hardened.Sessions, otp.Attempter{KeyID: "AKIA1"}, time.Now())
	s.must(s.reserve())
	s.alice, s.spare = s.user("alice"), s.device(spare)
	w.calls = nil
	return s
}

// newTicket gives alice a ticket.
func (s *scene) newTicket() {
	s.Helper()
	alice := s.user("alice")
	ticket := mfa.EnrollmentTicket{
		ID:       "ATKT1",
		Hash:     []byte(sealed),
		UserName: "alice",
		UserID:   "AIDAALICE",
		Serial:   spare,
		Replaces: phone,
		Expires:  time.Now().Add(time.Hour),
		Status:   mfa.TicketPending,
	}
	alice.Tickets = map[string]time.Time{ticket.ID: ticket.Expires}
	s.must(s.Commit(s.Context(), mfa.Write{UserTickets: &alice}, mfa.Write{Ticket: &ticket}))
	s.ticket = s.ticketNow()
}

func (s *scene) ticketNow() mfa.EnrollmentTicket {
	s.Helper()
	t, err := s.EnrollmentTicket(s.Context(), "ATKT1")
	s.must(err)
	return t
}

// recoveryCodes gives a user recovery codes, one of which is redeemed.
func (s *scene) recoveryCodes(store mfa.Store, u mfa.User, id string) error {
	u.RecoveryCodes = &mfa.RecoveryCodes{ID: id, Sealed: []byte(sealed), Redeemed: []int{1}}
	return store.Commit(s.Context(), mfa.Write{UserRecovery: &u})
}

// newerRecoveryCodes gives alice another set, as others do.
func (s *scene) newerRecoveryCodes() error {
	return s.recoveryCodes(s.others, s.user("alice"), "RCVC2")
}

func (s *scene) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *scene) user(name string) mfa.User {
	s.Helper()
	u, err := s.others.User(s.Context(), name)
	s.must(err)
	return u
}

func (s *scene) device(serial string) mfa.Device {
	s.Helper()
	d, err := s.Device(s.Context(), serial)
	s.must(err)
	return d
}

func (s *scene) key(id string) mfa.AccessKey {
	return mfa.AccessKey{ID: id, UserName: "alice", UserID: "AIDAALICE", Secret: []byte(sealed), Status: mfa.Active}
}

func (s *scene) reserve() error {
	_, err := s.Reserve(s.Context(), mfa.Reservation{UserName: "alice", Serial: phone, Charges: s.charges})
	return err
}

// counted reports whether every counter of alice's attempts is at n, and there is no other.
func (s *scene) counted(n int) bool {
	u := s.user("alice")
	for _, c := range s.charges {
		if u.Counters[c.Counter] != n {
			return false
		}
	}
	return len(u.Counters) <= len(s.charges)
}

func (s *scene) redemption(step otp.Step) mfa.Redemption {
	state := s.alice.Devices[phone].State
	state.Accepted = state.Accepted.Add(step, step)
	return mfa.Redemption{User: s.alice, Serial: phone, Step: step, State: state, Charges: s.charges}
}

func (s *scene) monotone(step otp.Step) mfa.Redemption {
	sp := s.redemption(step)
	sp.State.Accepted = s.alice.Devices[phone].State.Accepted.Raise(step)
	return sp
}

func (s *scene) counters() (names []string) {
	for _, c := range s.charges {
		names = append(names, c.Counter)
	}
	return names
}

func (s *scene) newResyncWrite() mfa.ResyncWrite {
	return mfa.ResyncWrite{User: s.alice, Serial: phone, State: otp.VerifierState{Skew: 3, LastPair: 7},
		Reset: s.counters()}
}

// rename gives a user, with all its keys, another name.
func (s *scene) rename(store mfa.Store, from, to string) error {
	s.Helper()
	r := mfa.Rename{User: s.user(from), Name: to, Path: "/"}
	keys, err := s.others.AccessKeys(s.Context(), r.User.Keys)
	s.must(err)
	for _, k := range keys {
		r.Keys = append(r.Keys, mfa.RenamedKey{AccessKey: k, Sealed: []byte(sealed)})
	}
	return store.Commit(s.Context(), mfa.Write{Rename: &r})
}

func (s *scene) account() mfa.Account {
	s.Helper()
	a, err := s.others.Account(s.Context())
	s.must(err)
	return a
}

// What others do to the account, to alice's tickets and to a ticket.

func (s *scene) alias(alias string) error {
	a := s.account()
	a.Alias = alias
	return s.others.Commit(s.Context(), mfa.Write{Account: &a})
}

func (s *scene) reportAgain() error {
	newer := mfa.CredentialReport{Generated: used.Date.Add(time.Hour)}
	return s.others.Commit(s.Context(), mfa.Write{Report: &newer})
}

func (s *scene) takeTickets() error {
	alice := s.user("alice")
	alice.Tickets = map[string]time.Time{}
	return s.others.Commit(s.Context(), mfa.Write{UserTickets: &alice})
}

func (s *scene) revoke(id string) error {
	t, err := s.others.EnrollmentTicket(s.Context(), id)
	s.must(err)
	t.Status = mfa.TicketRevoked
	return s.others.Commit(s.Context(), mfa.Write{Ticket: &t})
}

// gone reports whether something read is not there.
func gone[T any](_ T, err error) bool { return errors.Is(err, mfa.ErrNotFound) }
