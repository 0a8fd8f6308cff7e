// Package memstore is an mfa.Store in memory: the local server's state, gone at
// its exit, and what makes the whole service run in a browser.
package memstore

import (
	"context"
	"crypto/sha256"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/tidwall/btree"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

var _ mfa.Store = (*Store)(nil)

// A Store keeps everything behind one mutex. What is in its maps is never
// changed in place and never handed out: see clone.go.
type Store struct {
	now func() time.Time

	mu      sync.RWMutex
	changes int
	changed map[ref]bool        // since the last Changes; nil without a Journal
	users   map[string]mfa.User // by name in lower case
	devices map[string]mfa.Device
	keys    map[string]mfa.AccessKey

	groups     map[string]mfa.Group // by id
	groupIDs   map[string]string    // by name in lower case
	roles      map[string]mfa.Role  // by name in lower case
	policies   map[string]mfa.Policy
	versions   map[string]mfa.PolicyVersion // by versionKey
	tickets    map[string]mfa.EnrollmentTicket
	policyARNs map[string]string               // by name
	account    map[string]mfa.Account          // under ""
	reports    map[string]mfa.CredentialReport // under ""

	groupOrder    order
	roleOrder     order
	policyOrder   order
	userOrder     order
	deviceOrder   map[mfa.AssignmentStatus]*order
	hardwareOrder map[mfa.AssignmentStatus]*order
}

// New returns an empty store. It reads the time only to drop counters and
// tickets that have expired.
func New(now func() time.Time) *Store {
	return &Store{
		now:           now,
		users:         map[string]mfa.User{},
		devices:       map[string]mfa.Device{},
		keys:          map[string]mfa.AccessKey{},
		groups:        map[string]mfa.Group{},
		groupIDs:      map[string]string{},
		roles:         map[string]mfa.Role{},
		policies:      map[string]mfa.Policy{},
		versions:      map[string]mfa.PolicyVersion{},
		tickets:       map[string]mfa.EnrollmentTicket{},
		policyARNs:    map[string]string{},
		account:       map[string]mfa.Account{},
		reports:       map[string]mfa.CredentialReport{},
		deviceOrder:   map[mfa.AssignmentStatus]*order{mfa.AnyAssignment: {}, mfa.Assigned: {}, mfa.Unassigned: {}},
		hardwareOrder: map[mfa.AssignmentStatus]*order{mfa.AnyAssignment: {}, mfa.Assigned: {}, mfa.Unassigned: {}},
	}
}

// An order is what a listing walks: keys by their positions. A page costs the
// same wherever it begins.
type order struct{ keys btree.Map[string, string] }

// position is a hash, so that a marker is short however long the key is.
func position(key string) string {
	sum := sha256.Sum256([]byte(key))
	return string(sum[:16])
}

func (o *order) add(key string)    { o.keys.Set(position(key), key) }
func (o *order) remove(key string) { o.keys.Delete(position(key)) }

// page returns up to limit keys after a position, and the position of the last
// if another follows.
func (o *order) page(after string, limit int) (keys []string, next string) {
	last, more := "", false
	o.keys.Ascend(after, func(position, key string) bool {
		if position == after {
			return true
		}
		if more = len(keys) == limit; more {
			return false
		}
		keys, last = append(keys, key), position
		return true
	})
	if !more {
		return keys, ""
	}
	return keys, last
}

// Users implements mfa.Store.
func (s *Store) Users(_ context.Context, after string, limit int) (users []mfa.User, next string, err error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	names, next := s.userOrder.page(after, limit)
	for _, name := range names {
		u := s.users[name]
		users = append(users, mfa.User{Name: u.Name, Path: u.Path, ID: u.ID, Created: u.Created})
	}
	return users, next, nil
}

// Devices implements mfa.Store.
func (s *Store) Devices(
	_ context.Context,
	which mfa.AssignmentStatus,
	after string,
	limit int,
) (devices []mfa.Device, next string, err error) {
	return s.listDevices(s.deviceOrder[which], after, limit)
}

// HardwareDevices implements mfa.Store.
func (s *Store) HardwareDevices(
	_ context.Context,
	which mfa.AssignmentStatus,
	after string,
	limit int,
) (devices []mfa.Device, next string, err error) {
	return s.listDevices(s.hardwareOrder[which], after, limit)
}

func (s *Store) listDevices(listed *order, after string, limit int) (devices []mfa.Device, next string, err error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	serials, next := listed.page(after, limit)
	for _, serial := range serials {
		d := s.devices[serial]
		devices = append(devices, mfa.Device{Serial: d.Serial, Owner: cloneOwner(d.Owner), Enabled: d.Enabled})
	}
	return devices, next, nil
}

// revision names the next change.
func (s *Store) revision() string {
	s.changes++
	return strconv.Itoa(s.changes)
}

// user returns a copy that may be changed.
func (s *Store) user(name string) (mfa.User, error) {
	u, ok := s.users[strings.ToLower(name)]
	if !ok {
		return mfa.User{}, mfa.ErrNotFound
	}
	return cloneUser(u), nil
}

// putUser takes u over; who goes on using it takes a copy.
func (s *Store) putUser(u mfa.User) {
	u.Revision = s.revision()
	name := strings.ToLower(u.Name)
	s.users[name] = u
	s.userOrder.add(name)
	s.touch(userKind, name)
}

func (s *Store) device(serial string) (mfa.Device, error) {
	d, ok := s.devices[serial]
	if !ok {
		return mfa.Device{}, mfa.ErrNotFound
	}
	return cloneDevice(d), nil
}

func (s *Store) putDevice(d mfa.Device) {
	d.Revision = s.revision()
	s.devices[d.Serial] = d
	s.listDevice(d)
	s.touch(deviceKind, d.Serial)
}

// merge is the union of spent steps: what one of two histories knows as spent stays spent.
func merge(a, b otp.Accepted) otp.Accepted {
	union := otp.Accepted{
		Floor: a.Floor,
		Above: slices.Compact(slices.Sorted(slices.Values(slices.Concat(a.Above, b.Above)))),
	}
	return union.Raise(max(a.Floor, b.Floor))
}
