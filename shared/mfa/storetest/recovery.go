package storetest

import (
	"reflect"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// newRecoveryCodes gives a user recovery codes, and reads it.
func (f *fixture) newRecoveryCodes(name, id string, redeemed ...int) mfa.User {
	f.Helper()
	u := f.user(name)
	u.RecoveryCodes = &mfa.RecoveryCodes{ID: id, Created: created, Sealed: []byte("sealed " + id), Redeemed: redeemed}
	f.must(f.Commit(f.ctx, mfa.Write{UserRecovery: &u}))
	return f.user(name)
}

// redeemedBy is the part of a Commit that redeems one more code of a user that was
// read.
func redeemedBy(read mfa.User, code int) mfa.Write {
	codes := *read.RecoveryCodes
	codes.Redeemed = append(append([]int(nil), codes.Redeemed...), code)
	read.RecoveryCodes = &codes
	return mfa.Write{UserRecovery: &read}
}

var recoveryCodes = []promise{
	{"recovery codes are read as they were written", func(f *fixture) {
		f.check(f.newUser("alice").RecoveryCodes == nil, "a new user has recovery codes")
		got := f.newRecoveryCodes("alice", "RCVC1", 3, 0).RecoveryCodes
		want := &mfa.RecoveryCodes{ID: "RCVC1", Created: created, Sealed: []byte("sealed RCVC1"), Redeemed: []int{3, 0}}
		f.check(got.Created.Equal(created), "they were made at %v", got.Created)
		got.Created = created
		f.check(reflect.DeepEqual(got, want), "got %+v", got)
	}},
	{"a recovery code is redeemed once, together with the ticket that it makes", func(f *fixture) {
		f.newUser("alice")
		read := f.newRecoveryCodes("alice", "RCVC1")
		first, second := ticketFor(read, "ATKT1"), ticketFor(read, "ATKT2")
		f.must(f.Commit(f.ctx, redeemedBy(read, 4), mfa.Write{Ticket: &first}))
		f.wants(mfa.ErrConflict, f.Commit(f.ctx, redeemedBy(read, 4), mfa.Write{Ticket: &second}))
		_, err := f.EnrollmentTicket(f.ctx, "ATKT2")
		f.wants(mfa.ErrNotFound, err)
		f.check(f.user("alice").RecoveryCodes.Remaining() == 9, "alice has %+v", f.user("alice").RecoveryCodes)
		f.check(f.ticket("ATKT1").Status == mfa.TicketPending, "there is no ticket")
	}},
	{"a code of an older set is not redeemed", func(f *fixture) {
		f.newUser("alice")
		read := f.newRecoveryCodes("alice", "RCVC1")
		f.newRecoveryCodes("alice", "RCVC2")
		f.wants(mfa.ErrConflict, f.Commit(f.ctx, redeemedBy(read, 0)))
		got := f.user("alice").RecoveryCodes
		f.check(got.ID == "RCVC2" && got.Remaining() == 10, "alice has %+v", got)
	}},
	{"a code is not redeemed by a user of another id", func(f *fixture) {
		f.newUser("alice")
		read := f.newRecoveryCodes("alice", "RCVC1")
		read.ID = "AIDAother"
		f.wants(mfa.ErrConflict, f.Commit(f.ctx, redeemedBy(read, 0)))
	}},
	{"tickets are written without the recovery codes, and neither is lost", func(f *fixture) {
		f.newUser("alice")
		read := f.newRecoveryCodes("alice", "RCVC1")
		read.RecoveryCodes = nil
		read.Tickets = map[string]time.Time{"ATKT1": created}
		f.must(f.Commit(f.ctx, mfa.Write{UserTickets: &read}))
		got := f.user("alice")
		f.check(got.RecoveryCodes != nil && len(got.Tickets) == 1, "alice has %+v", got)
		stale := redeemedBy(got, 1)
		f.newTicket("alice", "ATKT2", "")
		f.wants(mfa.ErrConflict, f.Commit(f.ctx, stale))
	}},
	{"an attempt returns the recovery codes, and a change of permissions keeps them", func(f *fixture) {
		f.newUser("alice")
		read := f.newRecoveryCodes("alice", "RCVC1")
		read.Tags, read.RecoveryCodes = map[string]string{"a": "b"}, nil
		f.must(f.Commit(f.ctx, mfa.Write{User: &read}))
		u, err := f.Reserve(f.ctx, mfa.Reservation{UserName: "alice", Charges: charges(daily)})
		f.must(err)
		f.check(u.RecoveryCodes != nil && u.RecoveryCodes.ID == "RCVC1", "it returned %+v", u.RecoveryCodes)
		f.must(f.Commit(f.ctx, redeemedBy(u, 0)))
	}},
	{"recovery codes do not keep a user from being deleted", func(f *fixture) {
		f.newUser("alice")
		f.newRecoveryCodes("alice", "RCVC1")
		_, err := f.DeleteUser(f.ctx, "alice")
		f.must(err)
		f.check(f.newUser("alice").RecoveryCodes == nil, "another user has them")
	}},
}
