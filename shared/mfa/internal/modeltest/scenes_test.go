package modeltest

import (
	"maps"
	"slices"
	"time"

	"pgregory.net/rapid"
)

// Several actions at once, for what single ones hardly ever bring about.

// Hire makes a user with a key, and a device in use: what most actions need.
func (m *machine) Hire(t *rapid.T) {
	root, name, device := m.credentials[0], userNames.Draw(t, "user"), deviceNames.Draw(t, "device")
	m.newUser(t, root, name)
	m.newKey(t, root, name)
	m.newDevice(t, m.caller(t), device)
	m.equip(t, root, name, device)
}

// equip makes and enables a device with the codes that it shows.
func (m *machine) equip(t *rapid.T, by credential, name, device string) {
	m.newDevice(t, by, device)
	p, code1, code2 := m.typed(serial(device), 0, false)
	m.enableWith(t, by, name, serial(device), p, code1, code2)
}

// Work is a few days of a user with a device: a new code, a session, and what
// she may do in it.
func (m *machine) Work(t *rapid.T) {
	by := m.keyOwner(t)
	for range 3 {
		serial := m.deviceOf(t, by.user)
		code, _ := m.phone(serial, 0)
		if m.login(t, by, serial, code) == ok {
			session := m.credentials[len(m.credentials)-1]
			m.setTag(t, session, serial, "team", "a")
			m.login(t, session, serial, code)
		}
		m.wait(rapid.SampledFrom([]time.Duration{30 * time.Second, time.Hour, 12 * time.Hour}).Draw(t, "wait"))
	}
}

// Hoard gives a user every device that there can be.
func (m *machine) Hoard(t *rapid.T) {
	root, name := m.credentials[0], userNames.Draw(t, "user")
	for _, device := range []string{"phone", "tablet", "Phone", "key", "spare", "old", "new", "watch", "desk"} {
		m.equip(t, root, name, device)
	}
}

// Fire takes everything from a user, and then the user away. Her sessions must
// end with that, even if another user of the same name comes.
func (m *machine) Fire(t *rapid.T) {
	root, name := m.credentials[0], userNames.Draw(t, "user")
	if u := m.find(name); u != nil {
		for _, serial := range m.devicesOf(u) {
			m.deactivateAs(t, root, name, serial)
		}
		for _, id := range slices.Sorted(maps.Keys(u.keys)) {
			m.removeKey(t, root, name, id)
		}
	}
	m.removeUser(t, root, name)
}

// Guess tries wrong codes in a row with one key.
func (m *machine) Guess(t *rapid.T) {
	by := m.keyOwner(t)
	m.guess(t, by, m.deviceOf(t, by.user), rapid.IntRange(1, 12).Draw(t, "guesses"))
}

func (m *machine) guess(t *rapid.T, by credential, serial string, guesses int) {
	for range guesses {
		code, _ := m.phone(serial, 0)
		if m.login(t, by, serial, slip(code)) != wrongCode {
			return
		}
	}
}

// Besiege guesses with one key for months: ten codes a day, thirty a month, a
// hundred in a row.
func (m *machine) Besiege(t *rapid.T) {
	if rapid.IntRange(0, 3).Draw(t, "not now") > 0 {
		return
	}
	by := m.keyOwner(t)
	serial := m.deviceOf(t, by.user)
	for day := range 15 {
		m.guess(t, by, serial, 12)
		m.wait(24 * time.Hour)
		if day%3 == 2 {
			m.wait(28 * 24 * time.Hour)
		}
	}
}

// Fumble brings wrong pairs in a row.
func (m *machine) Fumble(t *rapid.T) {
	by := m.keyOwner(t)
	if by.user == "" {
		return
	}
	serial := m.deviceOf(t, by.user)
	for range rapid.IntRange(1, 25).Draw(t, "tries") { // hardened judges 20 a day
		p, code1, code2 := m.typed(serial, 0, true)
		m.resyncWith(t, by, by.user, serial, p, code1, code2)
	}
}

// Return takes a device from its user and gives it back, with the very codes
// that the phone shows now.
func (m *machine) Return(t *rapid.T) {
	root, name := m.credentials[0], userNames.Draw(t, "user")
	serial := m.deviceOf(t, name)
	m.deactivateAs(t, root, name, serial)
	p, code1, code2 := m.typed(serial, 0, false)
	m.enableWith(t, root, name, serial, p, code1, code2)
}
