package mfa

import (
	"context"
	"errors"
	"maps"
)

// DeleteEnrollmentTicketRequest names the ticket. UserName is the caller by
// default.
type DeleteEnrollmentTicketRequest struct {
	TicketId *string
	UserName *string
}

func (in DeleteEnrollmentTicketRequest) validate(v *validation) {
	v.required("ticketId", in.TicketId, ticketIDType)
	v.optional("userName", in.UserName, existingUserNameType)
}

// DeleteEnrollmentTicket revokes a ticket that has not been redeemed.
// AccessDenied, NoSuchEntity.
var DeleteEnrollmentTicket = operation(
	IAM, "DeleteEnrollmentTicket", (*Service).DeleteEnrollmentTicket,
).withFunction().withOwnVersion()

// DeleteEnrollmentTicket keeps the ticket for TicketMemory, for its holder to
// be told that it was revoked.
func (s *Service) DeleteEnrollmentTicket(
	ctx context.Context,
	c Caller,
	in DeleteEnrollmentTicketRequest,
) (out NoOutput, err error) {
	userName, err := c.userOrSelf(in.UserName)
	if err != nil {
		return out, err
	}
	return out, s.commit(ctx, func() ([]Write, error) {
		user, err := s.ticketUser(ctx, c, access{action: "DeleteEnrollmentTicket"}, userName)
		if err != nil {
			return nil, err
		}
		t, err := s.ticketOf(ctx, user, *in.TicketId)
		if err != nil {
			return nil, err
		}
		t.Status = TicketRevoked
		user.Tickets = maps.Clone(user.Tickets)
		delete(user.Tickets, t.ID)
		return []Write{{UserTickets: &user}, {Ticket: &t}}, nil
	})
}

// ticketOf reads a pending ticket of the user.
func (s *Service) ticketOf(ctx context.Context, user User, id string) (EnrollmentTicket, error) {
	t, err := s.store.EnrollmentTicket(ctx, id)
	switch {
	case errors.Is(err, ErrNotFound):
		return EnrollmentTicket{}, errNoTicket(id)
	case err != nil:
		return EnrollmentTicket{}, err
	case t.UserID != user.ID || t.Status != TicketPending:
		return EnrollmentTicket{}, errNoTicket(id)
	}
	return t, nil
}
