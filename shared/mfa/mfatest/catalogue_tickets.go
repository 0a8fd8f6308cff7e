package mfatest

import (
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

const ofTicket = `{"UserName":"$user","TicketId":"$ticket"}`

// ticketEntries are those of enrollment tickets.
func ticketEntries() []Entry {
	return []Entry{
		{
			Operation: mfa.CreateEnrollmentTicket,
			Body:      `{"UserName":"$user","DurationSeconds":600}`,
			User:      "bob",
			Cells:     EachUser,
			DynamoDB:  3, // reads the user and the device, writes the ticket
		},
		{
			Operation: mfa.GetEnrollmentTicket,
			Body:      ofTicket,
			User:      "bob",
			Cells:     EachUser,
			DynamoDB:  4, // reads the user, the ticket, the device and the account
		},
		{
			Operation: mfa.ListEnrollmentTickets,
			Body:      ofUser,
			User:      "bob",
			Cells:     EachUser,
			DynamoDB:  2, // reads the user, then the tickets at once
		},
		{
			Operation: mfa.ApproveEnrollmentTicket,
			Body:      ofTicket,
			User:      "bob",
			Answer:    mfa.NoSuchEntity, // it is a ticket that needs no approval
			Again:     mfa.NoSuchEntity,
			Cells:     EachUser,
			DynamoDB:  2, // reads the user and the ticket
		},
		{
			Operation: mfa.DeleteEnrollmentTicket,
			Body:      ofTicket,
			User:      "bob",
			Again:     mfa.NoSuchEntity,
			Cells:     EachUser,
			DynamoDB:  3, // reads the user and the ticket, writes both
		},
	}
}

// recoveryEntries are those of recovery codes.
func recoveryEntries() []Entry {
	return []Entry{
		{
			Operation: mfa.CreateRecoveryCodes,
			Body:      ofUser,
			User:      "bob",
			Cells:     EachUser,
			DynamoDB:  2, // reads the user, writes the hashes
			KMS:       1, // seals them
		},
		{
			Operation: mfa.RedeemRecoveryCode,
			From:      Alice,
			Body:      `{"RecoveryCode":"$recovery","SerialNumber":"$serial"}`,
			Device:    "phone",
			Again:     mfa.InvalidAuthenticationCode,
			Cells:     EachDevice,
			DynamoDB:  4, // reads the user, reserves the attempt, reads the ticket's device, commits
			KMS:       1, // opens the hashes
		},
	}
}

// RecoveryCodes makes recovery codes for a user, as root.
func (f *Fixture) RecoveryCodes(user string) []secret.String {
	f.T.Helper()
	return Must[mfa.CreateRecoveryCodesResponse](
		f.Root,
		mfa.CreateRecoveryCodes,
		mfa.CreateRecoveryCodesRequest{UserName: &user},
	).RecoveryCodes
}

// A Ticket is an enrollment ticket as root made it.
type Ticket struct {
	ID     string
	Holder Caller
}

// Ticket makes a ticket for a user and a device name, and signs in with it.
func (f *Fixture) Ticket(user, device string) Ticket {
	f.T.Helper()
	out := Must[mfa.CreateEnrollmentTicketResponse](
		f.Root,
		mfa.CreateEnrollmentTicket,
		mfa.CreateEnrollmentTicketRequest{UserName: &user, VirtualMFADeviceName: &device},
	)
	return Ticket{out.TicketId, f.Hold(out.Ticket)}
}

// Hold is a caller with an enrollment ticket and nothing else.
func (f *Fixture) Hold(ticket secret.String) Caller { return Caller{ticket: ticket, f: f} }
