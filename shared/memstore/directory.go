package memstore

import (
	"context"
	"strings"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// find returns a copy of what is stored under a key.
func find[T any](s *Store, from map[string]T, key string, clone func(T) T) (T, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	found, ok := from[key]
	if !ok {
		return found, mfa.ErrNotFound
	}
	return clone(found), nil
}

// pageOf returns copies of the items on one page of a listing.
func pageOf[T any](
	s *Store, o *order, from map[string]T, after string, limit int, clone func(T) T,
) (page []T, next string, err error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	keys, next := o.page(after, limit)
	for _, key := range keys {
		page = append(page, clone(from[key]))
	}
	return page, next, nil
}

// Group implements mfa.DirectoryStore.
func (s *Store) Group(_ context.Context, name string) (mfa.Group, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	g, ok := s.groups[s.groupIDs[strings.ToLower(name)]]
	if !ok {
		return mfa.Group{}, mfa.ErrNotFound
	}
	return cloneGroup(g), nil
}

// Role implements mfa.DirectoryStore.
func (s *Store) Role(_ context.Context, name string) (mfa.Role, error) {
	return find(s, s.roles, strings.ToLower(name), cloneRole)
}

// Policy implements mfa.DirectoryStore.
func (s *Store) Policy(_ context.Context, arn string) (mfa.Policy, error) {
	return find(s, s.policies, arn, clonePolicy)
}

// PolicyVersion implements mfa.DirectoryStore.
func (s *Store) PolicyVersion(_ context.Context, arn, id string) (mfa.PolicyVersion, error) {
	same := func(v mfa.PolicyVersion) mfa.PolicyVersion { return v }
	return find(s, s.versions, versionKey(arn, id), same)
}

func versionKey(arn, id string) string { return arn + "#" + id }

// RootAccessKeys implements mfa.DirectoryStore.
func (s *Store) RootAccessKeys(context.Context) (keys []mfa.AccessKey, err error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, k := range s.keys {
		if k.UserName == "" {
			keys = append(keys, cloneKey(k))
		}
	}
	return keys, nil
}

// Account implements mfa.DirectoryStore.
func (s *Store) Account(context.Context) (mfa.Account, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return cloneAccount(s.account[""]), nil
}

// CredentialReport implements mfa.DirectoryStore.
func (s *Store) CredentialReport(context.Context) (mfa.CredentialReport, error) {
	return find(s, s.reports, "", cloneReport)
}

// Lookup implements mfa.DirectoryStore.
func (s *Store) Lookup(_ context.Context, which mfa.Names) (mfa.Found, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return mfa.Found{
		Users:    pick(s.users, which.Users, strings.ToLower, cloneUser),
		Groups:   pick(s.groups, which.Groups, strings.Clone, cloneGroup),
		Roles:    pick(s.roles, which.Roles, strings.ToLower, cloneRole),
		Policies: pick(s.policies, which.Policies, strings.Clone, clonePolicy),
	}, nil
}

// pick returns copies of those items that exist, each once.
func pick[T any](from map[string]T, names []string, key func(string) string, clone func(T) T) (found []T) {
	seen := map[string]bool{}
	for _, name := range names {
		item, ok := from[key(name)]
		if ok && !seen[key(name)] {
			found = append(found, clone(item))
		}
		seen[key(name)] = true
	}
	return found
}

// Groups implements mfa.DirectoryStore.
func (s *Store) Groups(_ context.Context, after string, limit int) ([]mfa.Group, string, error) {
	listed := func(g mfa.Group) mfa.Group {
		return mfa.Group{Name: g.Name, Path: g.Path, ID: g.ID, Created: g.Created}
	}
	return pageOf(s, &s.groupOrder, s.groups, after, limit, listed)
}

// Roles implements mfa.DirectoryStore.
func (s *Store) Roles(_ context.Context, after string, limit int) ([]mfa.Role, string, error) {
	return pageOf(s, &s.roleOrder, s.roles, after, limit, cloneRole)
}

// Policies implements mfa.DirectoryStore.
func (s *Store) Policies(_ context.Context, after string, limit int) ([]mfa.Policy, string, error) {
	return pageOf(s, &s.policyOrder, s.policies, after, limit, clonePolicy)
}

// Commit implements mfa.DirectoryStore. All conditions are checked before the first
// write.
func (s *Store) Commit(_ context.Context, writes ...mfa.Write) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, w := range writes {
		if !s.holds(w) {
			return mfa.ErrConflict
		}
	}
	for _, w := range writes {
		s.write(w)
	}
	return nil
}

