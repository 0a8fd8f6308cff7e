package mfa_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// The head of testdata/authorization.txt explains these words.
var (
	callers = []string{"root", "key", "session", "mfa"}
	counts  = []int{0, 1, 8}

	none    = []string{"-"}
	users   = []string{"self", "other"}
	devices = []string{"own", "another's", "own unassigned", "another's unassigned", "unknown"}
)

// A target is what one line of the table is about.
type target struct {
	user  string
	keyID string // of the user
	phone mfatest.Phone
}

// A try is how an operation is called, on users and devices where it names them. Codes are right for every device that there is.
type try struct {
	users, devices []string
	call           func(c cast, t target) error
}

var tries = map[string]try{
	"CreateVirtualMFADevice": {none, none, func(c cast, _ target) error {
		return do(c.caller, mfa.CreateVirtualMFADevice, mfa.CreateVirtualMFADeviceRequest{VirtualMFADeviceName: ptr("new")})()
	}},
	"EnableMFADevice": {users, devices, func(c cast, t target) error {
		return do(c.caller, mfa.EnableMFADevice, t.phone.Pair(t.user, 0))()
	}},
	"DeactivateMFADevice": {users, devices, func(c cast, t target) error {
		return do(c.caller, mfa.DeactivateMFADevice, mfa.DeactivateMFADeviceRequest{UserName: &t.user, SerialNumber: &t.phone.Serial})()
	}},
	"ResyncMFADevice": {users, devices, func(c cast, t target) error {
		return do(c.caller, mfa.ResyncMFADevice, mfa.ResyncMFADeviceRequest(t.phone.Pair(t.user, 0)))()
	}},
	"DeleteVirtualMFADevice": {none, devices, func(c cast, t target) error {
		return do(c.caller, mfa.DeleteVirtualMFADevice, mfa.DeleteVirtualMFADeviceRequest{SerialNumber: &t.phone.Serial})()
	}},
	"ListVirtualMFADevices": {none, none, func(c cast, _ target) error {
		return do(c.caller, mfa.ListVirtualMFADevices, mfa.ListVirtualMFADevicesRequest{})()
	}},
	"ListMFADevices": {users, none, func(c cast, t target) error {
		return do(c.caller, mfa.ListMFADevices, mfa.ListMFADevicesRequest{UserName: &t.user})()
	}},
	"GetMFADevice": {users, devices, func(c cast, t target) error {
		return do(c.caller, mfa.GetMFADevice, mfa.GetMFADeviceRequest{UserName: &t.user, SerialNumber: &t.phone.Serial})()
	}},
	"TagMFADevice": {none, devices, func(c cast, t target) error {
		return do(c.caller, mfa.TagMFADevice, mfa.TagMFADeviceRequest{SerialNumber: &t.phone.Serial, Tags: []*mfa.Tag{{Key: ptr("k"), Value: ptr("v")}}})()
	}},
	"UntagMFADevice": {none, devices, func(c cast, t target) error {
		return do(c.caller, mfa.UntagMFADevice, mfa.UntagMFADeviceRequest{SerialNumber: &t.phone.Serial, TagKeys: []*string{ptr("k")}})()
	}},
	"ListMFADeviceTags": {none, devices, func(c cast, t target) error {
		return do(c.caller, mfa.ListMFADeviceTags, mfa.ListMFADeviceTagsRequest{SerialNumber: &t.phone.Serial})()
	}},
	"GetSessionToken": {none, slices.Concat(none, devices), func(c cast, t target) error {
		in := mfa.GetSessionTokenRequest{}
		if t.phone.Serial != "" {
			in = t.phone.Token(0)
		}
		return do(c.caller, mfa.GetSessionToken, in)()
	}},
	"GetCallerIdentity": {none, none, func(c cast, _ target) error {
		return do(c.caller, mfa.GetCallerIdentity, mfa.GetCallerIdentityRequest{})()
	}},
	"CreateUser": {none, none, func(c cast, _ target) error {
		return do(c.caller, mfa.CreateUser, mfa.CreateUserRequest{UserName: ptr("new")})()
	}},
	"GetUser": {users, none, func(c cast, t target) error {
		return do(c.caller, mfa.GetUser, mfa.GetUserRequest{UserName: &t.user})()
	}},
	"ListUsers": {none, none, func(c cast, _ target) error { return do(c.caller, mfa.ListUsers, mfa.ListUsersRequest{})() }},
	"DeleteUser": {users, none, func(c cast, t target) error {
		return do(c.caller, mfa.DeleteUser, mfa.DeleteUserRequest{UserName: &t.user})()
	}},
	"CreateAccessKey": {users, none, func(c cast, t target) error {
		return do(c.caller, mfa.CreateAccessKey, mfa.CreateAccessKeyRequest{UserName: &t.user})()
	}},
	"ListAccessKeys": {users, none, func(c cast, t target) error {
		return do(c.caller, mfa.ListAccessKeys, mfa.ListAccessKeysRequest{UserName: &t.user})()
	}},
	"UpdateAccessKey": {users, none, func(c cast, t target) error {
		return do(c.caller, mfa.UpdateAccessKey, mfa.UpdateAccessKeyRequest{UserName: &t.user, AccessKeyId: &t.keyID, Status: ptr("Inactive")})()
	}},
	"DeleteAccessKey": {users, none, func(c cast, t target) error {
		return do(c.caller, mfa.DeleteAccessKey, mfa.DeleteAccessKeyRequest{UserName: &t.user, AccessKeyId: &t.keyID})()
	}},
}

