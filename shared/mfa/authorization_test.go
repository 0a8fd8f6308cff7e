package mfa_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// The head of testdata/authorization.txt explains these words.
var (
	callers = []string{"root", "key", "session", "mfa", "ticket"}
	counts  = []int{0, 1, 8}

	none    = []string{"-"}
	users   = []string{"self", "other"}
	devices = []string{"own", "another's", "own unassigned", "another's unassigned", "unknown"}
)

// cells are the users and devices that an operation is tried on.
func cells(c mfatest.Entry) (onUsers, onDevices []string) {
	switch c.Cells {
	case mfatest.EachUser:
		return users, none
	case mfatest.EachDevice:
		return none, devices
	case mfatest.EachDeviceOrNone:
		return none, slices.Concat(none, devices)
	case mfatest.EachUserAndDevice:
		return users, devices
	}
	return none, none
}

// A cast is the state that cells of the table are tried in.
type cast struct {
	root   mfatest.Caller
	caller mfatest.Caller
	users  map[string]mfatest.Target
	code   secret.String // a recovery code of alice's
	phones map[string]mfatest.Phone
}

func newCast(t *testing.T, caller string, count int) cast {
	t.Helper()
	f := mfatest.New(t, &mfatest.Options{Profile: narrow()})
	alice, bob := f.User("alice"), f.User("bob")
	c := cast{
		root:   f.Root,
		caller: f.Root,
		users: map[string]mfatest.Target{"self": {User: "alice", KeyID: alice.KeyID},
			"other": {User: "bob", KeyID: bob.KeyID}},
		phones: map[string]mfatest.Phone{"own unassigned": alice.Device("hers"),
			"another's unassigned": bob.Device("his"), "another's": f.Enable("bob", "bobs")},
	}
	c.code = f.RecoveryCodes("alice")[0]
	hers, his := f.Ticket("alice", "hers"), f.Ticket("bob", "his")
	self, other := c.users["self"], c.users["other"]
	self.Ticket, other.Ticket = hers.ID, his.ID
	c.users["self"], c.users["other"] = self, other
	unknown := c.phones["own unassigned"]
	unknown.Serial += "2"
	c.phones["unknown"] = unknown
	for i := range max(count, 1) {
		c.phones["own"] = f.Enable("alice", fmt.Sprint("own", i))
	}
	switch caller {
	case "key":
		c.caller = alice
	case "session":
		out := mfatest.Must[mfa.GetSessionTokenResponse](alice, mfa.GetSessionToken, mfa.GetSessionTokenRequest{})
		c.caller = f.SignIn(out.Credentials.AccessKeyId, out.Credentials.SessionToken)
	case "ticket":
		c.caller = hers.Holder
	case "mfa":
		c.caller = alice.WithMFA(c.phones["own"], 1)
	}
	if own := c.phones["own"].Serial; count == 0 {
		mfatest.Do(f.Root, mfa.DeactivateMFADevice,
			mfa.DeactivateMFADeviceRequest{UserName: ptr("alice"), SerialNumber: &own})
		mfatest.Do(f.Root, mfa.DeleteVirtualMFADevice, mfa.DeleteVirtualMFADeviceRequest{SerialNumber: &own})
	}
	f.Wait(10 * time.Minute)
	return c
}

var update = flag.Bool("update", false, "write the golden files of this package")

func TestEveryCallerMayDoWhatTheTableSays(t *testing.T) {
	want, err := os.ReadFile("testdata/authorization.txt")
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(string(want), "\noperation")
	var got strings.Builder
	got.WriteString(head + "\n")
	lines := tabwriter.NewWriter(&got, 0, 0, 2, ' ', 0)
	fmt.Fprintln(lines, "operation\tuser\tdevice\t"+strings.Join(callers, "\t"))
	stage, tried := stage{t: t, casts: map[string]cast{}}, 0
	for _, c := range mfatest.Catalogue() {
		onUsers, onDevices := cells(c)
		for _, user := range onUsers {
			for _, device := range onDevices {
				line := append([]string{c.Operation.Name, user, device}, stage.answers(c, user, device)...)
				fmt.Fprintln(lines, strings.Join(line, "\t"))
				tried += len(callers) * len(counts)
			}
		}
	}
	if err := lines.Flush(); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("testdata/authorization.txt", []byte(got.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if catalogued(got.String()) != catalogued(string(want)) {
		t.Errorf("the table is not what happens (see make generate), which is:\n%s", &got)
	}
	t.Logf("%d operations, %d cells", len(mfa.Operations()), tried)
}

// A stage keeps casts that no operation has changed, by caller and count.
type stage struct {
	t     *testing.T
	casts map[string]cast
}

// answers are the cells of a line, one for each caller.
func (s stage) answers(c mfatest.Entry, user, device string) (cells []string) {
	for _, caller := range callers {
		var cell []string
		for _, count := range counts {
			cell = append(cell, s.answer(c, user, device, caller, count))
		}
		if len(slices.Compact(slices.Clone(cell))) == 1 {
			cell = cell[:1]
		}
		cells = append(cells, strings.Join(cell, ", "))
	}
	return cells
}

// answer is "ok", after which the cast is not used again, or the code of the
// refusal, which has changed nothing.
func (s stage) answer(call mfatest.Entry, user, device, caller string, count int) string {
	key := fmt.Sprint(caller, count)
	if len(call.Before) > 0 {
		key += call.Operation.Name
	}
	c, ok := s.casts[key]
	if !ok {
		c = newCast(s.t, caller, count)
		c.root.Prepare(call)
		s.casts[key] = c
	}
	on := c.users[user]
	on.Phone, on.Recovery = c.phones[device], c.code
	call.Shift = 0
	err := c.caller.Send(call.Operation, call.Request(on))
	if err == nil {
		delete(s.casts, key)
		return "ok"
	}
	if refusal, refused := err.(*mfa.Error); refused {
		return string(refusal.Code)
	}
	return err.Error()
}
