package modeltest

import (
	"context"
	"maps"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// fewTickets is how many are remembered: enough for all that can be pending.
const fewTickets = 24

func (m *machine) CreateEnrollmentTicket(t *rapid.T) {
	by := m.caller(t)
	name := m.target(t, by)
	lost := ""
	if rapid.Bool().Draw(t, "in place of a device") {
		lost = m.deviceOf(t, name)
	}
	m.invite(t, by, name, deviceNames.Draw(t, "device"), lost)
}

// invite returns the ticket, or nil if there is none.
func (m *machine) invite(t *rapid.T, by credential, name, device, lost string) *ticket {
	seconds := rapid.SampledFrom([]int32{300, 3600, 86_400}).Draw(t, "seconds")
	in := mfa.CreateEnrollmentTicketRequest{
		UserName:             &name,
		VirtualMFADeviceName: &device,
		DurationSeconds:      &seconds,
	}
	if lost != "" {
		in.ReplacedSerialNumber = &lost
	}
	want := m.createTicket(by, name, serial(device), lost)
	out := try[mfa.CreateEnrollmentTicketResponse](t, m, by, mfa.CreateEnrollmentTicket, in, want)
	if want != ok {
		return nil
	}
	made := &ticket{
		id:       out.TicketId,
		text:     out.Ticket.Reveal(),
		of:       m.find(name),
		serial:   serial(device),
		replaces: lost,
		expires:  m.now.Truncate(time.Second).Add(time.Duration(seconds) * time.Second),
		status:   ok,
		forUser:  true,
	}
	m.tickets = append(m.tickets, made)
	if len(m.tickets) > fewTickets { // those of users who are gone, and those of long ago
		m.tickets = slices.DeleteFunc(m.tickets, func(old *ticket) bool { return !old.forUser })
	}
	return made
}

// aTicket draws a ticket that the store still remembers, or nil.
func (m *machine) aTicket(t *rapid.T) *ticket {
	known := slices.DeleteFunc(slices.Clone(m.tickets), func(old *ticket) bool {
		return m.latest.After(old.expires.Add(6 * 24 * time.Hour))
	})
	if len(known) == 0 {
		return nil
	}
	return rapid.SampledFrom(known).Draw(t, "ticket")
}

// tryHeld is try with a ticket in place of a credential.
func tryHeld[Out, In any](t *rapid.T, m *machine, held *ticket, op mfa.Operation, in In, want outcome) (out Out) {
	t.Helper()
	text := secret.New(held.text)
	_, err := m.fixture.TicketHolder(context.Background(), text)
	if err == nil {
		out, err = mfatest.Call[Out](m.fixture.Hold(text), op, in)
	}
	got, name := outcomeOf(err), op.Name+" by a ticket"
	t.Logf("%s, %s: %s", name, held.id, got)
	if got != want {
		t.Fatalf("the model wants %s", want)
	}
	if m.seen[name] == nil {
		m.seen[name] = map[outcome]int{}
	}
	m.seen[name][want]++
	return out
}

// Enroll is what a user does with a link, or one of its two steps.
func (m *machine) Enroll(t *rapid.T) {
	held := m.aTicket(t)
	if held == nil {
		return
	}
	m.enroll(t, held, rapid.IntRange(1, 3).Draw(t, "create, enable, or both"))
}

func (m *machine) enroll(t *rapid.T, held *ticket, steps int) {
	if steps&1 != 0 {
		want := m.createByTicket(held)
		out := tryHeld[mfa.CreateVirtualMFADeviceResponse](t, m, held, mfa.CreateVirtualMFADevice,
			mfa.CreateVirtualMFADeviceRequest{}, want)
		if want == ok {
			m.devices[held.serial].seed = string(out.VirtualMFADevice.Base32StringSeed.Reveal())
		}
	}
	if steps&2 != 0 {
		p, code1, code2 := m.pairOf(t, held.serial)
		in := mfa.EnableMFADeviceRequest{AuthenticationCode1: code1, AuthenticationCode2: code2}
		tryHeld[mfa.NoOutput](t, m, held, mfa.EnableMFADevice, in, m.enableByTicket(held, p))
	}
}

// Link is a link to a device of a name that is free, and what may come between it
// and its end.
func (m *machine) Link(t *rapid.T) {
	root, device := m.credentials[0], deviceNames.Draw(t, "device")
	names := slices.Sorted(maps.Keys(m.users))
	if len(names) == 0 {
		return
	}
	u := m.users[rapid.SampledFrom(names).Draw(t, "user")]
	if d := m.devices[serial(device)]; d != nil && d.owner != nil {
		m.deactivateAs(t, root, d.owner.name, serial(device))
	}
	m.removeDevice(t, root, serial(device))
	held := m.invite(t, root, u.name, device, "")
	if held == nil {
		return
	}
	for range 5 {
		switch rapid.IntRange(0, 7).Draw(t, "what comes") {
		case 0, 1:
			m.enroll(t, held, 1)
		case 2, 3:
			m.enroll(t, held, 2)
		case 4:
			p, code1, code2 := m.typed(held.serial, 0, false)
			m.enableWith(t, root, u.name, held.serial, p, code1, code2)
		case 5:
			m.newDevice(t, root, device)
		case 6:
			m.wait(rapid.SampledFrom([]time.Duration{time.Minute, time.Hour}).Draw(t, "wait"))
		case 7:
			m.revokeAs(t, root, u.name, held)
		}
	}
}

func (m *machine) DeleteEnrollmentTicket(t *rapid.T) {
	by, held := m.caller(t), m.aTicket(t)
	if held == nil {
		return
	}
	name := held.of.name
	if rapid.IntRange(0, 3).Draw(t, "of another") == 3 {
		name = m.target(t, by)
	}
	m.revokeAs(t, by, name, held)
}

func (m *machine) revokeAs(t *rapid.T, by credential, name string, held *ticket) {
	in := mfa.DeleteEnrollmentTicketRequest{UserName: &name, TicketId: &held.id}
	try[mfa.NoOutput](t, m, by, mfa.DeleteEnrollmentTicket, in, m.revoke(by, name, held))
}

// InviteAll makes tickets until there are as many as a user can have.
func (m *machine) InviteAll(t *rapid.T) {
	root, name := m.credentials[0], userNames.Draw(t, "user")
	for _, device := range []string{"desk", "lab", "watch", "new", "old", "spare"} {
		m.removeDevice(t, root, serial(device)) // unless it is in use
		m.invite(t, root, name, device, "")
	}
}

// Replace is a lost phone, from the ticket to the new one.
func (m *machine) Replace(t *rapid.T) {
	root, name := m.credentials[0], userNames.Draw(t, "user")
	m.invite(t, root, name, deviceNames.Draw(t, "device"), m.deviceOf(t, name))
	m.wait(rapid.SampledFrom([]time.Duration{time.Second, 299 * time.Second, 300 * time.Second}).Draw(t, "wait"))
	m.Enroll(t)
}

// UpdateUser renames a user to one name that no user is created with, or back. In
// another spelling a user does not come back: policies compare names.
func (m *machine) UpdateUser(t *rapid.T) {
	by, name := m.caller(t), userNames.Draw(t, "user")
	becomes := "dora"
	if u := m.find(name); u != nil && rapid.Bool().Draw(t, "back") {
		becomes = u.first
	}
	u, want := m.find(name), m.rename(by, name, becomes)
	in := mfa.UpdateUserRequest{UserName: &name, NewUserName: &becomes}
	try[mfa.NoOutput](t, m, by, mfa.UpdateUser, in, want)
	if want != ok {
		return
	}
	for i, c := range m.credentials { // sessions keep the name that they were opened under
		if !c.session && c.userID == u.id {
			m.credentials[i].user = becomes
		}
	}
}

// checkTicketsOf compares the listing of a user's tickets with the model.
func (m *machine) checkTicketsOf(t *rapid.T, u *user) {
	out, err := as[mfa.ListEnrollmentTicketsResponse](m, m.credentials[0], mfa.ListEnrollmentTickets,
		mfa.ListEnrollmentTicketsRequest{UserName: &u.name})
	if err != nil {
		t.Fatal(err)
	}
	var got, want []string
	for _, listed := range out.EnrollmentTickets {
		got = append(got, listed.TicketId+" for "+listed.SerialNumber+" in place of "+listed.ReplacedSerialNumber)
	}
	for _, pending := range m.pending(u) {
		if m.now.Before(pending.expires) {
			want = append(want, pending.id+" for "+pending.serial+" in place of "+pending.replaces)
		}
	}
	same(t, "tickets of "+u.name, got, want)
}
