package mfa

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"maps"
	"strings"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// MaxTicketsPerUser is how many tickets of a user may be pending at a time.
const MaxTicketsPerUser = 5

// TicketMemory is how long a store keeps a ticket after its expiration, so that
// its holder is told what became of it.
const TicketMemory = 7 * 24 * time.Hour

// An EnrollmentTicket lets its holder create one device and enable it for one
// user, without any other credentials. AWS has no such thing.
type EnrollmentTicket struct {
	ID        string // ATKT…, never used twice
	Hash      []byte // SHA-256 of the ticket's text, which is not stored
	UserName  string
	UserID    string
	Serial    string            // of the device
	Tags      map[string]string // of the device
	Replaces  string            // serial number of the device that it takes the place of, or ""
	CreatedBy string            // ARN of the caller who made it
	CreatorID string            // unique id of that user or role, or the account's number for root
	Created   time.Time
	Expires   time.Time
	Status    TicketStatus
	Redeemed  time.Time // while Status is TicketRedeemed

	// NeedsApproval says that another administrator than the creator has to approve
	// the ticket. Approval is sealed, and names ApprovedBy.
	NeedsApproval bool
	ApprovedBy    string // ARN of the caller who approved it, or ""
	Approval      []byte

	Revision string // set by the store; "" for a ticket that must not exist yet
}

// TicketStatus says what became of a ticket, but for its expiration.
type TicketStatus string

// The values of TicketStatus.
const (
	TicketPending  TicketStatus = "Pending"
	TicketRedeemed TicketStatus = "Redeemed"
	TicketRevoked  TicketStatus = "Revoked"
)

// IsLive reports whether the ticket can be redeemed.
func (t EnrollmentTicket) IsLive(now time.Time) bool {
	return t.Status == TicketPending && now.Before(t.Expires)
}

// deviceName is the last part of the serial number.
func (t EnrollmentTicket) deviceName() string {
	return t.Serial[strings.LastIndexByte(t.Serial, '/')+1:]
}

// path is the path in the serial number.
func (t EnrollmentTicket) path() string {
	_, resource, _ := strings.Cut(t.Serial, ":mfa")
	return strings.TrimSuffix(resource, t.deviceName())
}

const ticketIDPrefix = "ATKT"

// ticketSecretSize is in bytes.
const ticketSecretSize = 16

// maxTicketText is more than any ticket has, in bytes.
const maxTicketText = 512

// ticketContext binds a ticket to all that its holder may do. If any of it is
// changed in the table, the ticket does not open.
func (s *Service) ticketContext(t EnrollmentTicket) map[string]string {
	c := map[string]string{
		"purpose": "enrollment-ticket",
		"version": "1",
		"account": s.accountID,
		"ticket":  t.ID,
		"user":    t.UserID,
		"name":    t.UserName,
		"serial":  t.Serial,
		"expires": t.Expires.UTC().Format(time.RFC3339),
	}
	if t.Replaces != "" {
		c["replaces"] = t.Replaces
	}
	if t.NeedsApproval {
		c["approval"] = t.CreatorID
	}
	return c
}

// approvalContext binds an approval to its ticket and to who gave it.
func (s *Service) approvalContext(t EnrollmentTicket) map[string]string {
	return map[string]string{
		"purpose": "enrollment-approval",
		"version": "1",
		"account": s.accountID,
		"ticket":  t.ID,
		"by":      t.ApprovedBy,
	}
}

// checkApproval refuses a ticket that needs an approval and has none.
func (s *Service) checkApproval(ctx context.Context, t EnrollmentTicket) error {
	if !t.NeedsApproval {
		return nil
	}
	if t.Approval == nil {
		return errTicketNotApproved
	}
	_, err := s.keySealer.Open(ctx, t.Approval, s.approvalContext(t))
	if errors.Is(err, ErrNotSealed) {
		return errTicketNotApproved.Because(wire.UnknownTicket)
	}
	return err
}

// administratorID tells administrators apart: sessions of one role are one
// administrator, and so is every key of a user.
func (c Caller) administratorID(account string) string {
	switch {
	case c.role != nil:
		return c.role.ID
	case c.isRoot():
		return account
	}
	return c.userID
}

// sealTicket draws the text of a ticket, of which the hash is kept.
func (s *Service) sealTicket(ctx context.Context, t *EnrollmentTicket) (secret.String, error) {
	random := make([]byte, ticketSecretSize)
	if _, err := io.ReadFull(s.random, random); err != nil {
		return secret.String{}, fmt.Errorf("drawing an enrollment ticket: %w", err)
	}
	sealed, err := s.keySealer.Seal(ctx, random, s.ticketContext(*t))
	if err != nil {
		return secret.String{}, err
	}
	text := t.ID + "." + base64.RawURLEncoding.EncodeToString(sealed)
	hash := sha256.Sum256([]byte(text))
	t.Hash = hash[:]
	return secret.New(text), nil
}

