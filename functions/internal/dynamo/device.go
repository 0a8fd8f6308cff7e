package dynamo

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

type deviceItem struct {
	indexKeys
	Assignment string            `dynamodbav:"assignment"`
	Serial     string            `dynamodbav:"serial"`
	Seed       []byte            `dynamodbav:"seed"`
	CreatedBy  string            `dynamodbav:"created_by,omitempty"`
	Tags       map[string]string `dynamodbav:"tags"`
	Owner      *ownerItem        `dynamodbav:"owner,omitempty"` // while assigned
	State      *state            `dynamodbav:"state,omitempty"` // while unassigned
	writeStamp
}

type ownerItem struct {
	Name    string    `dynamodbav:"name"`
	Path    string    `dynamodbav:"path"`
	ID      string    `dynamodbav:"id"`
	Created time.Time `dynamodbav:"created"`
	Enabled time.Time `dynamodbav:"enabled"`
}

func deviceKey(serial string) string { return "device#" + serial }

func newDevice(i item) (mfa.Device, error) {
	var d deviceItem
	if err := attributevalue.UnmarshalMap(i, &d); err != nil {
		return mfa.Device{}, err
	}
	device := mfa.Device{
		Serial:    d.Serial,
		Seed:      d.Seed,
		CreatedBy: d.CreatedBy,
		Tags:      d.Tags,
		Revision:  string(d.Revision),
	}
	if d.Owner != nil {
		device.Owner = &mfa.Owner{Name: d.Owner.Name, Path: d.Owner.Path, ID: d.Owner.ID, Created: d.Owner.Created}
		device.Enabled = d.Owner.Enabled
	}
	if d.State != nil {
		device.State = d.State.otp()
	}
	return device, nil
}

// newDeviceItem is the item of a new device.
func newDeviceItem(d mfa.Device, attempt string) deviceItem {
	tags := map[string]string{}
	maps.Copy(tags, d.Tags)
	pk, remembered := deviceKey(d.Serial), newState(d.State)
	made := deviceItem{
		indexKeys:  indexKeysOf(pk, listingOf(d.Serial).all),
		Assignment: shardOf(listingOf(d.Serial).unassigned, pk),
		Serial:     d.Serial,
		Seed:       d.Seed,
		CreatedBy:  d.CreatedBy,
		Tags:       tags,
		State:      &remembered,
		writeStamp: firstStamp(attempt),
	}
	if d.Owner != nil {
		made.Assignment, made.State = shardOf(listingOf(d.Serial).assigned, pk), nil
		made.Owner = &ownerItem{
			Name:    d.Owner.Name,
			Path:    d.Owner.Path,
			ID:      d.Owner.ID,
			Created: d.Owner.Created,
			Enabled: d.Enabled,
		}
	}
	return made
}

// The listings of hardware devices.
const (
	allHardware        = "hardware"
	assignedHardware   = "hardware-assigned"
	unassignedHardware = "hardware-unassigned"
)

// A deviceListing names the three listings of a kind of device.
type deviceListing struct{ all, assigned, unassigned string }

// listingOf returns the listings that the device of a serial number belongs to.
func listingOf(serial string) deviceListing {
	if mfa.IsHardware(serial) {
		return deviceListing{allHardware, assignedHardware, unassignedHardware}
	}
	return deviceListing{allDevices, assignedList, unassignedList}
}

// heldBy is the condition that there is the device and, if holder is not "",
// that mfa.Device.Holds.
func heldBy(holder string) expression.ConditionBuilder {
	if holder == "" {
		return exists
	}
	own := expression.Name("owner.id").Equal(value(holder))
	return own.Or(unassigned.And(expression.Name("created_by").Equal(value(holder))))
}

var unassigned = expression.AttributeNotExists(expression.Name("owner"))

// Device implements mfa.Store.
func (s *Store) Device(ctx context.Context, serial string) (mfa.Device, error) {
	return asDevice(s.get(ctx, deviceKey(serial)))
}

// CreateDevice implements mfa.Store. The creator's item has the serial numbers
// of its new devices. Those that were enabled or deleted since are removed when
// there is no room for another.
func (s *Store) CreateDevice(ctx context.Context, d mfa.Device) error {
	full, err := s.createDevice(ctx, d)
	if full == nil {
		return err
	}
	room, err := s.forgetOldDevices(ctx, d, full)
	if err != nil {
		return err
	}
	if !room {
		return mfa.ErrConflict
	}
	if full, err = s.createDevice(ctx, d); full != nil {
		return mfa.ErrConflict
	}
	return err
}

