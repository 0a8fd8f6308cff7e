package memstore

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// EnrollmentTicket implements mfa.TicketStore.
func (s *Store) EnrollmentTicket(_ context.Context, id string) (mfa.EnrollmentTicket, error) {
	return find(s, s.tickets, id, cloneTicket)
}

// EnrollmentTickets implements mfa.TicketStore.
func (s *Store) EnrollmentTickets(_ context.Context, ids []string) ([]mfa.EnrollmentTicket, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	same := func(id string) string { return id }
	return pick(s.tickets, ids, same, cloneTicket), nil
}

func cloneTicket(t mfa.EnrollmentTicket) mfa.EnrollmentTicket {
	t.Hash = slices.Clone(t.Hash)
	t.Tags = maps.Clone(t.Tags)
	t.Approval = slices.Clone(t.Approval)
	return t
}

// holdsTickets reports whether a user has the tickets and recovery codes that it
// was read with.
func (s *Store) holdsTickets(u mfa.User) bool {
	stored, exists := s.users[strings.ToLower(u.Name)]
	return exists && stored.ID == u.ID && stored.TicketsRevision == u.TicketsRevision
}

// writeUserTickets writes which tickets a user has.
func (s *Store) writeUserTickets(u mfa.User) {
	stored := s.users[strings.ToLower(u.Name)]
	stored.Tickets, stored.TicketsRevision = maps.Clone(u.Tickets), s.revision()
	s.putUser(stored)
}

// writeUserRecovery also writes which recovery codes a user has.
func (s *Store) writeUserRecovery(u mfa.User) {
	stored := s.users[strings.ToLower(u.Name)]
	stored.RecoveryCodes = cloneRecoveryCodes(u.RecoveryCodes)
	s.users[strings.ToLower(u.Name)] = stored
	s.writeUserTickets(u)
}

// writeTicket puts a ticket, and forgets those that are long expired.
func (s *Store) writeTicket(t mfa.EnrollmentTicket) {
	for id, old := range s.tickets {
		if s.now().After(old.Expires.Add(mfa.TicketMemory)) {
			delete(s.tickets, id)
			s.touch(ticketKind, id)
		}
	}
	t = cloneTicket(t)
	t.Revision = s.revision()
	s.tickets[t.ID] = t
	s.touch(ticketKind, t.ID)
}

// redeemTicket is the part of Assign that concerns a ticket. It changes u for
// the caller to put, and nothing if it returns an error.
func (s *Store) redeemTicket(a mfa.Assignment, u *mfa.User) error {
	if a.Ticket == nil {
		return nil
	}
	t, exists := s.tickets[a.Ticket.ID]
	if !exists {
		return mfa.ErrNotFound
	}
	if t.Status != mfa.TicketPending || t.Revision != a.Ticket.Revision {
		return mfa.ErrConflict
	}
	if serial := a.Replaced(); serial != "" {
		_, lost, err := s.assigned(a.User, serial)
		if err != nil {
			return err
		}
		if lost.Revision != a.User.Devices[serial].Revision {
			return mfa.ErrConflict
		}
		d, err := s.device(serial)
		if err != nil {
			return err
		}
		delete(u.Devices, serial)
		s.giveBack(d, lost)
	}
	delete(u.Tickets, t.ID)
	u.TicketsRevision = s.revision()
	t.Status, t.Redeemed = mfa.TicketRedeemed, a.Enabled
	s.writeTicket(t)
	return nil
}
