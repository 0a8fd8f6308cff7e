package mfa_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// The columns of testdata/authorization.txt: who calls, and how many devices alice has then.
var (
	callers = []string{"root", "key", "session", "mfa"} // alice's key, her session without MFA, and hers with
	counts  = []int{0, 1, 8}
)

// The rows name a target: a user, or a device by whose it is.
var (
	userTargets   = []string{"self", "other"}
	deviceTargets = []string{"own", "another's", "own unassigned", "another's unassigned", "unknown"}
)

// A cast is the state that one cell of the table is tried in.
type cast struct {
	caller  mfatest.Caller
	devices map[string]mfatest.Phone // by target
}

func newCast(t *testing.T, caller string, count int) cast {
	quick := otp.AWS
	quick.Enable, quick.Resync = otp.Window{Back: 20, Ahead: 20}, otp.Window{Back: 20, Ahead: 20}
	f := mfatest.New(t, &mfatest.Options{Profile: quick})
	alice, bob := f.User("alice"), f.User("bob")
	who := map[string]mfatest.Caller{"root": f.Root, "key": alice}[caller]
	c := cast{devices: map[string]mfatest.Phone{
		"own unassigned": alice.Create("hers"), "another's unassigned": bob.Create("his"), "another's": f.Enable("bob", "bobs"),
		"unknown": {Serial: "arn:aws:iam::" + mfatest.Account + ":mfa/unknown"},
	}}
	if caller == "session" {
		out := mfatest.Must[mfa.GetSessionTokenResponse](alice, mfa.GetSessionToken, mfa.GetSessionTokenRequest{})
		who = f.SignIn(out.Credentials.AccessKeyId, out.Credentials.SessionToken)
	}
	for i := range max(count, 1) {
		c.devices["own"] = f.Enable("alice", fmt.Sprint("own", i))
	}
	if caller == "mfa" {
		who = alice.WithMFA(c.devices["own"], 1)
	}
	if count == 0 {
		own := c.devices["own"].Serial
		mfatest.Must[mfa.NoOutput](f.Root, mfa.DeactivateMFADevice, mfa.DeactivateMFADeviceRequest{UserName: ptr("alice"), SerialNumber: &own})
		mfatest.Must[mfa.NoOutput](f.Root, mfa.DeleteVirtualMFADevice, mfa.DeleteVirtualMFADeviceRequest{SerialNumber: &own})
	}
	f.Wait(10 * time.Minute)
	c.caller = who
	return c
}

var names = map[string]string{"self": "alice", "other": "bob"}

// onUsers are the operations on a user. Those that read need no more of the table than that.
var onUsers = map[string]func(c cast, user string) error{
	"CreateUser": func(c cast, _ string) error {
		return do(c.caller, mfa.CreateUser, mfa.CreateUserRequest{UserName: ptr("new")})()
	},
	"GetUser": func(c cast, u string) error { return do(c.caller, mfa.GetUser, mfa.GetUserRequest{UserName: &u})() },
	"DeleteUser": func(c cast, u string) error {
		return do(c.caller, mfa.DeleteUser, mfa.DeleteUserRequest{UserName: &u})()
	},
	"CreateAccessKey": func(c cast, u string) error {
		return do(c.caller, mfa.CreateAccessKey, mfa.CreateAccessKeyRequest{UserName: &u})()
	},
	"ListAccessKeys": func(c cast, u string) error {
		return do(c.caller, mfa.ListAccessKeys, mfa.ListAccessKeysRequest{UserName: &u})()
	},
	"ListMFADevices": func(c cast, u string) error {
		return do(c.caller, mfa.ListMFADevices, mfa.ListMFADevicesRequest{UserName: &u})()
	},
	"ListUsers": func(c cast, _ string) error { return do(c.caller, mfa.ListUsers, mfa.ListUsersRequest{})() },
	"ListVirtualMFADevices": func(c cast, _ string) error {
		return do(c.caller, mfa.ListVirtualMFADevices, mfa.ListVirtualMFADevicesRequest{})()
	},
	"CreateVirtualMFADevice": func(c cast, _ string) error {
		return do(c.caller, mfa.CreateVirtualMFADevice, mfa.CreateVirtualMFADeviceRequest{VirtualMFADeviceName: ptr("new")})()
	},
	"GetSessionToken": func(c cast, _ string) error { return do(c.caller, mfa.GetSessionToken, mfa.GetSessionTokenRequest{})() },
	"GetCallerIdentity": func(c cast, _ string) error {
		return do(c.caller, mfa.GetCallerIdentity, mfa.GetCallerIdentityRequest{})()
	},
}