// createDevice returns the serial numbers of the creator's new devices if there
// are too many.
func (s *Store) createDevice(ctx context.Context, d mfa.Device) (full []string, err error) {
	attempt, err := s.newAttempt()
	if err != nil {
		return nil, err
	}
	put := putting(newDeviceItem(d, attempt), notExists)
	actions := []action{put}
	if d.CreatorName != "" {
		set := expression.Name(newDevices)
		room := set.AttributeNotExists().Or(set.Size().LessThan(value(mfa.MaxNewDevicesPerUser)))
		count := updating(
			userKey(d.CreatorName),
			stamped(attempt).Add(set, stringSet(d.Serial)),
			isUser(mfa.User{ID: d.CreatedBy}).And(room),
		)
		actions = []action{count, put} // a device that exists is reported first
	}
	found, err := s.transact(ctx, attempt, actions...)
	switch {
	case !errors.Is(err, mfa.ErrConflict):
		return nil, err
	case text(found, "serial") != "":
		return nil, mfa.ErrExists
	case text(found, "id") != d.CreatedBy: // another user has the name
		return nil, mfa.ErrNotFound
	}
	serials, _ := found[newDevices].(*types.AttributeValueMemberSS)
	if serials == nil {
		return nil, err
	}
	return serials.Value, nil
}

// newDevices is the attribute of a user with the serial numbers of devices that
// the user created and that may be new.
const newDevices = "new_devices"

// forgetOldDevices removes serial numbers of devices that are not new any more
// from their creator, and reports whether there were any.
func (s *Store) forgetOldDevices(ctx context.Context, created mfa.Device, serials []string) (room bool, err error) {
	var old []string
	for _, serial := range serials {
		d, err := s.Device(ctx, serial)
		if err != nil && !errors.Is(err, mfa.ErrNotFound) {
			return false, err
		}
		if err != nil || d.CreatedBy != created.CreatedBy || !d.IsNew() {
			old = append(old, serial)
		}
	}
	if len(old) == 0 {
		return false, nil
	}
	change := expression.Delete(expression.Name(newDevices), stringSet(old...))
	_, err = s.update(ctx, userKey(created.CreatorName), change, isUser(mfa.User{ID: created.CreatedBy}))
	return true, err
}

// DeleteDevice implements mfa.Store.
func (s *Store) DeleteDevice(ctx context.Context, serial, holder, revision string) (mfa.Device, error) {
	attempt, err := s.newAttempt()
	if err != nil {
		return mfa.Device{}, err
	}
	when := exists.And(heldBy(holder), unassigned)
	if revision != "" {
		when = when.And(isRevision(revision))
	}
	return asDevice(s.transact(ctx, attempt, deleting(deviceKey(serial), when)))
}

// tagTries is how often a change of tags is tried while other writers change the
// same tags.
const tagTries = 5

// Tag implements mfa.Store. How many tags there will be is known only when it
// is known which of them are new, so the first try counts on all being new; if
// that is too many, the device has come back with its tags, and the next try
// counts on these.
func (s *Store) Tag(ctx context.Context, serial, holder string, tags map[string]string, limit int) (mfa.Device, error) {
	room := expression.Name("tags").Size().LessThanEqual(value(limit - len(tags)))
	for try := 1; ; try++ {
		attempt, err := s.newAttempt()
		if err != nil {
			return mfa.Device{}, err
		}
		change := stamped(attempt)
		for key, v := range tags {
			change = change.Set(tag(key), value(v))
		}
		d, err := asDevice(s.transact(ctx, attempt, updating(deviceKey(serial), change, heldBy(holder).And(room))))
		switch {
		case !errors.Is(err, mfa.ErrConflict):
			return d, err
		case holder != "" && !d.Holds(holder) || overfull(d.Tags, tags, limit):
			return d, err
		case try == tagTries:
			return mfa.Device{}, fmt.Errorf("dynamo: others keep changing the tags of %s: %w", serial, mfa.ErrThrottled)
		}
		room = isRevision(d.Revision)
	}
}

func overfull(has, more map[string]string, limit int) bool {
	n := len(has)
	for key := range more {
		if _, old := has[key]; !old {
			n++
		}
	}
	return n > limit
}

// tag names a tag. Its key may contain dots.
func tag(key string) expression.NameBuilder {
	return expression.Name("tags").AppendName(expression.NameNoDotSplit(key))
}

// Untag implements mfa.Store.
func (s *Store) Untag(ctx context.Context, serial, holder string, keys []string) (mfa.Device, error) {
	attempt, err := s.newAttempt()
	if err != nil {
		return mfa.Device{}, err
	}
	change := stamped(attempt)
	for _, key := range slices.Compact(slices.Sorted(slices.Values(keys))) { // an expression names an attribute once
		change = change.Remove(tag(key))
	}
	return asDevice(s.transact(ctx, attempt, updating(deviceKey(serial), change, heldBy(holder))))
}

// asDevice adds the item to a conflict.
func asDevice(i item, err error) (mfa.Device, error) {
	if err != nil && !errors.Is(err, mfa.ErrConflict) || i == nil {
		return mfa.Device{}, err
	}
	d, bad := newDevice(i)
	if bad != nil {
		return mfa.Device{}, bad
	}
	return d, err
}