// holds reports whether the item of a write is as it was read.
func (s *Store) holds(w mfa.Write) bool {
	switch {
	case w.User != nil:
		return s.holdsUser(*w.User, w.Delete)
	case w.Group != nil:
		return s.holdsGroup(*w.Group, w.OldName)
	case w.Role != nil:
		return s.roles[strings.ToLower(w.Role.Name)].Revision == w.Role.Revision
	case w.Policy != nil:
		return s.policies[w.Policy.ARN].Revision == w.Policy.Revision
	case w.Account != nil:
		return s.account[""].Revision == w.Account.Revision
	case w.Rename != nil:
		return s.holdsRename(*w.Rename)
	case w.PolicyName != nil:
		_, taken := s.policyARNs[w.PolicyName.Name]
		return taken == w.Delete
	case w.UserTickets != nil:
		return s.holdsTickets(*w.UserTickets)
	case w.UserRecovery != nil:
		return s.holdsTickets(*w.UserRecovery)
	case w.Ticket != nil:
		return s.tickets[w.Ticket.ID].Revision == w.Ticket.Revision
	}
	return true
}

func (s *Store) holdsGroup(g mfa.Group, oldName string) bool {
	_, taken := s.groupIDs[strings.ToLower(g.Name)]
	needsName := g.Revision == "" || oldName != "" && !strings.EqualFold(oldName, g.Name)
	return s.groups[g.ID].Revision == g.Revision && !(needsName && taken)
}

func (s *Store) holdsUser(u mfa.User, deleted bool) bool {
	stored, exists := s.users[strings.ToLower(u.Name)]
	if u.Revision == "" {
		return !exists
	}
	used := len(stored.Devices) > 0 || len(stored.Keys) > 0
	return exists && stored.ID == u.ID && stored.PermissionsRevision == u.PermissionsRevision && !(deleted && used)
}

// write carries a write out.
func (s *Store) write(w mfa.Write) {
	switch {
	case w.User != nil:
		s.writeUser(*w.User, w.Delete)
	case w.Group != nil:
		s.writeGroup(*w.Group, w.OldName, w.Delete)
	case w.Role != nil:
		r := cloneRole(*w.Role)
		r.Revision = s.revision()
		place(s.roles, &s.roleOrder, strings.ToLower(r.Name), r, w.Delete)
		s.touch(roleKind, strings.ToLower(r.Name))
	case w.Policy != nil:
		p := clonePolicy(*w.Policy)
		p.Revision = s.revision()
		place(s.policies, &s.policyOrder, p.ARN, p, w.Delete)
		s.touch(policyKind, p.ARN)
	case w.UserTickets != nil:
		s.writeUserTickets(*w.UserTickets)
	case w.UserRecovery != nil:
		s.writeUserRecovery(*w.UserRecovery)
	case w.Ticket != nil:
		s.writeTicket(*w.Ticket)
	case w.PolicyName != nil:
		place(s.policyARNs, nil, w.PolicyName.Name, w.PolicyName.ARN, w.Delete)
	case w.Version != nil:
		key := versionKey(w.Version.ARN, w.Version.ID)
		place(s.versions, nil, key, *w.Version, w.Delete)
		s.touch(versionKind, key)
	default:
		s.writeAccount(w)
	}
}

// writeAccount carries out the writes of what there is once, and renames.
func (s *Store) writeAccount(w mfa.Write) {
	switch {
	case w.Rename != nil:
		s.rename(*w.Rename)
	case w.Account != nil:
		a := cloneAccount(*w.Account)
		a.Revision = s.revision()
		s.account[""] = a
		s.touch(accountKind, "")
	case w.Report != nil:
		s.reports[""] = cloneReport(*w.Report)
		s.touch(reportKind, "")
	}
}

// place puts an item into its map and its listing, or takes it out of both.
func place[T any](into map[string]T, listed *order, key string, item T, deleted bool) {
	if deleted {
		delete(into, key)
	} else {
		into[key] = item
	}
	switch {
	case listed == nil:
	case deleted:
		listed.remove(key)
	default:
		listed.add(key)
	}
}

func (s *Store) writeGroup(g mfa.Group, oldName string, deleted bool) {
	g = cloneGroup(g)
	g.Revision = s.revision()
	place(s.groups, &s.groupOrder, g.ID, g, deleted)
	s.touch(groupKind, g.ID)
	delete(s.groupIDs, strings.ToLower(oldName))
	place(s.groupIDs, nil, strings.ToLower(g.Name), g.ID, deleted)
}

func (s *Store) writeUser(u mfa.User, deleted bool) {
	key := strings.ToLower(u.Name)
	if deleted {
		delete(s.users, key)
		s.userOrder.remove(key)
		s.touch(userKind, key)
		return
	}
	u = cloneUser(u)
	stored, exists := s.users[key]
	if !exists {
		stored = u
	}
	stored.Tags, stored.Groups, stored.Permissions = u.Tags, u.Groups, u.Permissions
	stored.LoginProfile = u.LoginProfile
	stored.PermissionsRevision = s.revision()
	s.putUser(stored)
}

// hasPermissions reports whether a user has what keeps it from being deleted,
// or a boundary, which its policy must forget in the same Commit.
func hasPermissions(u mfa.User) bool {
	return len(u.Groups) > 0 || len(u.Inline) > 0 || len(u.Attached) > 0 || u.Boundary != "" ||
		u.LoginProfile != nil
}
