package mfa

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"
)

// ListEnrollmentTicketsRequest names the user, the caller by default.
type ListEnrollmentTicketsRequest struct{ UserName *string }

func (in ListEnrollmentTicketsRequest) validate(v *validation) {
	v.optional("userName", in.UserName, existingUserNameType)
}

// ListEnrollmentTicketsResponse has the tickets, sorted by id, without their
// texts. There are MaxTicketsPerUser at most.
type ListEnrollmentTicketsResponse struct{ EnrollmentTickets []EnrollmentTicketDetail }

// EnrollmentTicketDetail is a ticket in a listing.
type EnrollmentTicketDetail struct {
	TicketId             string
	UserName             string
	SerialNumber         string
	ReplacedSerialNumber string `json:",omitzero"`
	CreatedByArn         string
	NeedsApproval        bool
	ApprovedByArn        string `json:",omitzero"`
	CreateDate           time.Time
	Expiration           time.Time
}

// ListEnrollmentTickets lists the tickets of a user that can still be redeemed.
// AccessDenied, NoSuchEntity.
var ListEnrollmentTickets = operation(
	IAM, "ListEnrollmentTickets", (*Service).ListEnrollmentTickets,
).withFunction().withOwnVersion()

// ListEnrollmentTickets leaves out a ticket that was redeemed or revoked since
// the user was read.
func (s *Service) ListEnrollmentTickets(
	ctx context.Context,
	c Caller,
	in ListEnrollmentTicketsRequest,
) (out ListEnrollmentTicketsResponse, err error) {
	user, err := s.targetUser(ctx, c, "ListEnrollmentTickets", in.UserName)
	if err != nil {
		return out, err
	}
	out.EnrollmentTickets = []EnrollmentTicketDetail{}
	ids := slices.Sorted(maps.Keys(liveTickets(user, s.now())))
	if len(ids) == 0 {
		return out, nil
	}
	tickets, err := s.store.EnrollmentTickets(ctx, ids)
	if err != nil {
		return out, err
	}
	slices.SortFunc(tickets, func(a, b EnrollmentTicket) int { return strings.Compare(a.ID, b.ID) })
	for _, t := range tickets {
		if t.UserID != user.ID || !t.IsLive(s.now()) {
			continue
		}
		out.EnrollmentTickets = append(out.EnrollmentTickets, EnrollmentTicketDetail{
			TicketId:             t.ID,
			UserName:             t.UserName,
			SerialNumber:         t.Serial,
			ReplacedSerialNumber: t.Replaces,
			CreatedByArn:         t.CreatedBy,
			NeedsApproval:        t.NeedsApproval,
			ApprovedByArn:        t.ApprovedBy,
			CreateDate:           t.Created,
			Expiration:           t.Expires,
		})
	}
	return out, nil
}
