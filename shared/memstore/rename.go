package memstore

import (
	"bytes"
	"strings"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// holdsRename reports whether a user is as it was read, and its new name is free.
func (s *Store) holdsRename(r mfa.Rename) bool {
	oldKey, newKey := strings.ToLower(r.User.Name), strings.ToLower(r.Name)
	stored, exists := s.users[oldKey]
	_, taken := s.users[newKey]
	if !exists || taken && newKey != oldKey || stored.ID != r.User.ID ||
		stored.Revision != r.User.Revision || stored.PermissionsRevision != r.User.PermissionsRevision ||
		stored.TicketsRevision != r.User.TicketsRevision {
		return false
	}
	for _, k := range r.Keys {
		if !bytes.Equal(s.keys[k.ID].Secret, k.Secret) {
			return false
		}
	}
	return true
}

// rename moves a user to its new name, and tells its devices and keys.
func (s *Store) rename(r mfa.Rename) {
	oldKey, newKey := strings.ToLower(r.User.Name), strings.ToLower(r.Name)
	u := cloneUser(s.users[oldKey])
	u.Name, u.Path, u.PermissionsRevision = r.Name, r.Path, s.revision()
	u.Tickets, u.TicketsRevision = nil, s.revision()
	if newKey != oldKey {
		delete(s.users, oldKey)
		s.userOrder.remove(oldKey)
		s.touch(userKind, oldKey)
	}
	s.putUser(u)
	for serial := range u.Devices {
		d := cloneDevice(s.devices[serial])
		d.Owner = u.Owner()
		s.putDevice(d)
	}
	for _, renamed := range r.Keys {
		k := s.keys[renamed.ID]
		k.UserName, k.UserPath, k.Secret = r.Name, r.Path, bytes.Clone(renamed.Sealed)
		s.keys[k.ID] = k
		s.touch(KeyKind, k.ID)
	}
}