// openTicket finds the ticket that a text is, whatever its status. A text that
// is no ticket is refused with errInvalidTicket.
func (s *Service) openTicket(ctx context.Context, text secret.String) (EnrollmentTicket, error) {
	id, encoded, _ := strings.Cut(text.Reveal(), ".")
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(encoded)
	if err != nil || len(text.Reveal()) > maxTicketText || len(ticketIDType.broken(id)) > 0 {
		return EnrollmentTicket{}, errInvalidTicket.Because(wire.UnknownTicket)
	}
	t, err := s.store.EnrollmentTicket(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return EnrollmentTicket{}, errInvalidTicket.Because(wire.UnknownTicket)
	}
	if err != nil {
		return EnrollmentTicket{}, err
	}
	hash := sha256.Sum256([]byte(text.Reveal()))
	if subtle.ConstantTimeCompare(hash[:], t.Hash) != 1 {
		return EnrollmentTicket{}, errInvalidTicket.Because(wire.UnknownTicket)
	}
	_, err = s.keySealer.Open(ctx, sealed, s.ticketContext(t))
	if errors.Is(err, ErrNotSealed) {
		return EnrollmentTicket{}, errInvalidTicket.Because(wire.UnknownTicket)
	}
	return t, err
}

// TicketHolder is the caller of a request with an enrollment ticket in place of
// a signature. It refuses with InvalidEnrollmentTicket and, if the text is that
// of a ticket, with EnrollmentTicketExpired, EnrollmentTicketNotApproved,
// EnrollmentTicketRedeemed or EnrollmentTicketRevoked.
func (s *Service) TicketHolder(ctx context.Context, text secret.String) (Caller, error) {
	t, err := s.openTicket(ctx, text)
	switch {
	case err != nil:
		return Caller{}, err
	case t.Status == TicketRedeemed:
		return Caller{}, errTicketRedeemed
	case t.Status != TicketPending:
		return Caller{}, errTicketRevoked
	case !t.IsLive(s.now()):
		return Caller{}, errTicketExpired
	}
	if err := s.checkApproval(ctx, t); err != nil {
		return Caller{}, err
	}
	return Caller{
		keyID:  t.ID,
		userID: t.ID,
		arn:    s.arn("enrollment-ticket/" + t.ID),
		ticket: &t,
	}, nil
}

// A ticketRequest is a request that the holder of a ticket may send. fill sets
// the members that the ticket knows.
type ticketRequest interface {
	fill(t EnrollmentTicket) error
}

// fillIn fills a request from the ticket that it came with.
func (t EnrollmentTicket) fillIn(in any) error {
	request, may := in.(ticketRequest)
	if !may {
		return errNotTheTickets
	}
	return request.fill(t)
}

// fillMember sets a member that the ticket knows, or checks it if it was sent.
func fillMember(member **string, known string) error {
	if *member == nil {
		*member = &known
		return nil
	}
	if **member != known {
		return errNotTheTickets
	}
	return nil
}

// permits refuses what the ticket's holder may not do to a device or a user.
// Policies have no say: they had it when the ticket was made.
func (t EnrollmentTicket) permits(action, on string) error {
	switch {
	case action == "CreateVirtualMFADevice" && on == t.Serial,
		action == "EnableMFADevice" && on == t.UserName:
		return nil
	}
	return errNotTheTickets
}

// replaces reports whether the ticket takes a device from the user.
func (t *EnrollmentTicket) replaces(u User) bool {
	if t == nil || t.Replaces == "" {
		return false
	}
	_, has := u.Devices[t.Replaces]
	return has
}

// liveTickets are those of the user's tickets that have not expired.
func liveTickets(u User, now time.Time) map[string]time.Time {
	live := maps.Clone(u.Tickets)
	maps.DeleteFunc(live, func(_ string, expires time.Time) bool { return !now.Before(expires) })
	if live == nil {
		live = map[string]time.Time{}
	}
	return live
}

var ticketIDType = shape(20, 20, `[A-Z2-7]+`)

var (
	errInvalidTicket = fail(wire.InvalidEnrollmentTicket, "The enrollment ticket is not valid.")
	errTicketExpired = fail(
		wire.EnrollmentTicketExpired, "The enrollment ticket has expired. Ask for another one.",
	)
	errTicketRedeemed = fail(
		wire.EnrollmentTicketRedeemed, "The enrollment ticket has been redeemed: its device is enabled.",
	)
	errTicketRevoked = fail(
		wire.EnrollmentTicketRevoked, "The enrollment ticket has been revoked. Ask for another one.",
	)
	errTicketNotApproved = fail(
		wire.EnrollmentTicketNotApproved, "The enrollment ticket waits for the approval of another administrator.",
	)
	errNotTheTickets = fail(
		AccessDenied, "The enrollment ticket is for another user, another device or another operation.",
	)
	errTooManyTickets = fail(
		LimitExceeded, "Cannot exceed quota for EnrollmentTicketsPerUser: %d", MaxTicketsPerUser,
	)
)

func errNoTicket(id string) *Error {
	return fail(NoSuchEntity, "The enrollment ticket with id %s cannot be found.", id)
}
