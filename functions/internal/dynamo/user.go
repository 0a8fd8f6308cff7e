package dynamo

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// A userItem also has the counters, each in an attribute of its own: DynamoDB
// documents ADD for top-level attributes only (API reference, UpdateItem).
type userItem struct {
	indexKeys
	Name           string                  `dynamodbav:"name"`
	Path           string                  `dynamodbav:"path"`
	ID             string                  `dynamodbav:"id"`
	Created        time.Time               `dynamodbav:"created"`
	Devices        map[string]assignedItem `dynamodbav:"devices"`
	Keys           []string                `dynamodbav:"keys,stringset,omitempty"`
	LockGeneration int                     `dynamodbav:"rescues"`
	Tickets        map[string]time.Time    `dynamodbav:"tickets,omitempty"`
	TicketsBy      string                  `dynamodbav:"tickets_revision,omitempty"`
	RecoveryCodes  *recoveryItem           `dynamodbav:"recovery_codes,omitempty"`
	permissionsItem
	writeStamp
}

type assignedItem struct {
	Seed    []byte    `dynamodbav:"seed"`
	Enabled time.Time `dynamodbav:"enabled"`
	state
	AssignmentID string `dynamodbav:"assignment_id,omitempty"`
	Revision     string `dynamodbav:"revision,omitempty"` // the attempt that changed the state last
}

// counterPrefix keeps the names of counters apart from all others.
const counterPrefix = "counter:"

func counter(name string) expression.NameBuilder {
	return expression.NameNoDotSplit(counterPrefix + name)
}

// userKey is without regard to case, like user names. They are ASCII (IAM API
// reference, CreateUser).
func userKey(name string) string { return "user#" + strings.ToLower(name) }

// isUser is the condition that the item is that very user, and not another one
// of the same name.
func isUser(u mfa.User) expression.ConditionBuilder { return expression.Name("id").Equal(value(u.ID)) }

// hasName is the condition that a user has the name and the path, letter for
// letter, that it was read with.
func hasName(name, path string) expression.ConditionBuilder {
	return expression.Name("name").Equal(value(name)).And(expression.Name("path").Equal(value(path)))
}

func newUser(i item) (mfa.User, error) {
	var u userItem
	if err := attributevalue.UnmarshalMap(i, &u); err != nil {
		return mfa.User{}, err
	}
	devices := make(map[string]mfa.AssignedDevice, len(u.Devices))
	for serial, d := range u.Devices {
		devices[serial] = mfa.AssignedDevice{
			Seed:         d.Seed,
			Enabled:      d.Enabled,
			State:        d.otp(),
			AssignmentID: d.AssignmentID,
			Revision:     d.Revision,
		}
	}
	slices.Sort(u.Keys)
	counters, err := counters(i)
	return mfa.User{
		Name: u.Name, Path: u.Path, ID: u.ID, Created: u.Created,
		Devices: devices, Keys: u.Keys, Counters: counters, LockGeneration: u.LockGeneration, Revision: string(u.Revision),
		Tags: u.Tags, Groups: u.Groups, Tickets: u.Tickets, TicketsRevision: u.TicketsBy,
		RecoveryCodes: (*mfa.RecoveryCodes)(u.RecoveryCodes),
		LoginProfile:  (*mfa.LoginProfile)(u.LoginProfile),
		Permissions:   u.permissions(), PermissionsRevision: u.PermissionsRevision,
	}, err
}

func counters(i item) (map[string]int, error) {
	all := map[string]int{}
	for attribute, number := range i {
		if name, is := strings.CutPrefix(attribute, counterPrefix); is {
			var n int
			if err := attributevalue.Unmarshal(number, &n); err != nil {
				return nil, err
			}
			all[name] = n
		}
	}
	return all, nil
}

// User implements mfa.Store.
func (s *Store) User(ctx context.Context, name string) (mfa.User, error) {
	return asUser(s.get(ctx, userKey(name)))
}