// A cast is the state that cells of the table are tried in.
type cast struct {
	caller mfatest.Caller
	users  map[string]target
	phones map[string]mfatest.Phone
}

func newCast(t *testing.T, caller string, count int) cast {
	f := mfatest.New(t, &mfatest.Options{Profile: narrow()})
	alice, bob := f.User("alice"), f.User("bob")
	c := cast{
		caller: f.Root,
		users:  map[string]target{"self": {user: "alice", keyID: alice.KeyID}, "other": {user: "bob", keyID: bob.KeyID}},
		phones: map[string]mfatest.Phone{"own unassigned": alice.Device("hers"), "another's unassigned": bob.Device("his"), "another's": f.Enable("bob", "bobs")},
	}
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
	case "mfa":
		c.caller = alice.WithMFA(c.phones["own"], 1)
	}
	if own := c.phones["own"].Serial; count == 0 {
		mfatest.Must[mfa.NoOutput](f.Root, mfa.DeactivateMFADevice, mfa.DeactivateMFADeviceRequest{UserName: ptr("alice"), SerialNumber: &own})
		mfatest.Must[mfa.NoOutput](f.Root, mfa.DeleteVirtualMFADevice, mfa.DeleteVirtualMFADeviceRequest{SerialNumber: &own})
	}
	f.Wait(10 * time.Minute)
	return c
}

// narrow is profile aws with windows in which codes are found quickly.
func narrow() otp.Profile {
	p := otp.AWS
	p.Enable, p.Resync = otp.Window{Back: 20, Ahead: 20}, otp.Window{Back: 20, Ahead: 20}
	return p
}

func TestEveryCallerMayWhatTheTableSays(t *testing.T) {
	want, err := os.ReadFile("testdata/authorization.txt")
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(string(want), "\noperation")
	var got strings.Builder
	got.WriteString(head + "\n")
	lines := tabwriter.NewWriter(&got, 0, 0, 2, ' ', 0)
	fmt.Fprintln(lines, "operation\tuser\tdevice\t"+strings.Join(callers, "\t"))
	stage, cells := stage{t: t, casts: map[string]cast{}}, 0
	for _, op := range mfa.Operations() {
		try, ok := tries[op.Name]
		if !ok {
			t.Errorf("%s is not in the table", op.Name)
		}
		for _, user := range try.users {
			for _, device := range try.devices {
				fmt.Fprintln(lines, strings.Join(append([]string{op.Name, user, device}, stage.answers(op, user, device)...), "\t"))
				cells += len(callers) * len(counts)
			}
		}
	}
	if lines.Flush(); got.String() != string(want) {
		t.Errorf("the table is not what happens, which is:\n%s", &got)
	}
	t.Logf("%d operations, %d cells", len(mfa.Operations()), cells)
}

// A stage keeps casts that no operation has changed, by caller and count.
type stage struct {
	t     *testing.T
	casts map[string]cast
}

// answers are the cells of a line, one for each caller.
func (s stage) answers(op mfa.Operation, user, device string) (cells []string) {
	for _, caller := range callers {
		var cell []string
		for _, count := range counts {
			cell = append(cell, s.answer(op, user, device, caller, count))
		}
		if len(slices.Compact(slices.Clone(cell))) == 1 {
			cell = cell[:1]
		}
		cells = append(cells, strings.Join(cell, ", "))
	}
	return cells
}

// answer is "ok", after which the cast is not used again, or the code of the refusal, which has changed nothing.
func (s stage) answer(op mfa.Operation, user, device, caller string, count int) string {
	key := fmt.Sprint(caller, count)
	c, ok := s.casts[key]
	if !ok {
		c = newCast(s.t, caller, count)
		s.casts[key] = c
	}
	on := c.users[user]
	on.phone = c.phones[device]
	err := tries[op.Name].call(c, on)
	if err == nil {
		delete(s.casts, key)
		return "ok"
	}
	if refusal, refused := err.(*mfa.Error); refused {
		return string(refusal.Code)
	}
	return err.Error()
}
