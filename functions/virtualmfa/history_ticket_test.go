package main

import (
	"strings"
	"testing"

	"github.com/anishathalye/porcupine"
)

// The operations of the scenes of tickets.
const (
	createTicket = "CreateEnrollmentTicket"
	deleteTicket = "DeleteEnrollmentTicket"
	getTicket    = "GetEnrollmentTicket"
	createDevice = "CreateVirtualMFADevice"
	listDevices  = "ListMFADevices"

	// authenticate is the first half of what a ticket's holder asks for: the service
	// reads the ticket, and after that does what was asked. Only a redemption looks
	// at the ticket again, in the transaction that makes it.
	authenticate = "authenticate"
)

// What GetEnrollmentTicket says of the device.
const (
	notCreated  = "NotCreated"
	unassigned  = "Unassigned"
	unavailable = "Unavailable"
)

// The tickets of a scene. The first and the last are for one device, the other
// is for one that takes the place of the phone.
const (
	firstTicket = iota
	replacement
	secondTicket
	ticketsInScene
)

// The devices of a scene.
const (
	tablet   = iota // of the first and the second ticket
	laptop          // of the replacement
	oldPhone        // that the user has from the start
	devicesInScene
)

// deviceOf says which device a ticket is for.
var deviceOf = [ticketsInScene]int{firstTicket: tablet, replacement: laptop, secondTicket: tablet}

// A ticketCall is a request of a scene of tickets.
type ticketCall struct {
	operation string
	ticket    int
	device    int
	seed      string // that the codes are of, or that was handed out; "" for codes of no device
}

// changesTickets reports whether a request may have changed anything.
func changesTickets(op porcupine.Operation) bool {
	switch op.Input.(ticketCall).operation {
	case createTicket, deleteTicket, createDevice, deactivate, enable:
		return op.Output == done || op.Output == unknown
	}
	return false
}

// A ticketUser is the user of a scene with tickets and devices, as the model has
// them.
type ticketUser struct {
	tickets [ticketsInScene]string // "" before it is made, then pending, redeemed or revoked
	seeds   [oldPhone]string       // of the devices that tickets are for; "" before they are created
	spent   [oldPhone]bool         // whether the codes of that seed have enabled the device
	has     [devicesInScene]bool
}

const pending = "Pending"

// lostSeed is the seed of a device whose creator has not got the answer.
const lostSeed = "lost"

// ticketModel says what each request must come to if all of them happened one
// after the other.
var ticketModel = modelOf(ticketUser{has: [devicesInScene]bool{oldPhone: true}}, ticketUser.step).ToModel()

// step returns what the user may be after a request with this outcome, which is
// nothing if it cannot have had it.
func (u ticketUser) step(c ticketCall, output string) []ticketUser {
	if output == conflict || u.explains(c, output) {
		return []ticketUser{u}
	}
	changed, can := u.after(c)
	return changedTo(u, changed, can, output, done)
}

// explains reports whether a request has this outcome and changes nothing.
func (u ticketUser) explains(c ticketCall, output string) bool {
	d := deviceOf[c.ticket]
	switch c.operation {
	case authenticate:
		return output == u.tickets[c.ticket]
	case listDevices:
		return output == u.listed()
	case getTicket:
		return output == u.deviceStatus(d)
	case createTicket:
		return output == exists && u.has[d] || output == missing && c.ticket == replacement && !u.has[oldPhone]
	case deleteTicket:
		return output == missing && u.tickets[c.ticket] != pending
	case deactivate:
		return output == missing && !u.has[c.device]
	case createDevice:
		return output == exists && u.has[d]
	case enable:
		return output == missing && u.seeds[d] == "" || output == exists && u.has[d] ||
			output == wrong && u.seeds[d] != "" && !u.has[d] && !u.accepts(c)
	}
	return false
}

// after is the user after a request that succeeds, if it can.
func (u ticketUser) after(c ticketCall) (changed ticketUser, can bool) {
	d := deviceOf[c.ticket]
	switch c.operation {
	case createTicket:
		can = u.tickets[c.ticket] == "" && !u.has[d] && (c.ticket != replacement || u.has[oldPhone])
		u.tickets[c.ticket] = pending
	case deleteTicket:
		can = u.tickets[c.ticket] == pending
		u.tickets[c.ticket] = revoked
	case deactivate:
		can = u.has[c.device]
		u.has[c.device] = false
	case createDevice:
		can = !u.has[d]
		u.seeds[d], u.spent[d] = c.seed, false
	case enable:
		can = u.tickets[c.ticket] == pending && !u.has[d] && u.accepts(c)
		u.tickets[c.ticket], u.has[d], u.spent[d] = redeemed, true, true
		u.has[oldPhone] = u.has[oldPhone] && c.ticket != replacement
	}
	return u, can
}

// accepts reports whether the codes are good for the device as it is.
func (u ticketUser) accepts(c ticketCall) bool {
	d := deviceOf[c.ticket]
	return c.seed != "" && u.seeds[d] == c.seed && !u.spent[d]
}

func (u ticketUser) deviceStatus(d int) string {
	switch {
	case u.seeds[d] == "":
		return notCreated
	case u.has[d]:
		return unavailable
	}
	return unassigned
}

var deviceNames = [devicesInScene]string{"tablet", "laptop", "phone"}

// listed is what ListMFADevices answers.
func (u ticketUser) listed() string { return listing(func(d int) bool { return u.has[d] }) }

func listing(has func(device int) bool) string {
	names := []string{"has"}
	for d, name := range deviceNames {
		if has(d) {
			names = append(names, name)
		}
	}
	return strings.Join(names, " ")
}

func markTickets(history []porcupine.Operation) { markUnexplained(history, changesTickets) }

func checkTickets(t *testing.T, scenes [][]porcupine.Operation) {
	t.Helper()
	for _, history := range scenes {
		markTickets(history)
	}
	checkScenes(t, "tickets", ticketModel, scenes, done, wrong, redeemed, revoked, exists, missing)
}
