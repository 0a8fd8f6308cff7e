package main

import (
	"testing"

	"github.com/anishathalye/porcupine"
)

// ticketOp is a request of a history that a test makes up.
func ticketOp(begin, end int64, operation string, ticket int, seed, output string) porcupine.Operation {
	return porcupine.Operation{
		Input:  ticketCall{operation: operation, ticket: ticket, seed: seed},
		Call:   begin,
		Return: end,
		Output: output,
	}
}

func TestTheModelOfHistoriesOfTicketsKnowsWhatCannotBe(t *testing.T) {
	away := func(begin, end int64, device int, output string) porcupine.Operation {
		return porcupine.Operation{Input: ticketCall{operation: deactivate, device: device}, Call: begin, Return: end,
			Output: output}
	}
	listed := func(at int64, output string) porcupine.Operation {
		return ticketOp(at, at+1, listDevices, 0, "", output)
	}
	made := func(ticket int, more ...porcupine.Operation) []porcupine.Operation {
		return append([]porcupine.Operation{
			ticketOp(0, 1, createTicket, ticket, "", done),
			ticketOp(2, 3, createDevice, ticket, "A", done),
		}, more...)
	}
	redeem := func(begin, end int64, ticket int, seed, output string) porcupine.Operation {
		return ticketOp(begin, end, enable, ticket, seed, output)
	}
	histories := map[string]madeUp{
		"one redemption": {made(firstTicket, redeem(4, 5, firstTicket, "A", done),
			ticketOp(6, 7, authenticate, firstTicket, "", redeemed), listed(8, "has tablet phone")), true},
		"two redemptions": {made(firstTicket, redeem(4, 9, firstTicket, "A", done),
			redeem(4, 9, firstTicket, "A", done)), false},
		"pending after a redemption": {made(firstTicket, redeem(4, 5, firstTicket, "A", done),
			ticketOp(6, 7, authenticate, firstTicket, "", pending)), false},
		"redeemed before any redemption": {made(firstTicket,
			ticketOp(4, 5, authenticate, firstTicket, "", redeemed), redeem(6, 7, firstTicket, "A", done)), false},
		"a wrong code burns nothing": {made(firstTicket, redeem(4, 5, firstTicket, "", wrong),
			redeem(6, 7, firstTicket, "A", done)), true},
		"a wrong code burns the ticket": {made(firstTicket, redeem(4, 5, firstTicket, "", wrong),
			ticketOp(6, 7, authenticate, firstTicket, "", redeemed)), false},
		"a wrong code is right":         {made(firstTicket, redeem(4, 5, firstTicket, "", done)), false},
		"right codes are wrong":         {made(firstTicket, redeem(4, 5, firstTicket, "A", wrong)), false},
		"enabled without being created": {made(firstTicket, redeem(4, 5, firstTicket, "A", missing)), false},
		"the old seed dies": {made(firstTicket, ticketOp(4, 5, createDevice, firstTicket, "B", done),
			redeem(6, 7, firstTicket, "A", wrong), redeem(8, 9, firstTicket, "B", done)), true},
		"the old seed lives": {made(firstTicket, ticketOp(4, 5, createDevice, firstTicket, "B", done),
			redeem(6, 7, firstTicket, "A", done)), false},
		"a device is created again while a user has it": {made(firstTicket, redeem(4, 5, firstTicket, "A", done),
			ticketOp(6, 7, createDevice, firstTicket, "B", done)), false},
		"lost, and created": {made(firstTicket, ticketOp(4, never, createDevice, firstTicket, lostSeed, unknown),
			redeem(5, 6, firstTicket, "A", wrong)), true},
		"lost, and redeemed": {made(firstTicket, redeem(4, never, firstTicket, "A", unknown),
			ticketOp(5, 6, authenticate, firstTicket, "", redeemed)), true},
		"lost, and redeemed without the device": {made(firstTicket, redeem(4, never, firstTicket, "A", unknown),
			ticketOp(5, 6, authenticate, firstTicket, "", redeemed), listed(7, "has phone")), false},
		"a revocation wins": {made(firstTicket, ticketOp(4, 9, deleteTicket, firstTicket, "", done),
			redeem(4, 9, firstTicket, "A", conflict), ticketOp(10, 11, authenticate, firstTicket, "", revoked)), true},
		"a redemption wins": {made(firstTicket, ticketOp(4, 9, deleteTicket, firstTicket, "", missing),
			redeem(4, 9, firstTicket, "A", done)), true},
		"both win": {made(firstTicket, ticketOp(4, 9, deleteTicket, firstTicket, "", done),
			redeem(4, 9, firstTicket, "A", done)), false},
		"revoked, and redeemed after": {made(firstTicket, ticketOp(4, 5, deleteTicket, firstTicket, "", done),
			redeem(6, 7, firstTicket, "A", done)), false},
		"revoked twice": {made(firstTicket, ticketOp(4, 5, deleteTicket, firstTicket, "", done),
			ticketOp(6, 7, deleteTicket, firstTicket, "", done)), false},
		"a conflict with nothing": {made(firstTicket, redeem(4, 5, firstTicket, "A", conflict)), false},
		"a second ticket for a device that a user has": {made(firstTicket, redeem(4, 5, firstTicket, "A", done),
			ticketOp(6, 7, createTicket, secondTicket, "", done)), false},
		"a second ticket after the device was taken away": {made(firstTicket, redeem(4, 5, firstTicket, "A", done),
			away(6, 7, tablet, done), ticketOp(8, 9, createTicket, secondTicket, "", done),
			redeem(10, 11, secondTicket, "A", wrong), ticketOp(12, 13, createDevice, secondTicket, "B", done),
			redeem(14, 15, secondTicket, "B", done)), true},
		"a second ticket with codes that were used": {made(firstTicket, redeem(4, 5, firstTicket, "A", done),
			away(6, 7, tablet, done), ticketOp(8, 9, createTicket, secondTicket, "", done),
			redeem(10, 11, secondTicket, "A", done)), false},
		"one takes the other's place": {made(replacement, listed(4, "has phone"),
			redeem(4, 9, replacement, "A", done), listed(5, "has laptop"), listed(10, "has laptop")), true},
		"a moment with both": {made(replacement, redeem(4, 9, replacement, "A", done),
			listed(5, "has laptop phone")), false},
		"a moment with none": {made(replacement, redeem(4, 9, replacement, "A", done), listed(5, "has")), false},
		"there and back": {made(replacement, redeem(4, 9, replacement, "A", done), listed(4, "has laptop"),
			listed(7, "has phone")), false},
		"the place of what the user has not": {append([]porcupine.Operation{away(-2, -1, oldPhone, done)},
			made(replacement)...), false},
		"taken away before, and redeemed": {made(replacement, away(4, 5, oldPhone, done),
			redeem(6, 7, replacement, "A", done), listed(8, "has laptop")), true},
	}
	checkMadeUp(t, ticketModel, markTickets, histories)
}
