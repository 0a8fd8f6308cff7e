package storetest

import (
	"bytes"
	"maps"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// ticketFor is a pending ticket that is not stored.
func ticketFor(u mfa.User, id string) mfa.EnrollmentTicket {
	return mfa.EnrollmentTicket{
		ID:        id,
		Hash:      []byte("hash of " + id),
		UserName:  u.Name,
		UserID:    u.ID,
		Serial:    serial,
		Tags:      map[string]string{"a": "b"},
		CreatedBy: "arn:aws:iam::123456789012:root",
		Created:   created,
		Expires:   time.Now().Add(time.Hour).UTC().Truncate(time.Second),
		Status:    mfa.TicketPending,
	}
}

// newTicket stores a ticket of a user, and reads it.
func (f *fixture) newTicket(name, id, replaces string) mfa.EnrollmentTicket {
	f.Helper()
	u := f.user(name)
	t := ticketFor(u, id)
	t.Replaces = replaces
	u.Tickets = maps.Clone(u.Tickets)
	if u.Tickets == nil {
		u.Tickets = map[string]time.Time{}
	}
	u.Tickets[id] = t.Expires
	f.must(f.Commit(f.ctx, mfa.Write{UserTickets: &u}, mfa.Write{Ticket: &t}))
	return f.ticket(id)
}

func (f *fixture) ticket(id string) mfa.EnrollmentTicket {
	f.Helper()
	t, err := f.EnrollmentTicket(f.ctx, id)
	f.must(err)
	return t
}

// ticketAssignment redeems the ticket for the device.
func ticketAssignment(u mfa.User, d mfa.Device, t mfa.EnrollmentTicket) mfa.Assignment {
	a := newAssignment(u, d, otp.VerifierState{})
	a.Ticket = &t
	return a
}

var tickets = []promise{
	{"a ticket is read as it was written, and its user remembers it", func(f *fixture) {
		alice := f.newUser("alice")
		got := f.newTicket("alice", "ATKT1", "arn:lost")
		want := ticketFor(alice, "ATKT1")
		f.check(bytes.Equal(got.Hash, want.Hash) && got.UserID == alice.ID && got.Serial == serial &&
			got.Tags["a"] == "b" && got.Replaces == "arn:lost" && got.CreatedBy == want.CreatedBy &&
			got.Created.Equal(created) && got.Status == mfa.TicketPending, "got %+v", got)
		f.check(f.user("alice").Tickets["ATKT1"].Equal(got.Expires), "alice has %v", f.user("alice").Tickets)
		_, err := f.EnrollmentTicket(f.ctx, "ATKT2")
		f.wants(mfa.ErrNotFound, err)
	}},
	{"tickets of a user that were changed since they were read are not written", func(f *fixture) {
		read := f.newUser("alice")
		f.newTicket("alice", "ATKT1", "")
		read.Tickets = map[string]time.Time{"ATKT2": created}
		f.wants(mfa.ErrConflict, f.Commit(f.ctx, mfa.Write{UserTickets: &read}))
		alice := f.user("alice")
		alice.Tags = map[string]string{"a": "b"}
		f.must(f.Commit(f.ctx, mfa.Write{User: &alice}))
		got := f.user("alice")
		f.check(len(got.Tickets) == 1 && got.Tags["a"] == "b", "alice has %v and %v", got.Tickets, got.Tags)
	}},
	{"those of many tickets are read that exist", func(f *fixture) {
		f.newUser("alice")
		f.newTicket("alice", "ATKT1", "")
		f.newTicket("alice", "ATKT2", "")
		found, err := f.EnrollmentTickets(f.ctx, []string{"ATKT2", "ATKT3", "ATKT1"})
		f.must(err)
		f.check(len(found) == 2, "found %+v", found)
	}},
	{"a ticket that was changed since it was read is not written", func(f *fixture) {
		f.newUser("alice")
		t := f.newTicket("alice", "ATKT1", "")
		revoked := t
		revoked.Status = mfa.TicketRevoked
		f.must(f.Commit(f.ctx, mfa.Write{Ticket: &revoked}))
		f.wants(mfa.ErrConflict, f.Commit(f.ctx, mfa.Write{Ticket: &t}))
		t.Revision = ""
		f.wants(mfa.ErrConflict, f.Commit(f.ctx, mfa.Write{Ticket: &t}))
		f.check(f.ticket("ATKT1").Status == mfa.TicketRevoked, "it is %s", f.ticket("ATKT1").Status)
	}},
	{"an assignment redeems its ticket", func(f *fixture) {
		f.newUser("alice")
		t := f.newTicket("alice", "ATKT1", "")
		f.newTicket("alice", "ATKT2", "")
		f.must(f.Assign(f.ctx, ticketAssignment(f.user("alice"), f.newDevice(serial), t)))
		got, alice := f.ticket("ATKT1"), f.user("alice")
		f.check(got.Status == mfa.TicketRedeemed && got.Redeemed.Equal(created), "the ticket is %+v", got)
		f.check(len(alice.Tickets) == 1 && len(alice.Devices) == 1, "alice has %v", alice.Tickets)
	}},
	{"a ticket is redeemed once", func(f *fixture) {
		f.newUser("alice")
		t := f.newTicket("alice", "ATKT1", "")
		f.must(f.Assign(f.ctx, ticketAssignment(f.user("alice"), f.newDevice(serial), t)))
		again := ticketAssignment(f.user("alice"), f.newDevice(serial+"2"), t)
		f.wants(mfa.ErrConflict, f.Assign(f.ctx, again))
		t = f.ticket("ATKT1")
		again.Ticket = &t
		f.wants(mfa.ErrConflict, f.Assign(f.ctx, again))
		f.check(f.device(serial+"2").Owner == nil && len(f.user("alice").Devices) == 1, "it was redeemed twice")
	}},
	{"a ticket that was revoked since it was read is not redeemed", func(f *fixture) {
		f.newUser("alice")
		t := f.newTicket("alice", "ATKT1", "")
		revoked := t
		revoked.Status = mfa.TicketRevoked
		f.must(f.Commit(f.ctx, mfa.Write{Ticket: &revoked}))
		f.wants(mfa.ErrConflict, f.Assign(f.ctx, ticketAssignment(f.user("alice"), f.newDevice(serial), t)))
		f.check(f.device(serial).Owner == nil && len(f.user("alice").Devices) == 0, "the device is assigned")
	}},
	{"an assignment that does not hold leaves its ticket pending", func(f *fixture) {
		f.newUser("alice")
		t := f.newTicket("alice", "ATKT1", "")
		a := ticketAssignment(f.user("alice"), f.newDevice(serial), t)
		a.MaxDevices = 0
		f.wants(mfa.ErrConflict, f.Assign(f.ctx, a))
		f.check(f.ticket("ATKT1").Status == mfa.TicketPending, "it is %s", f.ticket("ATKT1").Status)
	}},
	{"a ticket takes the device away that it replaces, in the same step", func(f *fixture) {
		f.enable(f.newUser("alice"), serial+".lost", remembered)
		t := f.newTicket("alice", "ATKT1", serial+".lost")
		f.must(f.Assign(f.ctx, ticketAssignment(f.user("alice"), f.newDevice(serial), t)))
		alice, lost := f.user("alice"), f.device(serial+".lost")
		_, has := alice.Devices[serial]
		f.check(has && len(alice.Devices) == 1, "alice has %d devices", len(alice.Devices))
		f.check(lost.Owner == nil && equalStates(lost.State, remembered), "the lost device is %+v", lost)
	}},
	{"a ticket does not take a device away whose codes were used since", func(f *fixture) {
		read := f.enabled(otp.VerifierState{})
		t := f.newTicket("alice", "ATKT1", serial)
		a := ticketAssignment(f.user("alice"), f.newDevice(serial+".2"), t)
		f.must(f.RedeemCode(f.ctx, redemption(read, 5)))
		f.wants(mfa.ErrConflict, f.Assign(f.ctx, a))
		f.check(f.state().Accepted.Has(5) && f.ticket("ATKT1").Status == mfa.TicketPending, "it was taken")
	}},
	{"a ticket whose lost device is not the user's any more only gives one", func(f *fixture) {
		f.enabled(otp.VerifierState{})
		t := f.newTicket("alice", "ATKT1", serial)
		f.must(f.Unassign(f.ctx, f.user("alice"), serial))
		f.must(f.Assign(f.ctx, ticketAssignment(f.user("alice"), f.newDevice(serial+".2"), t)))
		f.check(len(f.user("alice").Devices) == 1, "alice has %d devices", len(f.user("alice").Devices))
	}},
	{"a new device replaces an unassigned one of the same creator", func(f *fixture) {
		alice := f.newUser("alice")
		d := mfa.Device{Serial: serial, Seed: []byte("old"), CreatedBy: alice.ID, CreatorName: "alice"}
		f.must(f.CreateDevice(f.ctx, d))
		read := f.device(serial)
		d.Seed = []byte("new")
		f.must(f.ReplaceDevice(f.ctx, d))
		f.check(string(f.device(serial).Seed) == "new", "the seed is %q", f.device(serial).Seed)
		f.wants(mfa.ErrConflict, f.Assign(f.ctx, newAssignment(alice, read, otp.VerifierState{})))
		f.must(f.Assign(f.ctx, newAssignment(alice, f.device(serial), otp.VerifierState{})))
		f.wants(mfa.ErrExists, f.ReplaceDevice(f.ctx, d))
	}},
	{"a device of another creator is not replaced, and none is made by it", func(f *fixture) {
		f.newDevice(serial)
		d := mfa.Device{Serial: serial, Seed: []byte("new"), CreatedBy: "AIDAalice"}
		f.wants(mfa.ErrExists, f.ReplaceDevice(f.ctx, d))
		d.Serial += "2"
		f.wants(mfa.ErrNotFound, f.ReplaceDevice(f.ctx, d))
	}},
}