// onDevices are the operations on a device, or on a user's device.
var onDevices = map[string]func(c cast, user string, p mfatest.Phone) error{
	"EnableMFADevice": func(c cast, u string, p mfatest.Phone) error {
		return do(c.caller, mfa.EnableMFADevice, c.pair(u, p))()
	},
	"ResyncMFADevice": func(c cast, u string, p mfatest.Phone) error {
		return do(c.caller, mfa.ResyncMFADevice, mfa.ResyncMFADeviceRequest(c.pair(u, p)))()
	},
	"DeactivateMFADevice": func(c cast, u string, p mfatest.Phone) error {
		return do(c.caller, mfa.DeactivateMFADevice, mfa.DeactivateMFADeviceRequest{UserName: &u, SerialNumber: &p.Serial})()
	},
	"GetMFADevice": func(c cast, u string, p mfatest.Phone) error {
		return do(c.caller, mfa.GetMFADevice, mfa.GetMFADeviceRequest{UserName: &u, SerialNumber: &p.Serial})()
	},
	"DeleteVirtualMFADevice": func(c cast, _ string, p mfatest.Phone) error {
		return do(c.caller, mfa.DeleteVirtualMFADevice, mfa.DeleteVirtualMFADeviceRequest{SerialNumber: &p.Serial})()
	},
	"ListMFADeviceTags": func(c cast, _ string, p mfatest.Phone) error {
		return do(c.caller, mfa.ListMFADeviceTags, mfa.ListMFADeviceTagsRequest{SerialNumber: &p.Serial})()
	},
	"TagMFADevice": func(c cast, _ string, p mfatest.Phone) error {
		return do(c.caller, mfa.TagMFADevice, mfa.TagMFADeviceRequest{SerialNumber: &p.Serial, Tags: []*mfa.Tag{{Key: ptr("k"), Value: ptr("v")}}})()
	},
	"UntagMFADevice": func(c cast, _ string, p mfatest.Phone) error {
		return do(c.caller, mfa.UntagMFADevice, mfa.UntagMFADeviceRequest{SerialNumber: &p.Serial, TagKeys: []*string{ptr("k")}})()
	},
}

// pair is right for every device that there is.
func (c cast) pair(user string, p mfatest.Phone) mfa.EnableMFADeviceRequest {
	if p.Seed.Reveal() == nil {
		r := c.devices["own unassigned"].Pair(user, 0)
		r.SerialNumber = &p.Serial
		return r
	}
	return p.Pair(user, 0)
}

// ofUser are the device operations that name a user too.
var ofUser = map[string]bool{"EnableMFADevice": true, "ResyncMFADevice": true, "DeactivateMFADevice": true, "GetMFADevice": true}

func TestEveryCallerMayWhatTheTableSays(t *testing.T) {
	want, err := os.ReadFile("testdata/authorization.txt")
	if err != nil {
		t.Fatal(err)
	}
	got := &table{t: t}
	got.write(heading()...)
	for _, op := range mfa.Operations() {
		if try, ok := onUsers[op.Name]; ok {
			for _, user := range userTargets {
				got.row(op.Name, user, func(c cast) error { return try(c, names[user]) })
			}
			continue
		}
		try, ok := onDevices[op.Name]
		if !ok {
			continue // UpdateAccessKey and DeleteAccessKey: rules_test.go
		}
		for _, user := range userTargets {
			for _, device := range deviceTargets {
				if user == "self" || ofUser[op.Name] {
					got.row(op.Name, user+", "+device, func(c cast) error { return try(c, names[user], c.devices[device]) })
				}
			}
		}
	}
	if got.String() != string(want) {
		t.Errorf("the table is not what happens, which is:\n%s", got)
	}
}

// A table is written cell by cell: "ok", or the code of the refusal.
type table struct {
	t *testing.T
	strings.Builder
}

func heading() []string {
	cells := []string{"# operation", "on"}
	for _, caller := range callers {
		for _, count := range counts {
			cells = append(cells, fmt.Sprint(caller, "/", count))
		}
	}
	return cells
}

func (b *table) row(operation, target string, try func(cast) error) {
	cells := []string{operation, target}
	for _, caller := range callers {
		for _, count := range counts {
			cells = append(cells, verdict(try(newCast(b.t, caller, count))))
		}
	}
	b.write(cells...)
}

func verdict(err error) string {
	refusal, refused := err.(*mfa.Error)
	switch {
	case err == nil:
		return "ok"
	case !refused:
		return err.Error()
	}
	return string(refusal.Code)
}

func (b *table) write(cells ...string) {
	var line strings.Builder
	for i, cell := range cells {
		fmt.Fprintf(&line, "%-*s", []int{23, 28, 21}[min(i, 2)], cell)
	}
	b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
}
