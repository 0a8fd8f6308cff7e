package main

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
)

// A ticketScene lets several people redeem the tickets of one user, while root
// revokes tickets and deactivates devices.
type ticketScene struct {
	*scene
	user     string
	now      time.Time // of the codes
	root     requester // on the lossy wire
	reliable requester
	holders  [ticketsInScene]requester
	ids      [ticketsInScene]string
}

// ticketScene plays a scene and returns its history.
func (r *historian) ticketScene(t *testing.T, number int, now time.Time) []porcupine.Operation {
	t.Helper()
	p := &ticketScene{
		scene:    r.newScene(),
		user:     fmt.Sprint("invited", number),
		now:      now,
		root:     requester{server: r.server, client: &r.wire},
		reliable: requester{server: r.server, client: http.DefaultClient},
	}
	p.givePhone(t)
	if !p.makeTicket(t, firstTicket) || !p.makeTicket(t, replacement) {
		return p.history
	}
	var all sync.WaitGroup
	for _, ticket := range []int{firstTicket, firstTicket, replacement, replacement} {
		all.Go(func() { p.redeem(t, ticket) })
	}
	all.Go(func() { p.administer(t) })
	all.Wait()
	p.list(t)
	return p.history
}

// givePhone makes the user, with a device. It is not part of the history.
func (p *ticketScene) givePhone(t *testing.T) {
	t.Helper()
	root := p.historian.root.iam
	must(root.CreateUser(t.Context(), &iam.CreateUserInput{UserName: &p.user}))(t)
	created := must(root.CreateVirtualMFADevice(t.Context(),
		&iam.CreateVirtualMFADeviceInput{VirtualMFADeviceName: aws.String(p.device(oldPhone))}))(t).VirtualMFADevice
	codes, _ := codesAround(t, string(created.Base32StringSeed), p.now)
	must(root.EnableMFADevice(t.Context(), &iam.EnableMFADeviceInput{
		UserName:            &p.user,
		SerialNumber:        created.SerialNumber,
		AuthenticationCode1: &codes[0],
		AuthenticationCode2: &codes[1],
	}))(t)
}

func (p *ticketScene) device(d int) string { return p.user + "-" + deviceNames[d] }

func (p *ticketScene) serial(d int) string { return "arn:aws:iam::" + account + ":mfa/" + p.device(d) }

// makeTicket makes a ticket, and reports whether it did. It does without losses:
// a ticket whose text got lost is of no use.
func (p *ticketScene) makeTicket(t *testing.T, ticket int) bool {
	t.Helper()
	in := map[string]string{"UserName": p.user, "VirtualMFADeviceName": p.device(deviceOf[ticket])}
	if ticket == replacement {
		in["ReplacedSerialNumber"] = p.serial(oldPhone)
	}
	var out struct{ TicketId, Ticket string }
	op := p.timed(func() (any, string) {
		return ticketCall{operation: createTicket, ticket: ticket}, p.reliable.do(t, createTicket, in, &out)
	})
	p.holders[ticket], p.ids[ticket] = requester{p.root.server, p.root.client, out.Ticket}, out.TicketId
	p.add(op)
	return op.Output == done
}

// redeem does what a ticket's page does, and now and then what its user does
// wrong.
func (p *ticketScene) redeem(t *testing.T, ticket int) {
	t.Helper()
	p.hold(t, ticketCall{operation: getTicket, ticket: ticket}, nil)
	created := p.hold(t, ticketCall{operation: createDevice, ticket: ticket}, nil)
	if created.seed == "" {
		return
	}
	codes, _ := codesAround(t, created.seed, p.now)
	entry := ticketCall{operation: enable, ticket: ticket, seed: created.seed}
	if rand.IntN(3) == 0 {
		mistyped := ticketCall{operation: enable, ticket: ticket}
		p.hold(t, mistyped, map[string]string{"AuthenticationCode1": codes[1], "AuthenticationCode2": codes[0]})
	}
	p.hold(t, entry, map[string]string{"AuthenticationCode1": codes[0], "AuthenticationCode2": codes[1]})
	p.hold(t, ticketCall{operation: getTicket, ticket: ticket}, nil)
}

// hold sends a request as the holder of a ticket, and returns it with the seed
// that it was handed. It is two operations of the history: see authenticate.
func (p *ticketScene) hold(t *testing.T, c ticketCall, in any) ticketCall {
	t.Helper()
	op := p.timed(func() (any, string) {
		var out struct {
			DeviceStatus     string
			VirtualMFADevice struct{ Base32StringSeed []byte }
		}
		outcome := p.holders[c.ticket].do(t, c.operation, in, &out)
		switch {
		case outcome == done && c.operation == getTicket:
			outcome = out.DeviceStatus
		case outcome == done && c.operation == createDevice:
			c.seed = string(out.VirtualMFADevice.Base32StringSeed)
		}
		return c, outcome
	})
	first := op
	first.Input, first.Output = ticketCall{operation: authenticate, ticket: c.ticket}, pending
	switch op.Output {
	case redeemed, revoked:
		first.Output = op.Output
		p.add(first)
		return c
	case unknown:
		if c.operation == createDevice {
			op.Input = ticketCall{operation: createDevice, ticket: c.ticket, seed: lostSeed}
		}
	default:
		p.add(first)
	}
	p.add(op)
	return c
}

// administer is what root does meanwhile.
func (p *ticketScene) administer(t *testing.T) {
	t.Helper()
	made := false
	for range 7 {
		switch rand.IntN(9) {
		case 0:
			p.revoke(t, firstTicket)
		case 1:
			p.revoke(t, replacement)
		case 2:
			p.deactivate(t, tablet)
		case 3:
			p.deactivate(t, oldPhone)
		case 4, 5:
			if !made {
				made = p.makeTicket(t, secondTicket)
			} else {
				p.redeem(t, secondTicket)
			}
		default:
			p.list(t)
		}
	}
}

func (p *ticketScene) revoke(t *testing.T, ticket int) {
	t.Helper()
	p.add(p.timed(func() (any, string) {
		in := map[string]string{"UserName": p.user, "TicketId": p.ids[ticket]}
		return ticketCall{operation: deleteTicket, ticket: ticket}, p.root.do(t, deleteTicket, in, nil)
	}))
}

func (p *ticketScene) deactivate(t *testing.T, device int) {
	t.Helper()
	p.add(p.timed(func() (any, string) {
		in := map[string]string{"UserName": p.user, "SerialNumber": p.serial(device)}
		return ticketCall{operation: deactivate, device: device}, p.root.do(t, deactivate, in, nil)
	}))
}

func (p *ticketScene) list(t *testing.T) {
	t.Helper()
	p.add(p.timed(func() (any, string) {
		var out struct {
			MFADevices []struct{ SerialNumber string }
		}
		outcome := p.root.do(t, listDevices, map[string]string{"UserName": p.user}, &out)
		if outcome != done {
			return ticketCall{operation: listDevices}, outcome
		}
		has := map[string]bool{}
		for _, d := range out.MFADevices {
			has[d.SerialNumber] = true
		}
		return ticketCall{operation: listDevices}, listing(func(d int) bool { return has[p.serial(d)] })
	}))
}
