package notice

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/local"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// A State is a local server's state that writes a notice for each change that
// it makes, as one line of JSON.
type State struct {
	local.State
	accountID string
	now       func() time.Time
	log       *slog.Logger

	mu sync.Mutex
	to *json.Encoder
}

// NewState wraps a state. Failures to write are logged.
func NewState(s local.State, accountID string, now func() time.Time, to io.Writer, log *slog.Logger) *State {
	return &State{State: s, accountID: accountID, now: now, log: log, to: json.NewEncoder(to)}
}

// Assign implements mfa.Store.
func (s *State) Assign(ctx context.Context, a mfa.Assignment) error {
	if err := s.State.Assign(ctx, a); err != nil {
		return err
	}
	s.note(ctx, Notice{Kind: DeviceEnabled, UserName: a.User.Name, UserID: a.User.ID, SerialNumber: a.Device.Serial})
	if serial := a.Replaced(); serial != "" {
		s.note(ctx, Notice{Kind: DeviceDeactivated, UserName: a.User.Name, UserID: a.User.ID, SerialNumber: serial})
	}
	if a.Ticket != nil {
		redeemed := *a.Ticket
		redeemed.Status = mfa.TicketRedeemed
		s.note(ctx, ofTicket(*a.Ticket, redeemed)...)
	}
	return nil
}

// Unassign implements mfa.Store.
func (s *State) Unassign(ctx context.Context, u mfa.User, serial string) error {
	err := s.State.Unassign(ctx, u, serial)
	if err == nil {
		s.note(ctx, Notice{Kind: DeviceDeactivated, UserName: u.Name, UserID: u.ID, SerialNumber: serial})
	}
	return err
}

// Commit implements mfa.Store.
func (s *State) Commit(ctx context.Context, writes ...mfa.Write) error {
	if err := s.State.Commit(ctx, writes...); err != nil {
		return err
	}
	for _, w := range writes {
		switch {
		case w.Ticket != nil:
			before := mfa.EnrollmentTicket{}
			if w.Ticket.Revision != "" {
				before.Status = mfa.TicketPending
			}
			s.note(ctx, ofTicket(before, *w.Ticket)...)
		case w.UserRecovery != nil:
			s.note(ctx, ofRecovery(beforeRecovery(*w.UserRecovery), *w.UserRecovery)...)
		}
	}
	return nil
}

// beforeRecovery is the user whose recovery codes a Commit has written, as it was:
// each write makes a set or redeems one more code of it.
func beforeRecovery(after mfa.User) (before mfa.User) {
	if codes := *after.RecoveryCodes; len(codes.Redeemed) > 0 {
		codes.Redeemed = codes.Redeemed[1:]
		before.RecoveryCodes = &codes
	}
	return before
}

// Reserve implements mfa.Store.
func (s *State) Reserve(ctx context.Context, r mfa.Reservation) (mfa.User, error) {
	u, err := s.State.Reserve(ctx, r)
	if err != nil {
		return u, err
	}
	for _, c := range r.Charges {
		if limit, locks := mfa.Locks()[c.Counter]; locks && u.Counters[c.Counter] == limit {
			s.note(ctx, Notice{Kind: UserLocked, UserName: u.Name, UserID: u.ID})
		}
	}
	return u, nil
}

// note writes notices.
func (s *State) note(ctx context.Context, notices ...Notice) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, n := range notices {
		id, err := wire.NewRequestID(rand.Reader)
		if err == nil {
			n.ID, n.Time, n.AccountID = id, s.now().UTC().Truncate(time.Second), s.accountID
			err = s.to.Encode(n)
		}
		if err != nil {
			s.log.ErrorContext(ctx, "events", "error", err)
		}
	}
}
