// Package notice tells of changes of users' factors: a device was enabled or
// deactivated, an enrollment ticket was made, approved, redeemed or revoked,
// recovery codes were made or one was redeemed, a user was locked. In AWS they
// are read from the table's stream; a local server notes them as it makes them. A
// notice has names only, and no secret.
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
	// ApprovalRequired is of a ticket that opens nothing until another
	// administrator has approved it. It comes right after TicketCreated.
	ApprovalRequired Kind = "EnrollmentTicketApprovalRequired"
	TicketApproved   Kind = "EnrollmentTicketApproved"
	RecoveryCreated  Kind = "RecoveryCodesCreated"
	RecoveryRedeemed Kind = "RecoveryCodeRedeemed"
	UserLocked       Kind = "UserLocked" // too many refused codes in a row
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
	CreatedBy    string    `json:"createdByArn,omitempty"`  // of a ticket that needs approval
	ApprovedBy   string    `json:"approvedByArn,omitempty"` // of TicketApproved

	// Remaining is how many recovery codes can still be redeemed, after
	// RecoveryCreated and RecoveryRedeemed.
	Remaining *int `json:"remainingRecoveryCodes,omitempty"`
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
	changes = append(changes, ofRecovery(before, after)...)
	if isLocked(after) && !isLocked(before) {
		add(UserLocked, "")
	}
	return changes
}

// ofRecovery is the change between the recovery codes of two states of one user,
// or none.
func ofRecovery(before, after mfa.User) []Notice {
	codes, remaining := after.RecoveryCodes, after.RecoveryCodes.Remaining()
	n := Notice{Kind: RecoveryRedeemed, UserName: after.Name, UserID: after.ID, Remaining: &remaining}
	switch was := before.RecoveryCodes; {
	case codes == nil:
		return nil
	case was == nil || was.ID != codes.ID:
		n.Kind = RecoveryCreated
	case was.Remaining() == remaining:
		return nil
	}
	return []Notice{n}
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

// ofTicket are the changes between two states of one ticket. before is the zero
// EnrollmentTicket for one that was created.
func ofTicket(before, after mfa.EnrollmentTicket) []Notice {
	n := Notice{
		UserName:     after.UserName,
		UserID:       after.UserID,
		SerialNumber: after.Serial,
		TicketID:     after.ID,
	}
	if after.NeedsApproval {
		n.CreatedBy = after.CreatedBy
	}
	switch {
	case before.Status == after.Status && before.ApprovedBy == after.ApprovedBy:
		return nil
	case after.Status == mfa.TicketRedeemed:
		n.Kind = TicketRedeemed
	case after.Status == mfa.TicketRevoked:
		n.Kind = TicketRevoked
	case before.Status == mfa.TicketPending:
		n.Kind, n.ApprovedBy = TicketApproved, after.ApprovedBy
	default:
		n.Kind = TicketCreated
	}
	if n.Kind != TicketCreated || !after.NeedsApproval {
		return []Notice{n}
	}
	waits := n
	waits.Kind = ApprovalRequired
	return []Notice{n, waits}
}
