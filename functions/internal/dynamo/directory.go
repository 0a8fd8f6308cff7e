package dynamo

import (
	"context"
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// The listings of the directory.
const (
	allGroups   = "groups"
	allRoles    = "roles"
	allPolicies = "policies"
)

// A group is kept by its id, and its name in an item of its own: however many
// users a group has, it is renamed by changing these two.
func groupPK(id string) string       { return "group#" + id }
func groupNamePK(name string) string { return "groupname#" + strings.ToLower(name) }

func rolePK(name string) string             { return "role#" + strings.ToLower(name) }
func policyPK(arn string) string            { return "policy#" + arn }
func policyNamePK(name string) string       { return "policyname#" + name }
func policyVersionPK(arn, id string) string { return "version#" + id + "#" + arn }

func read[T any](i item) (out T, err error) {
	err = attributevalue.UnmarshalMap(i, &out)
	return out, err
}

// Group implements mfa.DirectoryStore.
func (s *Store) Group(ctx context.Context, name string) (mfa.Group, error) {
	named, err := s.get(ctx, groupNamePK(name))
	if err != nil {
		return mfa.Group{}, err
	}
	return one(ctx, s, groupPK(text(named, "id")), groupItem.group)
}

// Role implements mfa.DirectoryStore.
func (s *Store) Role(ctx context.Context, name string) (mfa.Role, error) {
	return one(ctx, s, rolePK(name), roleItem.role)
}

// Policy implements mfa.DirectoryStore.
func (s *Store) Policy(ctx context.Context, arn string) (mfa.Policy, error) {
	return one(ctx, s, policyPK(arn), policyItem.policy)
}

// PolicyVersion implements mfa.DirectoryStore.
func (s *Store) PolicyVersion(ctx context.Context, arn, id string) (mfa.PolicyVersion, error) {
	return one(ctx, s, policyVersionPK(arn, id), versionItem.version)
}

// one reads an item and decodes it.
func one[I, T any](ctx context.Context, s *Store, pk string, decode func(I) T) (out T, err error) {
	found, err := s.get(ctx, pk)
	if err != nil {
		return out, err
	}
	i, err := read[I](found)
	if err != nil {
		return out, err
	}
	return decode(i), nil
}

// Lookup implements mfa.DirectoryStore.
func (s *Store) Lookup(ctx context.Context, which mfa.Names) (found mfa.Found, err error) {
	var pks []string
	for _, kind := range []struct {
		names []string
		pk    func(string) string
	}{
		{which.Users, userKey},
		{which.Groups, groupPK},
		{which.Roles, rolePK},
		{which.Policies, policyPK},
	} {
		for _, name := range kind.names {
			pks = append(pks, kind.pk(name))
		}
	}
	items, err := s.batch(ctx, pks)
	if err != nil {
		return mfa.Found{}, err
	}
	for _, i := range items {
		if err := add(&found, i); err != nil {
			return mfa.Found{}, err
		}
	}
	return found, nil
}

// add decodes an item into the list of its kind.
func add(found *mfa.Found, i item) error {
	kind, _, _ := strings.Cut(text(i, partitionKey), "#")
	switch kind {
	case "user":
		u, err := newUser(i)
		found.Users = append(found.Users, u)
		return err
	case "group":
		g, err := read[groupItem](i)
		found.Groups = append(found.Groups, g.group())
		return err
	case "role":
		r, err := read[roleItem](i)
		found.Roles = append(found.Roles, r.role())
		return err
	}
	p, err := read[policyItem](i)
	found.Policies = append(found.Policies, p.policy())
	return err
}

// maxBatch is how many items one call reads (DynamoDB API reference,
// BatchGetItem).
const maxBatch = 100

// batch reads those of the items that exist, consistently, each once.
func (s *Store) batch(ctx context.Context, pks []string) (items []item, err error) {
	var keys []item
	seen := map[string]bool{}
	for _, pk := range pks {
		if !seen[pk] {
			keys = append(keys, keyOf(pk))
		}
		seen[pk] = true
	}
	for len(keys) > 0 {
		n := min(len(keys), maxBatch)
		wanted := types.KeysAndAttributes{Keys: keys[:n], ConsistentRead: aws.Bool(true)}
		out, err := s.client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{
			RequestItems: map[string]types.KeysAndAttributes{s.table: wanted},
		})
		if err != nil {
			return nil, failure(err)
		}
		items = append(items, out.Responses[s.table]...)
		keys = append(keys[n:], out.UnprocessedKeys[s.table].Keys...)
	}
	return items, nil
}

// those reads and decodes those of some items of a kind that exist.
func those[T any](
	ctx context.Context, s *Store, ids []string, pk func(string) string, decode func(item) (T, error),
) (found []T, err error) {
	pks := make([]string, len(ids))
	for i, id := range ids {
		pks[i] = pk(id)
	}
	items, err := s.batch(ctx, pks)
	if err != nil {
		return nil, err
	}
	for _, i := range items {
		one, err := decode(i)
		if err != nil {
			return nil, err
		}
		found = append(found, one)
	}
	return found, nil
}

// Groups implements mfa.DirectoryStore.
func (s *Store) Groups(ctx context.Context, after string, limit int) (groups []mfa.Group, next string, err error) {
	found, next, err := s.page(ctx, listing, allGroups, after, limit)
	for _, i := range found {
		g, err := read[groupItem](i)
		if err != nil {
			return nil, "", err
		}
		groups = append(groups, mfa.Group{Name: g.Name, Path: g.Path, ID: g.ID, Created: g.Created})
	}
	return groups, next, err
}

