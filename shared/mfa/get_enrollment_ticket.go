package mfa

import (
	"context"
	"errors"
	"time"
)

// GetEnrollmentTicketRequest names the ticket. The holder of a ticket may leave
// both out; UserName is the caller by default.
type GetEnrollmentTicketRequest struct {
	TicketId *string
	UserName *string
}

func (in GetEnrollmentTicketRequest) validate(v *validation) {
	v.required("ticketId", in.TicketId, ticketIDType)
	v.optional("userName", in.UserName, existingUserNameType)
}

func (in *GetEnrollmentTicketRequest) fill(t EnrollmentTicket) error {
	if err := fillMember(&in.TicketId, t.ID); err != nil {
		return err
	}
	return fillMember(&in.UserName, t.UserName)
}

// GetEnrollmentTicketResponse has what an enrollment page shows.
type GetEnrollmentTicketResponse struct {
	TicketId             string
	UserName             string
	AccountId            string
	AccountLabel         string // what apps show of the account
	Issuer               string // what apps show above it
	SerialNumber         string
	VirtualMFADeviceName string
	DeviceStatus         string // NotCreated, Unassigned or Unavailable
	Expiration           time.Time
	ServerTime           time.Time // by which codes are judged
}

// The values of DeviceStatus. A device that another user has, or has made, is
// not the ticket's.
const (
	deviceNotCreated  = "NotCreated"
	deviceUnassigned  = "Unassigned"
	deviceUnavailable = "Unavailable"
)

// GetEnrollmentTicket describes a ticket that can still be redeemed, and how far
// its device is. AccessDenied, NoSuchEntity.
var GetEnrollmentTicket = operation(
	IAM, "GetEnrollmentTicket", (*Service).GetEnrollmentTicket,
).withFunction().withOwnVersion().withTickets()

// GetEnrollmentTicket answers NoSuchEntity for a ticket that has expired, or
// was redeemed or revoked. Its holder is refused earlier, by TicketHolder.
func (s *Service) GetEnrollmentTicket(
	ctx context.Context,
	c Caller,
	in GetEnrollmentTicketRequest,
) (out GetEnrollmentTicketResponse, err error) {
	t, err := s.visibleTicket(ctx, c, in)
	if err != nil {
		return out, err
	}
	status := deviceUnassigned
	switch d, err := s.store.Device(ctx, t.Serial); {
	case errors.Is(err, ErrNotFound):
		status = deviceNotCreated
	case err != nil:
		return out, err
	case d.Owner != nil || d.CreatedBy != t.UserID:
		status = deviceUnavailable
	}
	label, err := s.accountLabel(ctx)
	if err != nil {
		return out, err
	}
	return GetEnrollmentTicketResponse{
		TicketId:             t.ID,
		UserName:             t.UserName,
		AccountId:            s.accountID,
		AccountLabel:         label,
		Issuer:               s.issuer,
		SerialNumber:         t.Serial,
		VirtualMFADeviceName: t.deviceName(),
		DeviceStatus:         status,
		Expiration:           t.Expires,
		ServerTime:           s.now(),
	}, nil
}

// visibleTicket is the caller's own ticket, or one of a user that the caller may
// look at.
func (s *Service) visibleTicket(
	ctx context.Context,
	c Caller,
	in GetEnrollmentTicketRequest,
) (EnrollmentTicket, error) {
	if c.ticket != nil {
		return *c.ticket, nil
	}
	user, err := s.targetUser(ctx, c, "GetEnrollmentTicket", in.UserName)
	if err != nil {
		return EnrollmentTicket{}, err
	}
	t, err := s.ticketOf(ctx, user, *in.TicketId)
	if err == nil && !t.IsLive(s.now()) {
		err = errNoTicket(t.ID)
	}
	return t, err
}
