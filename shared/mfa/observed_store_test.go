package mfa_test

import (
	"context"
	"errors"
	"reflect"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// observed is a store whose calls are looked at before they are made.
type observed struct {
	mfa.Store
	// before returns what the call is answered instead, and whether it is: with
	// nothing, and this error.
	before func(method string) (instead bool, err error)
}

func through[T any](o observed, method string, call func() (T, error)) (answer T, err error) {
	if instead, err := o.before(method); instead {
		return answer, err
	}
	return call()
}

// change is through for methods that return nothing.
func (o observed) change(method string, call func() error) error {
	_, err := through(o, method, func() (struct{}, error) { return struct{}{}, call() })
	return err
}

// list is through for listings.
func list[T any](
	o observed, method string, call func() ([]T, string, error),
) (items []T, next string, err error) {
	items, err = through(o, method, func() (page []T, err error) {
		page, next, err = call()
		return page, err
	})
	return items, next, err
}

func (o observed) User(ctx context.Context, name string) (mfa.User, error) {
	return through(o, "User", func() (mfa.User, error) { return o.Store.User(ctx, name) })
}

func (o observed) Device(ctx context.Context, serial string) (mfa.Device, error) {
	return through(o, "Device", func() (mfa.Device, error) { return o.Store.Device(ctx, serial) })
}

func (o observed) AccessKey(ctx context.Context, id string) (mfa.AccessKey, error) {
	return through(o, "AccessKey", func() (mfa.AccessKey, error) { return o.Store.AccessKey(ctx, id) })
}

func (o observed) AccessKeys(ctx context.Context, ids []string) ([]mfa.AccessKey, error) {
	return through(o, "AccessKeys", func() ([]mfa.AccessKey, error) { return o.Store.AccessKeys(ctx, ids) })
}

func (o observed) Users(ctx context.Context, after string, limit int) ([]mfa.User, string, error) {
	return list(o, "Users", func() ([]mfa.User, string, error) { return o.Store.Users(ctx, after, limit) })
}

func (o observed) Devices(
	ctx context.Context, which mfa.AssignmentStatus, after string, limit int,
) ([]mfa.Device, string, error) {
	return list(o, "Devices", func() ([]mfa.Device, string, error) { return o.Store.Devices(ctx, which, after, limit) })
}

func (o observed) HardwareDevices(
	ctx context.Context, which mfa.AssignmentStatus, after string, limit int,
) ([]mfa.Device, string, error) {
	return list(o, "HardwareDevices", func() ([]mfa.Device, string, error) {
		return o.Store.HardwareDevices(ctx, which, after, limit)
	})
}

func (o observed) CreateUser(ctx context.Context, u mfa.User) error {
	return o.change("CreateUser", func() error { return o.Store.CreateUser(ctx, u) })
}

func (o observed) DeleteUser(ctx context.Context, name string) (mfa.User, error) {
	return through(o, "DeleteUser", func() (mfa.User, error) { return o.Store.DeleteUser(ctx, name) })
}

func (o observed) CreateAccessKey(ctx context.Context, k mfa.AccessKey, limit int) error {
	return o.change("CreateAccessKey", func() error { return o.Store.CreateAccessKey(ctx, k, limit) })
}

func (o observed) UpdateAccessKey(ctx context.Context, user, id string, status mfa.AccessKeyStatus) error {
	return o.change("UpdateAccessKey", func() error { return o.Store.UpdateAccessKey(ctx, user, id, status) })
}

func (o observed) DeleteAccessKey(ctx context.Context, user, id string) error {
	return o.change("DeleteAccessKey", func() error { return o.Store.DeleteAccessKey(ctx, user, id) })
}

func (o observed) RecordUse(ctx context.Context, u mfa.Use) error {
	return o.change("RecordUse", func() error { return o.Store.RecordUse(ctx, u) })
}

func (o observed) CreateDevice(ctx context.Context, d mfa.Device) error {
	return o.change("CreateDevice", func() error { return o.Store.CreateDevice(ctx, d) })
}

func (o observed) DeleteDevice(ctx context.Context, serial, holder, revision string) (mfa.Device, error) {
	return through(o, "DeleteDevice", func() (mfa.Device, error) { return o.Store.DeleteDevice(ctx, serial, holder, revision) })
}

func (o observed) Tag(
	ctx context.Context, serial, holder string, tags map[string]string, limit int,
) (mfa.Device, error) {
	return through(o, "Tag", func() (mfa.Device, error) { return o.Store.Tag(ctx, serial, holder, tags, limit) })
}

func (o observed) Untag(ctx context.Context, serial, holder string, keys []string) (mfa.Device, error) {
	return through(o, "Untag", func() (mfa.Device, error) { return o.Store.Untag(ctx, serial, holder, keys) })
}

func (o observed) Reserve(ctx context.Context, r mfa.Reservation) (mfa.User, error) {
	return through(o, "Reserve", func() (mfa.User, error) { return o.Store.Reserve(ctx, r) })
}

func (o observed) RedeemCode(ctx context.Context, r mfa.Redemption) error {
	return o.change("RedeemCode", func() error { return o.Store.RedeemCode(ctx, r) })
}

func (o observed) Assign(ctx context.Context, a mfa.Assignment) error {
	return o.change("Assign", func() error { return o.Store.Assign(ctx, a) })
}

func (o observed) Unassign(ctx context.Context, u mfa.User, serial string) error {
	return o.change("Unassign", func() error { return o.Store.Unassign(ctx, u, serial) })
}

func (o observed) Resync(ctx context.Context, r mfa.ResyncWrite) error {
	return o.change("Resync", func() error { return o.Store.Resync(ctx, r) })
}

func (o observed) Group(ctx context.Context, name string) (mfa.Group, error) {
	return through(o, "Group", func() (mfa.Group, error) { return o.Store.Group(ctx, name) })
}

func (o observed) Role(ctx context.Context, name string) (mfa.Role, error) {
	return through(o, "Role", func() (mfa.Role, error) { return o.Store.Role(ctx, name) })
}

func (o observed) Policy(ctx context.Context, arn string) (mfa.Policy, error) {
	return through(o, "Policy", func() (mfa.Policy, error) { return o.Store.Policy(ctx, arn) })
}

func (o observed) PolicyVersion(ctx context.Context, arn, id string) (mfa.PolicyVersion, error) {
	return through(o, "PolicyVersion", func() (mfa.PolicyVersion, error) { return o.Store.PolicyVersion(ctx, arn, id) })
}

func (o observed) Lookup(ctx context.Context, which mfa.Names) (mfa.Found, error) {
	return through(o, "Lookup", func() (mfa.Found, error) { return o.Store.Lookup(ctx, which) })
}

func (o observed) Groups(ctx context.Context, after string, limit int) ([]mfa.Group, string, error) {
	return list(o, "Groups", func() ([]mfa.Group, string, error) { return o.Store.Groups(ctx, after, limit) })
}

func (o observed) Roles(ctx context.Context, after string, limit int) ([]mfa.Role, string, error) {
	return list(o, "Roles", func() ([]mfa.Role, string, error) { return o.Store.Roles(ctx, after, limit) })
}

func (o observed) Policies(ctx context.Context, after string, limit int) ([]mfa.Policy, string, error) {
	return list(o, "Policies", func() ([]mfa.Policy, string, error) { return o.Store.Policies(ctx, after, limit) })
}

func (o observed) Commit(ctx context.Context, writes ...mfa.Write) error {
	return o.change("Commit", func() error { return o.Store.Commit(ctx, writes...) })
}

// A method that was forgotten would be missing from every count.
func TestEveryMethodOfAStoreIsObserved(t *testing.T) {
	var seen string
	o := reflect.ValueOf(observed{before: func(method string) (bool, error) {
		seen = method
		return true, errUnreadable
	}})
	for i := range o.NumMethod() {
		name, method := o.Type().Method(i).Name, o.Method(i)
		if _, isStores := reflect.TypeFor[mfa.Store]().MethodByName(name); !isStores {
			continue
		}
		in := []reflect.Value{reflect.ValueOf(t.Context())}
		for n := 1; n < method.Type().NumIn() && !(method.Type().IsVariadic() && n == method.Type().NumIn()-1); n++ {
			in = append(in, reflect.Zero(method.Type().In(n)))
		}
		seen = ""
		out := method.Call(in)
		err, _ := out[len(out)-1].Interface().(error)
		if seen != name || !errors.Is(err, errUnreadable) {
			t.Errorf("%s is seen as %q and answers %v", name, seen, err)
		}
	}
}

func (o observed) ReplaceDevice(ctx context.Context, d mfa.Device) error {
	return o.change("ReplaceDevice", func() error { return o.Store.ReplaceDevice(ctx, d) })
}

func (o observed) EnrollmentTicket(ctx context.Context, id string) (mfa.EnrollmentTicket, error) {
	return through(o, "EnrollmentTicket",
		func() (mfa.EnrollmentTicket, error) { return o.Store.EnrollmentTicket(ctx, id) })
}

func (o observed) EnrollmentTickets(ctx context.Context, ids []string) ([]mfa.EnrollmentTicket, error) {
	return through(o, "EnrollmentTickets", func() ([]mfa.EnrollmentTicket, error) {
		return o.Store.EnrollmentTickets(ctx, ids)
	})
}

func (o observed) Account(ctx context.Context) (mfa.Account, error) {
	return through(o, "Account", func() (mfa.Account, error) { return o.Store.Account(ctx) })
}

func (o observed) CredentialReport(ctx context.Context) (mfa.CredentialReport, error) {
	return through(o, "CredentialReport",
		func() (mfa.CredentialReport, error) { return o.Store.CredentialReport(ctx) })
}

func (o observed) RootAccessKeys(ctx context.Context) ([]mfa.AccessKey, error) {
	return through(o, "RootAccessKeys", func() ([]mfa.AccessKey, error) { return o.Store.RootAccessKeys(ctx) })
}
