package memstore

import (
	"bytes"
	"context"
	"maps"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// Reserve implements mfa.Store.
func (s *Store) Reserve(_ context.Context, r mfa.Reservation) (mfa.User, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, err := s.user(r.UserName)
	if err != nil {
		return mfa.User{}, err
	}
	if !r.Allows(u) {
		return u, mfa.ErrConflict
	}
	maps.DeleteFunc(u.Counters, func(counter string, _ int) bool { return otp.Stale(counter, s.now()) })
	for _, c := range r.Charges {
		u.Counters[c.Counter]++
	}
	s.putUser(u)
	return s.user(r.UserName)
}

// RedeemCode implements mfa.Store.
func (s *Store) RedeemCode(_ context.Context, sp mfa.Redemption) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, d, err := s.assigned(sp.User, sp.Serial)
	if err != nil {
		return err
	}
	if d.State.Accepted.Has(sp.Step) || u.LockGeneration != sp.User.LockGeneration {
		return mfa.ErrConflict
	}
	d.State.Accepted = merge(d.State.Accepted, sp.State.Accepted)
	d.Revision = s.revision()
	u.Devices[sp.Serial] = d
	for _, c := range sp.Charges {
		switch {
		case c.Limit.ResetBySuccess:
			delete(u.Counters, c.Counter)
		case c.Limit.Refunded && u.Counters[c.Counter] > 0:
			u.Counters[c.Counter]--
		}
	}
	s.putUser(u)
	return nil
}

// Assign implements mfa.Store.
func (s *Store) Assign(_ context.Context, a mfa.Assignment) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, err := s.user(a.User.Name)
	if err != nil {
		return err
	}
	d, err := s.device(a.Device.Serial)
	if err != nil {
		return err
	}
	sameUser := u.ID == a.User.ID && u.Name == a.User.Name && u.Path == a.User.Path
	sameDevice := d.Revision == a.Device.Revision && d.Owner == nil
	if !sameUser || !sameDevice || len(u.Devices) >= a.MaxDevices {
		return mfa.ErrConflict
	}
	if err := s.redeemTicket(a, &u); err != nil {
		return err
	}
	u.Devices[d.Serial] = mfa.AssignedDevice{
		Seed:         d.Seed,
		Enabled:      a.Enabled,
		State:        cloneState(a.State),
		AssignmentID: s.revision(),
		Revision:     s.revision(),
	}
	s.putUser(u)
	d.Owner, d.Enabled, d.State = u.Owner(), a.Enabled, otp.VerifierState{}
	s.putDevice(cloneDevice(d))
	return nil
}

// Unassign implements mfa.Store.
func (s *Store) Unassign(_ context.Context, as mfa.User, serial string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, assigned, err := s.assigned(as, serial)
	if err != nil {
		return err
	}
	if assigned.Revision != as.Devices[serial].Revision {
		return mfa.ErrConflict
	}
	d, err := s.device(serial)
	if err != nil {
		return err
	}
	delete(u.Devices, serial)
	s.putUser(u)
	s.giveBack(d, assigned)
	return nil
}

// giveBack makes a device unassigned.
func (s *Store) giveBack(d mfa.Device, assigned mfa.AssignedDevice) {
	d.Owner, d.Enabled, d.State = nil, time.Time{}, assigned.State
	s.putDevice(d)
}

// Resync implements mfa.Store.
func (s *Store) Resync(_ context.Context, r mfa.ResyncWrite) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, d, err := s.assigned(r.User, r.Serial)
	if err != nil {
		return err
	}
	reserved := r.User.Devices[r.Serial].State
	if d.State.LastPair != reserved.LastPair || d.State.Accepted.Floor != reserved.Accepted.Floor {
		return mfa.ErrConflict
	}
	d.State = otp.VerifierState{
		Skew:     r.State.Skew,
		LastPair: r.State.LastPair,
		Accepted: merge(d.State.Accepted, r.State.Accepted),
	}
	d.Revision = s.revision()
	u.Devices[r.Serial] = d
	for _, counter := range r.Reset {
		delete(u.Counters, counter)
	}
	if len(r.Reset) > 0 {
		u.LockGeneration++
	}
	s.putUser(u)
	return nil
}

// assigned returns the device if it has been that user's since it was read.
func (s *Store) assigned(as mfa.User, serial string) (mfa.User, mfa.AssignedDevice, error) {
	u, err := s.user(as.Name)
	if err != nil {
		return mfa.User{}, mfa.AssignedDevice{}, err
	}
	d, ok := u.Devices[serial]
	was := as.Devices[serial]
	if !ok || u.ID != as.ID || !bytes.Equal(d.Seed, was.Seed) || d.AssignmentID != was.AssignmentID {
		return mfa.User{}, mfa.AssignedDevice{}, mfa.ErrConflict
	}
	return u, d, nil
}
