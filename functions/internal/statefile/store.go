package statefile

import (
	"context"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// The methods of mfa.Store. Reads settle too: what they return may be a change
// whose own caller is still waiting. They are spelled out, not embedded, so that
// a method that is added to mfa.Store does not come without it.

// User implements mfa.Store.
func (s *Store) User(ctx context.Context, name string) (mfa.User, error) {
	found, err := s.mem.User(ctx, name)
	return settled(s, found, err)
}

// Device implements mfa.Store.
func (s *Store) Device(ctx context.Context, serial string) (mfa.Device, error) {
	found, err := s.mem.Device(ctx, serial)
	return settled(s, found, err)
}

// AccessKey implements mfa.Store.
func (s *Store) AccessKey(ctx context.Context, id string) (mfa.AccessKey, error) {
	found, err := s.mem.AccessKey(ctx, id)
	return settled(s, found, err)
}

// AccessKeys implements mfa.Store.
func (s *Store) AccessKeys(ctx context.Context, ids []string) ([]mfa.AccessKey, error) {
	found, err := s.mem.AccessKeys(ctx, ids)
	return settled(s, found, err)
}

// Users implements mfa.Store.
func (s *Store) Users(ctx context.Context, after string, limit int) ([]mfa.User, string, error) {
	page, next, err := s.mem.Users(ctx, after, limit)
	page, err = settled(s, page, err)
	return page, next, err
}

// Devices implements mfa.Store.
func (s *Store) Devices(
	ctx context.Context,
	which mfa.AssignmentStatus,
	after string,
	limit int,
) ([]mfa.Device, string, error) {
	page, next, err := s.mem.Devices(ctx, which, after, limit)
	page, err = settled(s, page, err)
	return page, next, err
}

// HardwareDevices implements mfa.Store.
func (s *Store) HardwareDevices(
	ctx context.Context,
	which mfa.AssignmentStatus,
	after string,
	limit int,
) ([]mfa.Device, string, error) {
	page, next, err := s.mem.HardwareDevices(ctx, which, after, limit)
	page, err = settled(s, page, err)
	return page, next, err
}

// CreateUser implements mfa.Store.
func (s *Store) CreateUser(ctx context.Context, u mfa.User) error {
	return s.made(s.mem.CreateUser(ctx, u))
}

// DeleteUser implements mfa.Store.
func (s *Store) DeleteUser(ctx context.Context, name string) (mfa.User, error) {
	found, err := s.mem.DeleteUser(ctx, name)
	return settled(s, found, err)
}

// CreateAccessKey implements mfa.Store.
func (s *Store) CreateAccessKey(ctx context.Context, k mfa.AccessKey, limit int) error {
	return s.made(s.mem.CreateAccessKey(ctx, k, limit))
}

// UpdateAccessKey implements mfa.Store.
func (s *Store) UpdateAccessKey(ctx context.Context, user, id string, status mfa.AccessKeyStatus) error {
	return s.made(s.mem.UpdateAccessKey(ctx, user, id, status))
}

// DeleteAccessKey implements mfa.Store.
func (s *Store) DeleteAccessKey(ctx context.Context, user, id string) error {
	return s.made(s.mem.DeleteAccessKey(ctx, user, id))
}

// RecordUse implements mfa.Store.
func (s *Store) RecordUse(ctx context.Context, u mfa.Use) error {
	return s.made(s.mem.RecordUse(ctx, u))
}

// CreateDevice implements mfa.Store.
func (s *Store) CreateDevice(ctx context.Context, d mfa.Device) error {
	return s.made(s.mem.CreateDevice(ctx, d))
}

// ReplaceDevice implements mfa.Store.
func (s *Store) ReplaceDevice(ctx context.Context, d mfa.Device) error {
	return s.made(s.mem.ReplaceDevice(ctx, d))
}

// EnrollmentTicket implements mfa.TicketStore.
func (s *Store) EnrollmentTicket(ctx context.Context, id string) (mfa.EnrollmentTicket, error) {
	found, err := s.mem.EnrollmentTicket(ctx, id)
	return settled(s, found, err)
}

// EnrollmentTickets implements mfa.TicketStore.
func (s *Store) EnrollmentTickets(ctx context.Context, ids []string) ([]mfa.EnrollmentTicket, error) {
	found, err := s.mem.EnrollmentTickets(ctx, ids)
	return settled(s, found, err)
}

// DeleteDevice implements mfa.Store.
func (s *Store) DeleteDevice(ctx context.Context, serial, holder, revision string) (mfa.Device, error) {
	found, err := s.mem.DeleteDevice(ctx, serial, holder, revision)
	return settled(s, found, err)
}

// Tag implements mfa.Store.
func (s *Store) Tag(ctx context.Context, serial, holder string, tags map[string]string, limit int) (mfa.Device, error) {
	found, err := s.mem.Tag(ctx, serial, holder, tags, limit)
	return settled(s, found, err)
}

// Untag implements mfa.Store.
func (s *Store) Untag(ctx context.Context, serial, holder string, keys []string) (mfa.Device, error) {
	found, err := s.mem.Untag(ctx, serial, holder, keys)
	return settled(s, found, err)
}

// Reserve implements mfa.Store.
func (s *Store) Reserve(ctx context.Context, r mfa.Reservation) (mfa.User, error) {
	found, err := s.mem.Reserve(ctx, r)
	return settled(s, found, err)
}

// RedeemCode implements mfa.Store.
func (s *Store) RedeemCode(ctx context.Context, r mfa.Redemption) error {
	return s.made(s.mem.RedeemCode(ctx, r))
}

// Assign implements mfa.Store.
func (s *Store) Assign(ctx context.Context, a mfa.Assignment) error {
	return s.made(s.mem.Assign(ctx, a))
}

// Unassign implements mfa.Store.
func (s *Store) Unassign(ctx context.Context, u mfa.User, serial string) error {
	return s.made(s.mem.Unassign(ctx, u, serial))
}

// Resync implements mfa.Store.
func (s *Store) Resync(ctx context.Context, r mfa.ResyncWrite) error {
	return s.made(s.mem.Resync(ctx, r))
}

// Group implements mfa.Store.
func (s *Store) Group(ctx context.Context, id string) (mfa.Group, error) {
	found, err := s.mem.Group(ctx, id)
	return settled(s, found, err)
}

// Role implements mfa.Store.
func (s *Store) Role(ctx context.Context, name string) (mfa.Role, error) {
	found, err := s.mem.Role(ctx, name)
	return settled(s, found, err)
}

// Policy implements mfa.Store.
func (s *Store) Policy(ctx context.Context, arn string) (mfa.Policy, error) {
	found, err := s.mem.Policy(ctx, arn)
	return settled(s, found, err)
}

// PolicyVersion implements mfa.Store.
func (s *Store) PolicyVersion(ctx context.Context, arn, id string) (mfa.PolicyVersion, error) {
	found, err := s.mem.PolicyVersion(ctx, arn, id)
	return settled(s, found, err)
}

// RootAccessKeys implements mfa.Store.
func (s *Store) RootAccessKeys(ctx context.Context) ([]mfa.AccessKey, error) {
	found, err := s.mem.RootAccessKeys(ctx)
	return settled(s, found, err)
}

// Account implements mfa.Store.
func (s *Store) Account(ctx context.Context) (mfa.Account, error) {
	found, err := s.mem.Account(ctx)
	return settled(s, found, err)
}

// CredentialReport implements mfa.Store.
func (s *Store) CredentialReport(ctx context.Context) (mfa.CredentialReport, error) {
	found, err := s.mem.CredentialReport(ctx)
	return settled(s, found, err)
}

// Lookup implements mfa.Store.
func (s *Store) Lookup(ctx context.Context, which mfa.Names) (mfa.Found, error) {
	found, err := s.mem.Lookup(ctx, which)
	return settled(s, found, err)
}

// Groups implements mfa.Store.
func (s *Store) Groups(ctx context.Context, after string, limit int) ([]mfa.Group, string, error) {
	page, next, err := s.mem.Groups(ctx, after, limit)
	page, err = settled(s, page, err)
	return page, next, err
}

// Roles implements mfa.Store.
func (s *Store) Roles(ctx context.Context, after string, limit int) ([]mfa.Role, string, error) {
	page, next, err := s.mem.Roles(ctx, after, limit)
	page, err = settled(s, page, err)
	return page, next, err
}

// Policies implements mfa.Store.
func (s *Store) Policies(ctx context.Context, after string, limit int) ([]mfa.Policy, string, error) {
	page, next, err := s.mem.Policies(ctx, after, limit)
	page, err = settled(s, page, err)
	return page, next, err
}

// Commit implements mfa.Store.
func (s *Store) Commit(ctx context.Context, writes ...mfa.Write) error {
	return s.made(s.mem.Commit(ctx, writes...))
}