// CreateUser implements mfa.Store.
func (s *Store) CreateUser(ctx context.Context, u mfa.User) error {
	attempt, err := s.newAttempt()
	if err != nil {
		return err
	}
	return s.create(ctx, attempt, newUserItem(attempt, u))
}

func newUserItem(attempt string, u mfa.User) userItem {
	out := userItem{
		indexKeys:       indexKeysOf(userKey(u.Name), allUsers),
		Name:            u.Name,
		Path:            u.Path,
		ID:              u.ID,
		Created:         u.Created,
		Devices:         map[string]assignedItem{},
		permissionsItem: newPermissions(u.Permissions, u.Tags),
		writeStamp:      firstStamp(attempt),
	}
	out.permissionsItem.Groups = u.Groups
	out.LoginProfile = (*loginProfileItem)(u.LoginProfile)
	return out
}

// DeleteUser implements mfa.Store.
func (s *Store) DeleteUser(ctx context.Context, name string) (mfa.User, error) {
	attempt, err := s.newAttempt()
	if err != nil {
		return mfa.User{}, err
	}
	hasNothing := expression.Name("devices").
		Size().
		Equal(value(0)).
		And(expression.AttributeNotExists(expression.Name("keys"))).
		And(hasNoPermissions)
	found, err := s.transact(ctx, attempt, deleting(userKey(name), exists.And(hasNothing)))
	return asUser(found, err)
}

// asUser adds the item to a conflict.
func asUser(i item, err error) (mfa.User, error) {
	if err != nil && !errors.Is(err, mfa.ErrConflict) || i == nil {
		return mfa.User{}, err
	}
	u, bad := newUser(i)
	if bad != nil {
		return mfa.User{}, bad
	}
	return u, err
}

// Assign implements mfa.Store.
func (s *Store) Assign(ctx context.Context, a mfa.Assignment) error {
	attempt, err := s.newAttempt()
	if err != nil {
		return err
	}
	pk := deviceKey(a.Device.Serial)
	owner := ownerItem{Name: a.User.Name, Path: a.User.Path, ID: a.User.ID, Created: a.User.Created, Enabled: a.Enabled}
	give := stamped(attempt).Set(assigned(a.Device.Serial), value(assignedItem{
		Seed:         a.Device.Seed,
		Enabled:      a.Enabled,
		state:        newState(a.State),
		AssignmentID: attempt,
		Revision:     attempt,
	}))
	room := isUser(a.User).And(
		hasName(a.User.Name, a.User.Path),
		expression.Name("devices").Size().LessThan(value(a.MaxDevices)),
	)
	var more []action
	if a.Ticket != nil {
		give, room, more = redeeming(attempt, a, give, room)
	}
	take := updating(pk,
		stamped(attempt).
			Set(expression.Name("owner"), value(owner)).
			Set(expression.Name(assignment), value(shardOf(listingOf(a.Device.Serial).assigned, pk))).
			Remove(expression.Name("state")),
		isRevision(a.Device.Revision).And(unassigned))
	_, err = s.transact(ctx, attempt, append([]action{updating(userKey(a.User.Name), give, room), take}, more...)...)
	return err
}

// Unassign implements mfa.Store. The device as it was read has all steps that
// were spent: spending another changes the device's revision. Charging an
// attempt does not, so that no stream of attempts keeps the device assigned.
func (s *Store) Unassign(ctx context.Context, u mfa.User, serial string) error {
	attempt, err := s.newAttempt()
	if err != nil {
		return err
	}
	_, err = s.transact(ctx, attempt,
		updating(userKey(u.Name),
			stamped(attempt).Remove(assigned(serial)),
			isUser(u).And(sameDevice(u, serial), isDeviceRevision(u, serial))),
		givingBack(attempt, u, serial))
	return err
}

// isDeviceRevision is the condition that what the verifier remembers of the
// device has not changed since the user was read.
func isDeviceRevision(u mfa.User, serial string) expression.ConditionBuilder {
	d, revision := u.Devices[serial], assigned(serial, "revision")
	if d.Revision != "" {
		return revision.Equal(value(d.Revision))
	}
	return revision.AttributeNotExists() // assigned before devices had one
}
