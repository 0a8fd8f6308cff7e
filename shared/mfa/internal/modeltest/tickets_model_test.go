package modeltest

import (
	"slices"
	"strings"
	"time"
)

// A ticket is an enrollment ticket, in the model.
type ticket struct {
	id, text string
	of       *user
	serial   string
	replaces string // serial number, or ""
	expires  time.Time
	status   outcome // ok while it is pending, and what its holder is told afterwards
	forUser  bool    // whether it is among the user's: not any more if another was made after it had expired
}

const (
	ticketRedeemed outcome = "EnrollmentTicketRedeemed"
	ticketRevoked  outcome = "EnrollmentTicketRevoked"
	ticketExpired  outcome = "EnrollmentTicketExpired"
	tooManyTickets outcome = "LimitExceeded: tickets"
)

// invites is for what root may do to everyone, and users to themselves with MFA.
func (a *account) invites(c credential, name string) outcome {
	refusal := a.caresFor(c, name)
	switch {
	case refusal != ok:
		return refusal
	case c.user != "" && !c.mfa:
		return denied
	case a.find(name) == nil:
		return missing
	}
	return ok
}

// createTicket is asked for a ticket for a device, in place of a lost one if
// replaces is not "".
func (a *account) createTicket(c credential, name, serial, replaces string) outcome {
	if refusal := a.invites(c, name); refusal != ok {
		return refusal
	}
	u, d := a.find(name), a.devices[serial]
	if replaces != "" && (a.devices[replaces] == nil || a.devices[replaces].owner != u) {
		return missing
	}
	if d != nil && (d.owner != nil || d.creator != u.id) {
		return exists
	}
	pending := a.pending(u)
	live := slices.DeleteFunc(slices.Clone(pending), func(t *ticket) bool { return !a.now.Before(t.expires) })
	if len(live) == 5 {
		return tooManyTickets
	}
	for _, t := range pending {
		t.forUser = a.now.Before(t.expires)
	}
	return ok
}

// pending are the user's tickets, expired ones included.
func (a *account) pending(u *user) []*ticket {
	return slices.DeleteFunc(slices.Clone(a.tickets), func(t *ticket) bool { return t.of != u || !t.forUser })
}

// hold is what the holder of a ticket is told before anything else.
func (a *account) hold(t *ticket) outcome {
	if t.status == ok && !a.now.Before(t.expires) {
		return ticketExpired
	}
	return t.status
}

// isGone reports whether the user of a ticket was deleted.
func (a *account) isGone(u *user) bool { return a.users[strings.ToLower(u.name)] != u }

// createByTicket makes the ticket's device, or makes it again.
func (a *account) createByTicket(t *ticket) outcome {
	if refusal := a.hold(t); refusal != ok {
		return refusal
	}
	d := a.devices[t.serial]
	switch {
	case a.isGone(t.of):
		return badCredential
	case d == nil && a.newDevicesOf(t.of.id) == 8:
		return tooManyDevices
	case d != nil && (d.owner != nil || d.creator != t.of.id):
		return exists
	}
	a.devices[t.serial] = &device{creator: t.of.id, tags: map[string]string{}, verifier: verifier{spent: map[int64]bool{}}}
	return ok
}

// newDevicesOf counts what a user created and never enabled.
func (a *account) newDevicesOf(userID string) (n int) {
	for _, d := range a.devices {
		if d.creator == userID && d.owner == nil && d.lastPair == 0 {
			n++
		}
	}
	return n
}

// enableByTicket enables the ticket's device, and takes the lost one away.
func (a *account) enableByTicket(t *ticket, p pair) outcome {
	if refusal := a.hold(t); refusal != ok {
		return refusal
	}
	u, d := t.of, a.devices[t.serial]
	switch {
	case a.isGone(u), d == nil:
		return missing
	case d.owner == u:
		return exists
	case d.owner != nil:
		return ofAnother
	}
	lost, has := a.devices[t.replaces], len(a.devicesOf(u))
	takes := lost != nil && lost.owner == u
	switch {
	case has == 8 && t.replaces == "":
		return tooManyDevices
	case !a.chargePair(credential{keyID: t.id, user: u.name}, u):
		if has == 8 {
			return tooManyDevices
		}
		return tooManyAttempts
	case has == 8 && !takes:
		return tooManyDevices
	case !a.judgePair(d, p, 998, 1000, 20):
		return wrongPair
	}
	d.owner, d.enabled = u, a.now.Truncate(time.Second)
	d.times++
	if takes {
		lost.owner = nil
	}
	t.status, t.forUser = ticketRedeemed, false
	return ok
}

func (a *account) revoke(c credential, name string, t *ticket) outcome {
	if refusal := a.invites(c, name); refusal != ok {
		return refusal
	}
	if a.find(name) != t.of || t.status != ok {
		return missing
	}
	t.status, t.forUser = ticketRevoked, false
	return ok
}

// rename gives a user another name; the tickets, which are for the old one, are
// revoked.
func (a *account) rename(c credential, name, becomes string) outcome {
	if refusal := a.administers(c); refusal != ok {
		return refusal
	}
	u := a.find(name)
	switch {
	case u == nil:
		return missing
	case u.name == becomes:
		return ok
	case a.find(becomes) != nil:
		return exists
	}
	for _, t := range a.pending(u) {
		t.status, t.forUser = ticketRevoked, false
	}
	delete(a.users, strings.ToLower(u.name))
	u.name = becomes
	a.users[strings.ToLower(becomes)] = u
	return ok
}
