package modeltest

import (
	"errors"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// Check compares the account with the model, as root sees it: its listings,
// page by page. So a device is in one place or in none, its user and it agree,
// no user has more than eight, and what was refused has changed nothing.
func (m *machine) Check(t *rapid.T) {
	m.checkUsers(t)
	m.checkDevices(t)
	for _, u := range m.users {
		m.checkDevicesOf(t, u)
		m.checkKeysOf(t, u)
		m.checkTicketsOf(t, u)
	}
}

// reads are the calls of the catalogue that change nothing, apart from those of
// operations that have an action and a model of their own.
var reads = slices.DeleteFunc(mfatest.Catalogue(), func(e mfatest.Entry) bool {
	_, modelled := outcomes[e.Operation.Name]
	return modelled || !wire.IsReadOnly(e.Operation.Name)
})

// Read sends one of the reads, as anybody, about anything. The model does not
// know what it answers, only that the service does not fail, and Check that
// nothing has changed.
func (m *machine) Read(t *rapid.T) {
	by, entry := m.caller(t), rapid.SampledFrom(reads).Draw(t, "read")
	name := m.target(t, by)
	body := entry.Fill(map[string]string{"$user": name, "$serial": m.deviceOf(t, name), "$key": m.keyOf(t, name)})
	var err error
	if m.signedIn(by) == ok {
		err = m.fixture.SignIn(by.keyID, by.sessionToken()).Send(entry.Operation, body)
	}
	if refusal := (*mfa.Error)(nil); err != nil && !errors.As(err, &refusal) {
		t.Fatalf("%s by %s: %v", entry.Operation.Name, by, err)
	}
}

// list is a whole listing, two items a page.
func list[Item, Out, In any](t *rapid.T, m *machine, op mfa.Operation,
	request func(marker *string, items *int32) In, page func(Out) ([]Item, *string)) (all []Item) {
	t.Helper()
	two := int32(2)
	for marker := (*string)(nil); ; {
		out, err := as[Out](m, m.credentials[0], op, request(marker, &two))
		if err != nil {
			t.Fatalf("%s: %v", op.Name, err)
		}
		items, next := page(out)
		all = append(all, items...)
		if next == nil {
			return all
		}
		marker = next
	}
}

// same fails the test unless two lists have the same lines, in any order.
func same(t *rapid.T, what string, got, want []string) {
	t.Helper()
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Fatalf("%s: there are\n%s\nand the model has\n%s", what, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func (m *machine) checkUsers(t *rapid.T) {
	var got, want []string
	for _, u := range list(t, m, mfa.ListUsers,
		func(marker *string, items *int32) mfa.ListUsersRequest {
			return mfa.ListUsersRequest{Marker: marker, MaxItems: items}
		},
		func(out mfa.ListUsersResponse) ([]mfa.UserDetail, *string) { return out.Users, out.Marker }) {
		got = append(got, *u.UserName+" "+u.UserId)
	}
	for _, u := range m.users {
		want = append(want, u.name+" "+u.id)
	}
	same(t, "users", got, want)
}

func (m *machine) checkDevices(t *rapid.T) {
	for _, status := range []mfa.AssignmentStatus{mfa.AnyAssignment, mfa.Assigned, mfa.Unassigned} {
		var got, want []string
		for _, d := range list(t, m, mfa.ListVirtualMFADevices,
			func(marker *string, items *int32) mfa.ListVirtualMFADevicesRequest {
				return mfa.ListVirtualMFADevicesRequest{AssignmentStatus: (*string)(&status), Marker: marker, MaxItems: items}
			},
			func(out mfa.ListVirtualMFADevicesResponse) ([]mfa.VirtualMFADevice, *string) {
				return out.VirtualMFADevices, out.Marker
			}) {
			line := d.SerialNumber
			if d.User != nil {
				line += " of " + *d.User.UserName + " " + d.User.UserId + " since " + d.EnableDate.Format(time.RFC3339)
			}
			got = append(got, line)
		}
		for serial, d := range m.devices {
			if d.owner == nil && status != mfa.Assigned {
				want = append(want, serial)
			}
			if d.owner != nil && status != mfa.Unassigned {
				want = append(want, serial+" of "+d.owner.name+" "+d.owner.id+" since "+d.enabled.Format(time.RFC3339))
			}
		}
		same(t, "devices, "+string(status), got, want)
	}
	for serial := range m.devices {
		m.checkTagsOf(t, serial)
	}
}

func (m *machine) checkDevicesOf(t *rapid.T, u *user) {
	var got []string
	for _, d := range list(t, m, mfa.ListMFADevices,
		func(marker *string, items *int32) mfa.ListMFADevicesRequest {
			return mfa.ListMFADevicesRequest{UserName: &u.name, Marker: marker, MaxItems: items}
		},
		func(out mfa.ListMFADevicesResponse) ([]mfa.MFADevice, *string) { return out.MFADevices, out.Marker }) {
		got = append(got, d.SerialNumber)
	}
	same(t, "devices of "+u.name, got, m.devicesOf(u))
	if len(got) > 8 {
		t.Fatalf("%s has %d devices", u.name, len(got))
	}
}

func (m *machine) checkKeysOf(t *rapid.T, u *user) {
	var got, want []string
	for _, k := range list(t, m, mfa.ListAccessKeys,
		func(marker *string, items *int32) mfa.ListAccessKeysRequest {
			return mfa.ListAccessKeysRequest{UserName: &u.name, Marker: marker, MaxItems: items}
		},
		func(out mfa.ListAccessKeysResponse) ([]mfa.AccessKeyMetadata, *string) {
			return out.AccessKeyMetadata, out.Marker
		}) {
		got = append(got, k.AccessKeyId+" "+k.Status)
	}
	for id, status := range u.keys {
		want = append(want, id+" "+status)
	}
	same(t, "keys of "+u.name, got, want)
}

func (m *machine) checkTagsOf(t *rapid.T, serial string) {
	var got, want []string
	for _, tag := range list(t, m, mfa.ListMFADeviceTags,
		func(marker *string, items *int32) mfa.ListMFADeviceTagsRequest {
			return mfa.ListMFADeviceTagsRequest{SerialNumber: &serial, Marker: marker, MaxItems: items}
		},
		func(out mfa.ListMFADeviceTagsResponse) ([]mfa.OutTag, *string) { return out.Tags, out.Marker }) {
		got = append(got, tag.Key+"="+tag.Value)
	}
	for key, value := range m.devices[serial].tags {
		want = append(want, key+"="+value)
	}
	same(t, "tags of "+serial, got, want)
}
