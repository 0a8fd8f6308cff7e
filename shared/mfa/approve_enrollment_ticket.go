package mfa

import (
	"context"
	"fmt"
	"io"
)

// ApproveEnrollmentTicketRequest names the ticket and its user.
type ApproveEnrollmentTicketRequest struct {
	TicketId *string
	UserName *string
}

func (in ApproveEnrollmentTicketRequest) validate(v *validation) {
	v.required("ticketId", in.TicketId, ticketIDType)
	v.required("userName", in.UserName, existingUserNameType)
}

// ApproveEnrollmentTicket approves a ticket that was made to need it. Neither who
// made it nor its user can. AccessDenied, ConcurrentModification, NoSuchEntity.
var ApproveEnrollmentTicket = operation(
	IAM, "ApproveEnrollmentTicket", (*Service).ApproveEnrollmentTicket,
).withFunction().withOwnVersion()

// ApproveEnrollmentTicket refuses a user without an MFA session: two stolen
// keys are not two administrators. Approving a ticket again changes nothing.
func (s *Service) ApproveEnrollmentTicket(
	ctx context.Context,
	c Caller,
	in ApproveEnrollmentTicketRequest,
) (out NoOutput, err error) {
	return out, s.commit(ctx, func() ([]Write, error) {
		user, err := s.ticketUser(ctx, c, access{action: "ApproveEnrollmentTicket"}, *in.UserName)
		if err != nil {
			return nil, err
		}
		t, err := s.ticketOf(ctx, user, *in.TicketId)
		switch {
		case err != nil:
			return nil, err
		case !t.IsLive(s.now()) || !t.NeedsApproval:
			return nil, errNoTicket(t.ID)
		case c.userName != "" && !c.hasMFA():
			return nil, errMFARequired
		case c.is(user.Name) || c.administratorID(s.accountID) == t.CreatorID:
			return nil, errOwnApproval
		case t.ApprovedBy != "":
			return nil, nil
		}
		if err := s.approve(ctx, c, &t); err != nil {
			return nil, err
		}
		return []Write{{Ticket: &t}}, nil
	})
}

// approve seals the caller's approval of the ticket.
func (s *Service) approve(ctx context.Context, c Caller, t *EnrollmentTicket) (err error) {
	random := make([]byte, ticketSecretSize)
	if _, err := io.ReadFull(s.random, random); err != nil {
		return fmt.Errorf("drawing an approval: %w", err)
	}
	t.ApprovedBy = c.arn
	t.Approval, err = s.keySealer.Seal(ctx, random, s.approvalContext(*t))
	return err
}

var errOwnApproval = fail(
	AccessDenied, "An enrollment ticket is approved by another administrator than who made it, and not by its user.",
)
