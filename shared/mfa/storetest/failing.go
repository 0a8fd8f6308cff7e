package storetest

import (
	"context"
	"errors"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// ErrFailed is what a Failing store returns. It does not tell
// whether the change was made.
var ErrFailed = errors.New("storetest: the store failed")

// Failing is a store one of whose changing methods fails: before the change is
// made, as if the request did not arrive, or after it, as if the answer got
// lost.
type Failing struct {
	mfa.Store
	Method string // the failing one, such as "RedeemCode"; "" for none
	After  bool
	Failed bool // set when it has failed
}

// Methods are those that can fail.
func Methods() []string {
	return []string{
		"CreateUser",
		"DeleteUser",
		"CreateAccessKey",
		"UpdateAccessKey",
		"DeleteAccessKey",
		"RecordUse",
		"CreateDevice",
		"ReplaceDevice",
		"DeleteDevice",
		"Tag",
		"Untag",
		"Reserve", "RedeemCode", "Assign", "Unassign", "Resync", "Commit",
	}
}

func change[T any](f *Failing, method string, call func() (T, error)) (T, error) {
	fails := f.Method == method
	var nothing T
	if fails && !f.After {
		f.Failed = true
		return nothing, ErrFailed
	}
	result, err := call()
	if fails && err == nil {
		f.Failed = true
		return nothing, ErrFailed
	}
	return result, err
}

func (f *Failing) change(method string, call func() error) error {
	_, err := change(f, method, func() (struct{}, error) { return struct{}{}, call() })
	return err
}

// CreateUser implements mfa.Store.
func (f *Failing) CreateUser(ctx context.Context, u mfa.User) error {
	return f.change("CreateUser", func() error { return f.Store.CreateUser(ctx, u) })
}

// DeleteUser implements mfa.Store.
func (f *Failing) DeleteUser(ctx context.Context, name string) (mfa.User, error) {
	return change(f, "DeleteUser", func() (mfa.User, error) { return f.Store.DeleteUser(ctx, name) })
}

// CreateAccessKey implements mfa.Store.
func (f *Failing) CreateAccessKey(ctx context.Context, k mfa.AccessKey, limit int) error {
	return f.change("CreateAccessKey", func() error { return f.Store.CreateAccessKey(ctx, k, limit) })
}

// UpdateAccessKey implements mfa.Store.
func (f *Failing) UpdateAccessKey(ctx context.Context, userName, id string, status mfa.AccessKeyStatus) error {
	return f.change("UpdateAccessKey", func() error { return f.Store.UpdateAccessKey(ctx, userName, id, status) })
}

// DeleteAccessKey implements mfa.Store.
func (f *Failing) DeleteAccessKey(ctx context.Context, userName, id string) error {
	return f.change("DeleteAccessKey", func() error { return f.Store.DeleteAccessKey(ctx, userName, id) })
}

// RecordUse implements mfa.Store.
func (f *Failing) RecordUse(ctx context.Context, u mfa.Use) error {
	return f.change("RecordUse", func() error { return f.Store.RecordUse(ctx, u) })
}

// CreateDevice implements mfa.Store.
func (f *Failing) CreateDevice(ctx context.Context, d mfa.Device) error {
	return f.change("CreateDevice", func() error { return f.Store.CreateDevice(ctx, d) })
}

// ReplaceDevice implements mfa.Store.
func (f *Failing) ReplaceDevice(ctx context.Context, d mfa.Device) error {
	return f.change("ReplaceDevice", func() error { return f.Store.ReplaceDevice(ctx, d) })
}

// DeleteDevice implements mfa.Store.
func (f *Failing) DeleteDevice(ctx context.Context, serial, holder, revision string) (mfa.Device, error) {
	return change(f, "DeleteDevice", func() (mfa.Device, error) { return f.Store.DeleteDevice(ctx, serial, holder, revision) })
}

// Tag implements mfa.Store.
func (f *Failing) Tag(
	ctx context.Context,
	serial, holder string,
	tags map[string]string,
	limit int,
) (mfa.Device, error) {
	return change(f, "Tag", func() (mfa.Device, error) { return f.Store.Tag(ctx, serial, holder, tags, limit) })
}

// Untag implements mfa.Store.
func (f *Failing) Untag(ctx context.Context, serial, holder string, keys []string) (mfa.Device, error) {
	return change(f, "Untag", func() (mfa.Device, error) { return f.Store.Untag(ctx, serial, holder, keys) })
}

// Reserve implements mfa.Store.
func (f *Failing) Reserve(ctx context.Context, r mfa.Reservation) (mfa.User, error) {
	return change(f, "Reserve", func() (mfa.User, error) { return f.Store.Reserve(ctx, r) })
}

// RedeemCode implements mfa.Store.
func (f *Failing) RedeemCode(ctx context.Context, s mfa.Redemption) error {
	return f.change("RedeemCode", func() error { return f.Store.RedeemCode(ctx, s) })
}

// Assign implements mfa.Store.
func (f *Failing) Assign(ctx context.Context, a mfa.Assignment) error {
	return f.change("Assign", func() error { return f.Store.Assign(ctx, a) })
}

// Unassign implements mfa.Store.
func (f *Failing) Unassign(ctx context.Context, u mfa.User, serial string) error {
	return f.change("Unassign", func() error { return f.Store.Unassign(ctx, u, serial) })
}

// Resync implements mfa.Store.
func (f *Failing) Resync(ctx context.Context, r mfa.ResyncWrite) error {
	return f.change("Resync", func() error { return f.Store.Resync(ctx, r) })
}

// Commit implements mfa.Store.
func (f *Failing) Commit(ctx context.Context, writes ...mfa.Write) error {
	return f.change("Commit", func() error { return f.Store.Commit(ctx, writes...) })
}
