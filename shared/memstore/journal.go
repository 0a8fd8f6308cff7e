package memstore

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// The kinds of item that a Store keeps. What its other fields hold follows from
// these.
const (
	userKind    = "user"     // mfa.User, by name in lower case
	deviceKind  = "device"   // mfa.Device, by serial number
	KeyKind     = "key"      // mfa.AccessKey, by id
	groupKind   = "group"    // mfa.Group, by id
	roleKind    = "role"     // mfa.Role, by name in lower case
	policyKind  = "policy"   // mfa.Policy, by ARN
	versionKind = "version"  // mfa.PolicyVersion, by versionKey
	ticketKind  = "ticket"   // mfa.EnrollmentTicket, by id
	accountKind = "account"  // mfa.Account, the one
	reportKind  = "report"   // mfa.CredentialReport, the last
	countKind   = "revision" // int: the last revision
)

// An Item is one thing that a Store keeps, for somewhere else to keep it too.
type Item struct {
	Kind  string
	Key   string
	Value any // must not be changed; nil if the item was deleted
}

// A ref names an item.
type ref struct{ kind, key string }

// Journal makes the store remember what changes from now on: see Changes.
func (s *Store) Journal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.changed = map[ref]bool{}
}

// touch remembers that an item has changed. Every write of an item calls it.
func (s *Store) touch(kind, key string) {
	if s.changed != nil {
		s.changed[ref{kind, key}] = true
	}
}

// Changes returns the items that have changed since the last call, as they are
// now. It has all that an operation has changed, or nothing of it.
func (s *Store) Changes() []Item {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.changed) == 0 {
		return nil
	}
	items := make([]Item, 0, len(s.changed)+1)
	for r := range s.changed {
		items = append(items, s.item(r))
	}
	clear(s.changed)
	return append(items, s.item(ref{kind: countKind}))
}

// Items returns everything that the store keeps, in order of kind and key.
func (s *Store) Items() []Item {
	s.mu.RLock()
	defer s.mu.RUnlock()
	refs := []ref{{kind: countKind}}
	refs = appendRefs(refs, accountKind, s.account)
	refs = appendRefs(refs, deviceKind, s.devices)
	refs = appendRefs(refs, groupKind, s.groups)
	refs = appendRefs(refs, KeyKind, s.keys)
	refs = appendRefs(refs, policyKind, s.policies)
	refs = appendRefs(refs, reportKind, s.reports)
	refs = appendRefs(refs, roleKind, s.roles)
	refs = appendRefs(refs, ticketKind, s.tickets)
	refs = appendRefs(refs, userKind, s.users)
	refs = appendRefs(refs, versionKind, s.versions)
	items := make([]Item, 0, len(refs))
	for _, r := range refs {
		items = append(items, s.item(r))
	}
	return items
}

func appendRefs[T any](to []ref, kind string, from map[string]T) []ref {
	for _, key := range slices.Sorted(maps.Keys(from)) {
		to = append(to, ref{kind, key})
	}
	return to
}

// item returns an item as it is now.
func (s *Store) item(r ref) Item {
	item := Item{Kind: r.kind, Key: r.key}
	switch r.kind {
	case userKind:
		item.Value = valueOf(s.users, r.key)
	case deviceKind:
		item.Value = valueOf(s.devices, r.key)
	case KeyKind:
		item.Value = valueOf(s.keys, r.key)
	case groupKind:
		item.Value = valueOf(s.groups, r.key)
	case roleKind:
		item.Value = valueOf(s.roles, r.key)
	case policyKind:
		item.Value = valueOf(s.policies, r.key)
	case versionKind:
		item.Value = valueOf(s.versions, r.key)
	case ticketKind:
		item.Value = valueOf(s.tickets, r.key)
	case accountKind:
		item.Value = valueOf(s.account, r.key)
	case reportKind:
		item.Value = valueOf(s.reports, r.key)
	case countKind:
		item.Value = s.changes
	}
	return item
}

func valueOf[T any](from map[string]T, key string) any {
	if value, ok := from[key]; ok {
		return value
	}
	return nil
}

// Restore puts an item back that Changes or Items has returned. Decode fills
// the value that it is given a pointer to. No other call may be under way.
func (s *Store) Restore(kind, key string, decode func(into any) error) error {
	switch kind {
	case userKind:
		return restore(s.users, &s.userOrder, key, decode)
	case KeyKind:
		return restore(s.keys, nil, key, decode)
	case roleKind:
		return restore(s.roles, &s.roleOrder, key, decode)
	case versionKind:
		return restore(s.versions, nil, key, decode)
	case ticketKind:
		return restore(s.tickets, nil, key, decode)
	case accountKind:
		return restore(s.account, nil, key, decode)
	case reportKind:
		return restore(s.reports, nil, key, decode)
	case countKind:
		return decode(&s.changes)
	case deviceKind:
		if err := restore(s.devices, nil, key, decode); err != nil {
			return err
		}
		s.listDevice(s.devices[key])
		return nil
	case groupKind:
		err := restore(s.groups, &s.groupOrder, key, decode)
		s.groupIDs[strings.ToLower(s.groups[key].Name)] = key
		return err
	case policyKind:
		err := restore(s.policies, &s.policyOrder, key, decode)
		s.policyARNs[s.policies[key].Name] = key
		return err
	}
	return fmt.Errorf("memstore: there is no kind of item %q", kind)
}

func restore[T any](into map[string]T, listed *order, key string, decode func(any) error) error {
	var item T
	if err := decode(&item); err != nil {
		return err
	}
	place(into, listed, key, item, false)
	return nil
}

// listDevice puts a device into the listings that it belongs to, and takes it
// out of the other one.
func (s *Store) listDevice(d mfa.Device) {
	orders := s.deviceOrders(d.Serial)
	orders[mfa.AnyAssignment].add(d.Serial)
	joins, leaves := mfa.Assigned, mfa.Unassigned
	if d.Owner == nil {
		joins, leaves = leaves, joins
	}
	orders[joins].add(d.Serial)
	orders[leaves].remove(d.Serial)
}

// deviceOrders are the listings of the kind of device that has the serial number.
func (s *Store) deviceOrders(serial string) map[mfa.AssignmentStatus]*order {
	if mfa.IsHardware(serial) {
		return s.hardwareOrder
	}
	return s.deviceOrder
}
