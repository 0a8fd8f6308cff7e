package dynamo

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

type ticketItem struct {
	PK string `dynamodbav:"pk"`
	ticketFields
	TTL attributevalue.Number `dynamodbav:"ttl"` // seconds since 1970, when DynamoDB may delete it
}

// ticketFields are those of mfa.EnrollmentTicket.
type ticketFields struct {
	ID            string            `dynamodbav:"id"`
	Hash          []byte            `dynamodbav:"hash"`
	UserName      string            `dynamodbav:"user_name"`
	UserID        string            `dynamodbav:"user_id"`
	Serial        string            `dynamodbav:"ticket_serial"`
	Tags          map[string]string `dynamodbav:"tags,omitempty"`
	Replaces      string            `dynamodbav:"replaces,omitempty"`
	CreatedBy     string            `dynamodbav:"made_by"`
	CreatorID     string            `dynamodbav:"made_by_id"`
	Created       time.Time         `dynamodbav:"created"`
	Expires       time.Time         `dynamodbav:"expires"`
	Status        mfa.TicketStatus  `dynamodbav:"status"`
	Redeemed      time.Time         `dynamodbav:"redeemed,omitempty"`
	NeedsApproval bool              `dynamodbav:"needs_approval,omitempty"`
	ApprovedBy    string            `dynamodbav:"approved_by,omitempty"`
	Approval      []byte            `dynamodbav:"approval,omitempty"`
	Revision      string            `dynamodbav:"revision"`
}

func ticketPK(id string) string { return "ticket#" + id }

func newTicketItem(t mfa.EnrollmentTicket, revision string) ticketItem {
	t.Revision = revision
	end := t.Expires.Add(mfa.TicketMemory).Unix()
	return ticketItem{ticketPK(t.ID), ticketFields(t), attributevalue.Number(strconv.FormatInt(end, 10))}
}

func (t ticketItem) ticket() mfa.EnrollmentTicket { return mfa.EnrollmentTicket(t.ticketFields) }

func newTicket(i item) (mfa.EnrollmentTicket, error) {
	t, err := read[ticketItem](i)
	return t.ticket(), err
}

// EnrollmentTicket implements mfa.TicketStore.
func (s *Store) EnrollmentTicket(ctx context.Context, id string) (mfa.EnrollmentTicket, error) {
	return one(ctx, s, ticketPK(id), ticketItem.ticket)
}

// EnrollmentTickets implements mfa.TicketStore.
func (s *Store) EnrollmentTickets(ctx context.Context, ids []string) ([]mfa.EnrollmentTicket, error) {
	return those(ctx, s, ids, ticketPK, newTicket)
}

// ReplaceDevice implements mfa.Store.
func (s *Store) ReplaceDevice(ctx context.Context, d mfa.Device) error {
	attempt, err := s.newAttempt()
	if err != nil {
		return err
	}
	when := unassigned.And(expression.Name("created_by").Equal(value(d.CreatedBy)))
	_, err = s.transact(ctx, attempt, putting(newDeviceItem(d, attempt), when))
	if errors.Is(err, mfa.ErrConflict) {
		return mfa.ErrExists
	}
	return err
}

// ticketPath names when a ticket expires, in its user's item.
func ticketPath(id string) expression.NameBuilder {
	return expression.Name("tickets").AppendName(expression.Name(id))
}

// A recoveryItem is mfa.RecoveryCodes.
type recoveryItem struct {
	ID       string    `dynamodbav:"id"`
	Created  time.Time `dynamodbav:"created"`
	Sealed   []byte    `dynamodbav:"sealed"`
	Redeemed []int     `dynamodbav:"redeemed"`
}

// writingUserTickets writes which tickets a user has. An empty map stays, for
// Assign to remove from.
func writingUserTickets(attempt string, u mfa.User) action {
	return updating(userKey(u.Name), setTickets(attempt, u), isUser(u).And(hasTicketsRevision(u)))
}

// writingUserRecovery also writes which recovery codes a user has.
func writingUserRecovery(attempt string, u mfa.User) action {
	change := setTickets(attempt, u).
		Set(expression.Name("recovery_codes"), value((*recoveryItem)(u.RecoveryCodes)))
	return updating(userKey(u.Name), change, isUser(u).And(hasTicketsRevision(u)))
}

func setTickets(attempt string, u mfa.User) expression.UpdateBuilder {
	return expression.Set(expression.Name("tickets"), value(u.Tickets)).
		Set(expression.Name("tickets_revision"), value(attempt))
}

// hasTicketsRevision is the condition that a user has the tickets that were read.
func hasTicketsRevision(u mfa.User) expression.ConditionBuilder {
	if u.TicketsRevision == "" {
		return absent("tickets_revision")
	}
	return expression.Name("tickets_revision").Equal(value(u.TicketsRevision))
}

// redeeming are the parts of Assign that concern its ticket: change is that of
// the user's item.
func redeeming(
	attempt string,
	a mfa.Assignment,
	change expression.UpdateBuilder,
	when expression.ConditionBuilder,
) (expression.UpdateBuilder, expression.ConditionBuilder, []action) {
	redeemed := expression.Set(expression.Name("status"), value(mfa.TicketRedeemed)).
		Set(expression.Name("redeemed"), value(a.Enabled)).
		Set(expression.Name("revision"), value(attempt))
	pending := expression.Name("status").Equal(value(mfa.TicketPending)).
		And(expression.Name("revision").Equal(value(a.Ticket.Revision)))
	more := []action{updating(ticketPK(a.Ticket.ID), redeemed, pending)}
	change = change.
		Remove(ticketPath(a.Ticket.ID)).
		Set(expression.Name("tickets_revision"), value(attempt))
	if serial := a.Replaced(); serial != "" {
		change = change.Remove(assigned(serial))
		when = when.And(sameDevice(a.User, serial), isDeviceRevision(a.User, serial))
		more = append(more, givingBack(attempt, a.User, serial))
	}
	return change, when, more
}

// givingBack makes a device of the user unassigned.
func givingBack(attempt string, u mfa.User, serial string) action {
	pk := deviceKey(serial)
	return updating(pk,
		stamped(attempt).
			Set(expression.Name("state"), value(newState(u.Devices[serial].State))).
			Set(expression.Name(assignment), value(shardOf(listingOf(serial).unassigned, pk))).
			Remove(expression.Name("owner")),
		expression.Name("owner.id").Equal(value(u.ID)))
}
