package modeltest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// A machine takes actions on an account and its model. Its methods that take a
// *rapid.T alone are the actions (rapid.StateMachineActions), named after the
// operations that they call.
type machine struct {
	*account
	fixture     *mfatest.Fixture
	credentials []credential // root's, and the newest that the service handed out, dead or alive
	latest      time.Time    // that the clock was at
	seen        tally
}

// A tally counts the outcomes of each operation.
type tally map[string]map[outcome]int

// fewCredentials is how many are remembered, so that those in use are live ones
// most of the time.
const fewCredentials = 12

var (
	userNames   = rapid.SampledFrom([]string{"alice", "bob", "ALICE", "carol", "dora"})
	deviceNames = rapid.SampledFrom([]string{"phone", "tablet", "Phone", "key", "spare", "old", "new", "watch",
		"desk", "lab"})
	tagKeys = rapid.SampledFrom([]string{"team", "Team", "room"})
	waits   = rapid.SampledFrom([]time.Duration{
		time.Second, 10 * time.Second, 30 * time.Second, 30 * time.Second, 30 * time.Second, time.Minute, time.Minute,
		3 * time.Minute,
		3 * time.Minute, 15 * time.Minute, -20 * time.Second, time.Hour, 12 * time.Hour, 24 * time.Hour,
		7 * 24 * time.Hour, 31 * 24 * time.Hour,
	})
)

func serial(name string) string { return "arn:aws:iam::" + mfatest.Account + ":mfa/" + name }

// try carries out an operation, and fails the test unless it comes to what the model wants.
func try[Out, In any](t *rapid.T, m *machine, by credential, op mfa.Operation, in In, want outcome) Out {
	t.Helper()
	out, err := as[Out](m, by, op, in)
	got := outcomeOf(err)
	t.Logf("%s by %s: %s", op.Name, by, got)
	if got != want {
		t.Fatalf("the model wants %s", want)
	}
	if m.seen[op.Name] == nil {
		m.seen[op.Name] = map[outcome]int{}
	}
	m.seen[op.Name][want]++
	return out
}

// as carries out an operation with a credential.
func as[Out, In any](m *machine, by credential, op mfa.Operation, in In) (out Out, err error) {
	token := by.sessionToken()
	_, err = mfatest.Authenticate(context.Background(), m.fixture.Service, by.keyID, token)
	if err != nil {
		return out, err
	}
	return mfatest.Call[Out](m.fixture.SignIn(by.keyID, token), op, in)
}

// sessionToken is empty for a long-term key.
func (c credential) sessionToken() secret.String {
	if c.token == "" {
		return secret.String{}
	}
	return secret.New(c.token)
}

// meanings are the words of outcomes, by what messages say.
var meanings = map[string]string{
	"authenticated with an MFA device": ": needs MFA",
	"with session credentials":         ": needs a long-term key",
	"invalid MFA one time pass code":   ": wrong or spent",
	"unable to validate MFA code":      ": not judged",
	"already in use":                   ": of another user",
	"must remove tokens":               ": devices",
	"must delete access keys":          ": keys",
	"Must deactivate first":            ": in use",
	"AccessKeysPerUser: 2":             ": keys",
	"MFADevicesPerUser: 8":             ": devices",
	"TicketsPerUser: 5":                ": tickets",
	"Too many code attempts":           ": attempts",
}

func outcomeOf(err error) outcome {
	var refusal *mfa.Error
	switch {
	case err == nil:
		return ok
	case !errors.As(err, &refusal):
		return outcome("failure: " + err.Error())
	}
	word := ""
	for text, meaning := range meanings {
		if strings.Contains(refusal.Message, text) {
			word += meaning
		}
	}
	return outcome(string(refusal.Code) + word)
}

func (c credential) String() string {
	return fmt.Sprintf("%s of %s (session %v, MFA %v)", c.keyID, cmp.Or(c.user, "root"), c.session, c.mfa)
}