// Roles implements mfa.DirectoryStore.
func (s *Store) Roles(ctx context.Context, after string, limit int) (roles []mfa.Role, next string, err error) {
	found, next, err := s.wholePage(ctx, allRoles, after, limit)
	return found.Roles, next, err
}

// Policies implements mfa.DirectoryStore.
func (s *Store) Policies(ctx context.Context, after string, limit int) (policies []mfa.Policy, next string, err error) {
	found, next, err := s.wholePage(ctx, allPolicies, after, limit)
	return found.Policies, next, err
}

// wholePage reads the items of a page, of which the index has a part only, in
// the order of the index.
func (s *Store) wholePage(
	ctx context.Context,
	list, after string,
	limit int,
) (found mfa.Found, next string, err error) {
	listed, next, err := s.page(ctx, listing, list, after, limit)
	if err != nil {
		return mfa.Found{}, "", err
	}
	pks := make([]string, len(listed))
	for i := range listed {
		pks[i] = text(listed[i], partitionKey)
	}
	items, err := s.batch(ctx, pks)
	if err != nil {
		return mfa.Found{}, "", err
	}
	byPK := map[string]item{}
	for _, i := range items {
		byPK[text(i, partitionKey)] = i
	}
	for _, pk := range pks {
		i, exists := byPK[pk] // deleted since the index was read, if not
		if !exists {
			continue
		}
		if err := add(&found, i); err != nil {
			return mfa.Found{}, "", err
		}
	}
	return found, next, nil
}

// Commit implements mfa.Directory, always as a transaction: its
// ClientRequestToken recognises a write that the SDK sends again.
func (s *Store) Commit(ctx context.Context, writes ...mfa.Write) error {
	attempt, err := s.newAttempt()
	if err != nil {
		return err
	}
	var actions []action
	for _, w := range writes {
		if w.Rename == nil {
			actions = append(actions, writing(attempt, w)...)
			continue
		}
		renaming, err := s.renaming(ctx, attempt, *w.Rename)
		if err != nil {
			return err
		}
		actions = append(actions, renaming...)
	}
	_, err = s.transact(ctx, attempt, actions...)
	if errors.Is(err, mfa.ErrNotFound) {
		return mfa.ErrConflict
	}
	return err
}

// writing is one item's part in a Commit.
func writing(attempt string, w mfa.Write) []action {
	switch {
	case w.User != nil:
		return []action{writingUser(attempt, *w.User, w.Delete)}
	case w.Group != nil:
		return writingGroup(attempt, *w.Group, w.OldName, w.Delete)
	case w.Role != nil:
		return []action{replacing(rolePK(w.Role.Name), newRoleItem(*w.Role, attempt), w.Role.Revision, w.Delete)}
	case w.Policy != nil:
		pk := policyPK(w.Policy.ARN)
		return []action{replacing(pk, newPolicyItem(*w.Policy, attempt), w.Policy.Revision, w.Delete)}
	case w.UserTickets != nil:
		return []action{writingUserTickets(attempt, *w.UserTickets)}
	case w.UserRecovery != nil:
		return []action{writingUserRecovery(attempt, *w.UserRecovery)}
	case w.Ticket != nil:
		pk := ticketPK(w.Ticket.ID)
		return []action{replacing(pk, newTicketItem(*w.Ticket, attempt), w.Ticket.Revision, false)}
	case w.Account != nil:
		return []action{replacing(accountPK, newAccountItem(*w.Account, attempt), w.Account.Revision, false)}
	case w.Report != nil:
		return []action{putting(reportItem{reportPK, w.Report.Generated, w.Report.Content}, exists.Or(notExists))}
	case w.PolicyName != nil:
		return []action{writingPolicyName(*w.PolicyName, w.Delete)}
	}
	pk := policyVersionPK(w.Version.ARN, w.Version.ID)
	if w.Delete {
		return []action{deleting(pk, exists.Or(notExists))}
	}
	return []action{putting(newVersionItem(pk, *w.Version), notExists)}
}

func writingPolicyName(n mfa.PolicyName, deleted bool) action {
	pk := policyNamePK(n.Name)
	if deleted {
		return deleting(pk, expression.Name("id").Equal(value(n.ARN)))
	}
	return putting(nameItem{PK: pk, ID: n.ARN}, notExists)
}

func writingGroup(attempt string, g mfa.Group, oldName string, deleted bool) []action {
	group := replacing(groupPK(g.ID), newGroupItem(g, attempt), g.Revision, deleted)
	name := nameItem{PK: groupNamePK(g.Name), ID: g.ID}
	ownName := expression.Name("id").Equal(value(g.ID))
	switch {
	case deleted:
		return []action{group, deleting(name.PK, ownName)}
	case g.Revision == "":
		return []action{group, putting(name, notExists)}
	case oldName == "" || strings.EqualFold(oldName, g.Name):
		return []action{group}
	}
	return []action{group, putting(name, notExists), deleting(groupNamePK(oldName), ownName)}
}

// replacing puts an item in place of the revision that was read, or deletes
// that.
func replacing(pk string, what any, revision string, deleted bool) action {
	when := notExists
	if revision != "" {
		when = expression.Name("revision").Equal(value(revision))
	}
	if deleted {
		return deleting(pk, when)
	}
	return putting(what, when)
}

func writingUser(attempt string, u mfa.User, deleted bool) action {
	pk := userKey(u.Name)
	if u.Revision == "" {
		return putting(newUserItem(attempt, u), notExists)
	}
	same := isUser(u).And(hasPermissionsRevision(u))
	if deleted {
		noDevices := expression.Name("devices").Size().Equal(value(0))
		return deleting(pk, same.And(noDevices, absent("keys")))
	}
	return updating(pk, setPermissions(u, attempt), same)
}
