package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/cfn"
)

// A handler answers the events of CloudFormation (CloudFormation User Guide,
// "Custom resource reference").
type handler struct {
	service *service
	vault   vault
	pause   time.Duration // doubled before each time that the answer is sent again
}

// An outcome is what CloudFormation is told.
type outcome struct {
	id     string // the physical resource id, which is the ticket's
	data   map[string]any
	noEcho bool
}

// noTicket is the physical id of a resource that could not be created.
// CloudFormation asks to delete it.
const noTicket = "no-ticket"

// handle answers one event. Its error makes Lambda deliver the event again, and is
// only returned if CloudFormation could not be answered.
func (h *handler) handle(ctx context.Context, event cfn.Event) error {
	done, failure := h.do(ctx, event)
	response := cfn.NewResponse(&event)
	response.Status = cfn.StatusSuccess
	response.PhysicalResourceID, response.Data, response.NoEcho = done.id, done.data, done.noEcho
	if failure != nil {
		response.Status, response.Reason = cfn.StatusFailed, failure.Error()
		log.Printf("%s of %s failed: %v", event.RequestType, event.LogicalResourceID, failure)
	}
	err := h.send(ctx, response)
	if err == nil || failure != nil || event.RequestType == cfn.RequestDelete {
		return err
	}
	// The next delivery makes another ticket, since the link of this one is lost.
	if revoking := h.revoke(ctx, userOf(event), done.id); revoking != nil {
		err = errors.Join(err, fmt.Errorf("revoking %s: %w", done.id, revoking))
	}
	return err
}

// attempts is how often an answer is sent. To send it twice is harmless, as it is
// an object that is put.
const attempts = 3

func (h *handler) send(ctx context.Context, response *cfn.Response) (err error) {
	for attempt := range attempts {
		if attempt > 0 {
			select {
			case <-time.After(h.pause << attempt):
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		if err = response.Send(); err == nil {
			return nil
		}
	}
	return withoutURL(err)
}

// withoutURL is an error without the address of the answer, which is signed:
// anyone who has it can answer in our place.
func withoutURL(err error) error {
	if cause := (*url.Error)(nil); errors.As(err, &cause) {
		err = cause.Err
	}
	return fmt.Errorf("answering CloudFormation: %w", err)
}

func (h *handler) do(ctx context.Context, event cfn.Event) (outcome, error) {
	switch event.RequestType {
	case cfn.RequestCreate:
		return h.create(ctx, event, noTicket)
	case cfn.RequestUpdate:
		// Another ticket with another id: CloudFormation then deletes the old one.
		return h.create(ctx, event, event.PhysicalResourceID)
	case cfn.RequestDelete:
		return outcome{id: event.PhysicalResourceID}, h.revoke(ctx, userOf(event), event.PhysicalResourceID)
	}
	return outcome{id: event.PhysicalResourceID}, fmt.Errorf("the request type %q is unknown", event.RequestType)
}

// create makes a ticket, unless the event was delivered before. If it fails, the
// resource keeps the id old.
func (h *handler) create(ctx context.Context, event cfn.Event, old string) (outcome, error) {
	p, err := parseProperties(event.ResourceProperties)
	if err != nil {
		return outcome{id: old}, err
	}
	live, err := h.service.tickets(ctx, p.ticket.UserName)
	if err != nil {
		return outcome{id: old}, err
	}
	for _, t := range live {
		if t.TicketId == old || !strings.HasSuffix(t.SerialNumber, "/"+p.ticket.VirtualMFADeviceName) {
			continue
		}
		failed := outcome{id: old}
		if event.RequestType == cfn.RequestCreate {
			failed.id = t.TicketId // CloudFormation rolls back and deletes it
		}
		return failed, fmt.Errorf("%s already has the ticket %s for this device, whose link is not shown again: "+
			"revoke it, or wait until it expires at %s", t.UserName, t.TicketId, t.Expiration.Format(time.RFC3339))
	}
	made, err := h.service.createTicket(ctx, p.ticket)
	if err != nil {
		return outcome{id: old}, err
	}
	if p.LinkSecretID != "" {
		if err := h.vault.put(ctx, p.LinkSecretID, made.Url); err != nil {
			return outcome{id: old}, errors.Join(
				fmt.Errorf("writing the link into %s: %w", p.LinkSecretID, err),
				h.revoke(ctx, p.ticket.UserName, made.TicketId),
			)
		}
	}
	done := outcome{id: made.TicketId, data: map[string]any{
		"Expiration":   made.Expiration.Format(time.RFC3339),
		"SerialNumber": made.SerialNumber,
	}}
	if p.ReturnURL {
		done.data["Url"], done.noEcho = made.Url, true
	}
	return done, nil
}

// revoke revokes a ticket. One that was redeemed, has expired or was revoked needs
// no revoking, nor does that of a user who is gone.
func (h *handler) revoke(ctx context.Context, user, id string) error {
	if user == "" || !strings.HasPrefix(id, ticketPrefix) { // such as noTicket
		return nil
	}
	err := h.service.deleteTicket(ctx, user, id)
	if refused := (*refusal)(nil); errors.As(err, &refused) && refused.Code == "NoSuchEntity" {
		return nil
	}
	return err
}
