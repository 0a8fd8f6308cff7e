// Package notice tells of changes of users' factors: a device was enabled or
// deactivated, an enrollment ticket was made, redeemed or revoked, a user was
// locked. In AWS they are read from the table's stream; a local server notes
// them as it makes them. A notice has names only, and no secret.
package notice

import (
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// A Kind says what has changed.
type Kind string

// The kinds of notices.
const (
	DeviceEnabled     Kind = "MFADeviceEnabled"
	DeviceDeactivated Kind = "MFADeviceDeactivated"
	TicketCreated     Kind = "EnrollmentTicketCreated"
	TicketRedeemed    Kind = "EnrollmentTicketRedeemed"
	TicketRevoked     Kind = "EnrollmentTicketRevoked"
	UserLocked        Kind = "UserLocked" // too many refused codes in a row
)

// A Notice is one change. It may come more than once, with the same ID.
type Notice struct {
	ID           string    `json:"id"`
	Time         time.Time `json:"time"` // to the second
	Kind         Kind      `json:"kind"`
	AccountID    string    `json:"accountId"`
	UserName     string    `json:"userName"`
	UserID       string    `json:"userId"`
	SerialNumber string    `json:"serialNumber,omitempty"` // of the device, or of the ticket's device
	TicketID     string    `json:"ticketId,omitempty"`
}

// ofUser are the changes between two states of one user.
func ofUser(before, after mfa.User) (changes []Notice) {
	add := func(kind Kind, serial string) {
		changes = append(changes, Notice{Kind: kind, UserName: after.Name, UserID: after.ID, SerialNumber: serial})
	}
	for serial, d := range after.Devices {
		if was, had := before.Devices[serial]; !had || was.AssignmentID != d.AssignmentID {
			add(DeviceEnabled, serial)
		}
	}
	for serial, was := range before.Devices {
		if d, has := after.Devices[serial]; !has || was.AssignmentID != d.AssignmentID {
			add(DeviceDeactivated, serial)
		}
	}
	if isLocked(after) && !isLocked(before) {
		add(UserLocked, "")
	}
	return changes
}

// isLocked reports whether sessions of the user are locked until a right pair.
func isLocked(u mfa.User) bool {
	for name, limit := range mfa.Locks() {
		if u.Counters[name] >= limit {
			return true
		}
	}
	return false
}

// ofTicket is the change between two states of one ticket, or none. before is
// the zero EnrollmentTicket for one that was created.
func ofTicket(before, after mfa.EnrollmentTicket) []Notice {
	if before.Status == after.Status {
		return nil
	}
	kind := TicketCreated
	switch after.Status {
	case mfa.TicketRedeemed:
		kind = TicketRedeemed
	case mfa.TicketRevoked:
		kind = TicketRevoked
	}
	return []Notice{{
		Kind:         kind,
		UserName:     after.UserName,
		UserID:       after.UserID,
		SerialNumber: after.Serial,
		TicketID:     after.ID,
	}}
}
