package memstore

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// User implements mfa.Store.
func (s *Store) User(_ context.Context, name string) (mfa.User, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.user(name)
}

// CreateUser implements mfa.Store.
func (s *Store) CreateUser(_ context.Context, u mfa.User) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := s.user(u.Name); err == nil {
		return mfa.ErrExists
	}
	s.putUser(cloneUser(u))
	return nil
}

// DeleteUser implements mfa.Store.
func (s *Store) DeleteUser(_ context.Context, name string) (mfa.User, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, err := s.user(name)
	if err != nil {
		return mfa.User{}, err
	}
	if len(u.Devices) > 0 || len(u.Keys) > 0 || hasPermissions(u) {
		return u, mfa.ErrConflict
	}
	delete(s.users, strings.ToLower(name))
	s.touch(userKind, strings.ToLower(name))
	s.userOrder.remove(strings.ToLower(name))
	return mfa.User{}, nil
}

// AccessKey implements mfa.Store.
func (s *Store) AccessKey(_ context.Context, id string) (mfa.AccessKey, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	k, ok := s.keys[id]
	if !ok {
		return mfa.AccessKey{}, mfa.ErrNotFound
	}
	return cloneKey(k), nil
}

// AccessKeys implements mfa.Store.
func (s *Store) AccessKeys(ctx context.Context, ids []string) (keys []mfa.AccessKey, err error) {
	for _, id := range ids {
		if k, err := s.AccessKey(ctx, id); err == nil {
			keys = append(keys, k)
		}
	}
	return keys, nil
}

// CreateAccessKey implements mfa.Store.
func (s *Store) CreateAccessKey(_ context.Context, k mfa.AccessKey, limit int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if k.UserName != "" {
		u, err := s.user(k.UserName)
		switch {
		case err != nil:
			return err
		case u.ID != k.UserID || u.Name != k.UserName || u.Path != k.UserPath || len(u.Keys) >= limit:
			return mfa.ErrConflict
		}
		u.Keys = append(u.Keys, k.ID)
		s.putUser(u)
	}
	s.keys[k.ID] = cloneKey(k)
	s.touch(KeyKind, k.ID)
	return nil
}

// UpdateAccessKey implements mfa.Store.
func (s *Store) UpdateAccessKey(_ context.Context, userName, id string, status mfa.AccessKeyStatus) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	k, ok := s.keys[id]
	if !ok || !strings.EqualFold(k.UserName, userName) {
		return mfa.ErrNotFound
	}
	k.Status = status
	s.keys[id] = k
	s.touch(KeyKind, id)
	return nil
}

// DeleteAccessKey implements mfa.Store.
func (s *Store) DeleteAccessKey(_ context.Context, userName, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, err := s.user(userName)
	if err != nil || !slices.Contains(u.Keys, id) {
		return mfa.ErrNotFound
	}
	u.Keys = slices.DeleteFunc(u.Keys, func(other string) bool { return other == id })
	s.putUser(u)
	delete(s.keys, id)
	s.touch(KeyKind, id)
	return nil
}

// RecordUse implements mfa.Store.
func (s *Store) RecordUse(_ context.Context, u mfa.Use) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if k, ok := s.keys[u.KeyID]; ok && k.LastUsed.Date.Before(u.Date) {
		k.LastUsed = u.LastUse
		s.keys[k.ID] = k
		s.touch(KeyKind, k.ID)
	}
	name := strings.ToLower(u.RoleName)
	if r, ok := s.roles[name]; ok && r.ID == u.RoleID && r.LastUsed.Date.Before(u.Date) {
		r.LastUsed = u.LastUse
		s.roles[name] = r
		s.touch(roleKind, name)
	}
	return nil
}

// Device implements mfa.Store.
func (s *Store) Device(_ context.Context, serial string) (mfa.Device, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.device(serial)
}

// CreateDevice implements mfa.Store.
func (s *Store) CreateDevice(_ context.Context, d mfa.Device) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.checkCreator(d); err != nil {
		return err
	}
	if _, err := s.device(d.Serial); err == nil {
		return mfa.ErrExists
	}
	if d.CreatorName != "" && s.newDevices(d.CreatedBy) >= mfa.MaxNewDevicesPerUser {
		return mfa.ErrConflict
	}
	d.CreatorName = ""
	s.putDevice(cloneDevice(d))
	return nil
}

// ReplaceDevice implements mfa.Store.
func (s *Store) ReplaceDevice(_ context.Context, d mfa.Device) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	was, err := s.device(d.Serial)
	switch {
	case err != nil:
		return err
	case was.Owner != nil || was.CreatedBy != d.CreatedBy || d.CreatedBy == "":
		return mfa.ErrExists
	}
	d.CreatorName = ""
	s.putDevice(cloneDevice(d))
	return nil
}

// checkCreator returns mfa.ErrNotFound unless the creator is who it was.
func (s *Store) checkCreator(d mfa.Device) error {
	if d.CreatorName == "" {
		return nil
	}
	if u, err := s.user(d.CreatorName); err != nil || u.ID != d.CreatedBy {
		return mfa.ErrNotFound
	}
	return nil
}

// newDevices counts the devices that a user created and that have never been
// enabled.
func (s *Store) newDevices(userID string) (n int) {
	for _, d := range s.devices {
		if d.CreatedBy == userID && d.IsNew() {
			n++
		}
	}
	return n
}

// DeleteDevice implements mfa.Store.
func (s *Store) DeleteDevice(_ context.Context, serial, holder, revision string) (mfa.Device, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d, err := s.held(serial, holder)
	switch {
	case err != nil:
		return d, err
	case d.Owner != nil, revision != "" && d.Revision != revision:
		return d, mfa.ErrConflict
	}
	delete(s.devices, serial)
	s.touch(deviceKind, serial)
	for _, o := range s.deviceOrders(serial) {
		o.remove(serial)
	}
	return mfa.Device{}, nil
}

// Tag implements mfa.Store.
func (s *Store) Tag(_ context.Context, serial, holder string, tags map[string]string, limit int) (mfa.Device, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d, err := s.held(serial, holder)
	if err != nil {
		return d, err
	}
	tagged := cloneDevice(d)
	maps.Copy(tagged.Tags, tags)
	if len(tagged.Tags) > limit {
		return d, mfa.ErrConflict
	}
	s.putDevice(tagged)
	return mfa.Device{}, nil
}

// Untag implements mfa.Store.
func (s *Store) Untag(_ context.Context, serial, holder string, keys []string) (mfa.Device, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d, err := s.held(serial, holder)
	if err != nil {
		return d, err
	}
	for _, key := range keys {
		delete(d.Tags, key)
	}
	s.putDevice(d)
	return mfa.Device{}, nil
}

// held returns the device, with ErrConflict if holder is not empty and does not
// hold it.
func (s *Store) held(serial, holder string) (mfa.Device, error) {
	d, err := s.device(serial)
	if err == nil && holder != "" && !d.Holds(holder) {
		err = mfa.ErrConflict
	}
	return d, err
}
