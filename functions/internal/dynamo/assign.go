package dynamo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

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
	room := isUser(a.User).And(expression.Name("devices").Size().LessThan(value(a.MaxDevices)))
	give, room, more := redeeming(attempt, a, give, room)
	take := updating(pk,
		stamped(attempt).
			Set(expression.Name("owner"), value(owner)).
			Set(expression.Name(assignment), value(shardOf(assignedList, pk))).
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
