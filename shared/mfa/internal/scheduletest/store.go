// Package scheduletest runs operations in every order in which their store
// calls can come, and lets calls get lost on the way there or back: what races
// and crashes between any two steps can do to the product's promises.
//
// The code under test is the real one, on the store in memory. A caller is a
// goroutine that stops before each call of the store until the schedule says
// that it is next, and what becomes of the call.
package scheduletest

import (
	"context"
	"errors"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// A gate is asked about every call of a store. It makes the call or does not,
// and may hide that it was made.
type gate func(method string, call func() error) error

// gated is a store behind a gate.
type gated struct {
	mfa.Store // the methods that no scenario uses are not gated
	gate      gate
}

// through makes a call that returns something. What is returned with an error
// of the store's own comes through too: with mfa.ErrConflict it is the item
// that was in the way.
func through[T any](g gated, method string, call func() (T, error)) (T, error) {
	var result T
	err := g.gate(method, func() (err error) {
		result, err = call()
		return err
	})
	if errors.Is(err, errLost) {
		return *new(T), err
	}
	return result, err
}

func (g gated) User(ctx context.Context, name string) (mfa.User, error) {
	return through(g, "User", func() (mfa.User, error) { return g.Store.User(ctx, name) })
}

func (g gated) Device(ctx context.Context, serial string) (mfa.Device, error) {
	return through(g, "Device", func() (mfa.Device, error) { return g.Store.Device(ctx, serial) })
}

func (g gated) Reserve(ctx context.Context, r mfa.Reservation) (mfa.User, error) {
	return through(g, "Reserve", func() (mfa.User, error) { return g.Store.Reserve(ctx, r) })
}

func (g gated) CreateDevice(ctx context.Context, d mfa.Device) error {
	return g.gate("CreateDevice", func() error { return g.Store.CreateDevice(ctx, d) })
}

func (g gated) DeleteDevice(ctx context.Context, serial, holder, revision string) (mfa.Device, error) {
	return through(g, "DeleteDevice", func() (mfa.Device, error) { return g.Store.DeleteDevice(ctx, serial, holder, revision) })
}

func (g gated) RedeemCode(ctx context.Context, s mfa.Redemption) error {
	return g.gate("RedeemCode", func() error { return g.Store.RedeemCode(ctx, s) })
}

func (g gated) Commit(ctx context.Context, writes ...mfa.Write) error {
	return g.gate("Commit", func() error { return g.Store.Commit(ctx, writes...) })
}

func (g gated) Assign(ctx context.Context, a mfa.Assignment) error {
	return g.gate("Assign", func() error { return g.Store.Assign(ctx, a) })
}

func (g gated) Unassign(ctx context.Context, u mfa.User, serial string) error {
	return g.gate("Unassign", func() error { return g.Store.Unassign(ctx, u, serial) })
}

func (g gated) Resync(ctx context.Context, r mfa.ResyncWrite) error {
	return g.gate("Resync", func() error { return g.Store.Resync(ctx, r) })
}

func (g gated) EnrollmentTicket(ctx context.Context, id string) (mfa.EnrollmentTicket, error) {
	return through(g, "EnrollmentTicket", func() (mfa.EnrollmentTicket, error) {
		return g.Store.EnrollmentTicket(ctx, id)
	})
}