// caller draws who acts: root, a user who may, or anybody.
func (m *machine) caller(t *rapid.T) credential {
	switch rapid.IntRange(0, 2).Draw(t, "who") {
	case 0:
		return m.credentials[0]
	case 1:
		return m.oneOf(t, func(c credential) bool { return c.user != "" && m.signedIn(c) == ok })
	}
	return rapid.SampledFrom(m.credentials).Draw(t, "caller")
}

// keyOwner draws a user's long-term key that is good.
func (m *machine) keyOwner(t *rapid.T) credential {
	return m.oneOf(t, func(c credential) bool { return c.user != "" && !c.session && m.signedIn(c) == ok })
}

// oneOf draws a credential that is as wanted, or root's if there is none.
func (m *machine) oneOf(t *rapid.T, wanted func(credential) bool) credential {
	some := slices.DeleteFunc(slices.Clone(m.credentials), func(c credential) bool { return !wanted(c) })
	if len(some) == 0 {
		return m.credentials[0]
	}
	return rapid.SampledFrom(some).Draw(t, "caller")
}

func (m *machine) remember(c credential) {
	m.credentials = append(m.credentials, c)
	if len(m.credentials) > fewCredentials {
		m.credentials = slices.Delete(m.credentials, 1, 2)
	}
}

// target draws the user that the caller acts on: herself, or anybody.
func (m *machine) target(t *rapid.T, by credential) string {
	if by.user != "" && rapid.IntRange(0, 2).Draw(t, "on another") < 2 {
		return by.user
	}
	return userNames.Draw(t, "user")
}

// deviceOf draws one of the user's devices, if there is one, or any that
// exists, or one that may not.
func (m *machine) deviceOf(t *rapid.T, name string) string {
	if u := m.find(name); u != nil && len(m.devicesOf(u)) > 0 && rapid.IntRange(0, 3).Draw(t, "another's") < 3 {
		return rapid.SampledFrom(slices.Sorted(slices.Values(m.devicesOf(u)))).Draw(t, "device")
	}
	if len(m.devices) > 0 && rapid.IntRange(0, 3).Draw(t, "made up") < 3 {
		return rapid.SampledFrom(slices.Sorted(maps.Keys(m.devices))).Draw(t, "device")
	}
	return serial(deviceNames.Draw(t, "device"))
}

func (m *machine) keyOf(t *rapid.T, name string) string {
	ids := []string{m.credentials[0].keyID} // root's, which is no user's
	if u := m.find(name); u != nil && len(u.keys) > 0 && rapid.IntRange(0, 3).Draw(t, "any key") < 3 {
		ids = slices.Sorted(maps.Keys(u.keys))
	}
	return rapid.SampledFrom(ids).Draw(t, "key")
}

// phone is what the device shows, some steps from now by its own clock. A
// device that does not exist shows anything.
func (m *machine) phone(serial string, steps int64) (code string, step int64) {
	d := m.devices[serial]
	if d == nil {
		return "123456", 0
	}
	step = m.step() + d.drift + steps
	return codeAt(d.seed, step), step
}

// pairOf draws two codes of a device as its holder types them.
func (m *machine) pairOf(t *rapid.T, serial string) (p pair, code1, code2 secret.String) {
	steps := rapid.SampledFrom([]int64{0, 0, 0, 0, 1, 2, -1, -25, 25, 990, -1000}).Draw(t, "steps")
	p.mistyped = rapid.IntRange(0, 4).Draw(t, "slip") == 4
	return m.typed(serial, steps, p.mistyped)
}

func (m *machine) typed(serial string, steps int64, mistyped bool) (p pair, code1, code2 secret.String) {
	older, _ := m.phone(serial, steps-1)
	newer, second := m.phone(serial, steps)
	if mistyped {
		older = slip(older)
	}
	return pair{second, mistyped}, secret.New(older), secret.New(newer)
}

// slip is the code with another last digit.
func slip(code string) string {
	last := len(code) - 1
	return code[:last] + string('0'+(code[last]-'0'+1)%10)
}
