package dynamo

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// A state is otp.VerifierState, and which attempts wrote it. An accepted step's
// value is the attempt that spent it, so that an attempt whose answer got lost
// knows itself even after others.
type state struct {
	Skew     otp.Step            `dynamodbav:"skew"`
	LastPair otp.Step            `dynamodbav:"last_pair"`
	PairBy   string              `dynamodbav:"pair_by,omitempty"`
	Floor    otp.Step            `dynamodbav:"floor"`
	FloorBy  string              `dynamodbav:"floor_by,omitempty"`
	Accepted map[otp.Step]string `dynamodbav:"accepted"`
}

func newState(s otp.VerifierState) state {
	accepted := make(map[otp.Step]string, len(s.Accepted.Above))
	for _, step := range s.Accepted.Above {
		accepted[step] = ""
	}
	return state{Skew: s.Skew, LastPair: s.LastPair, Floor: s.Accepted.Floor, Accepted: accepted}
}

// otp may return steps at or below the floor as above it: those that an attempt
// spent while another raised the floor. They do no harm, and the next attempts
// see and remove them.
func (s state) otp() otp.VerifierState {
	above := slices.Sorted(maps.Keys(s.Accepted))
	return otp.VerifierState{Skew: s.Skew, LastPair: s.LastPair, Accepted: otp.Accepted{Floor: s.Floor, Above: above}}
}

// stateIn returns what the verifier remembers of a device, from its user's item.
func stateIn(user item, serial string) state {
	var u userItem
	if err := attributevalue.UnmarshalMap(user, &u); err != nil {
		return state{} // the conflict stands
	}
	return u.Devices[serial].state
}

// spentBy reports whether this attempt spent the step.
func (s state) spentBy(attempt string, step otp.Step) bool {
	return s.FloorBy == attempt || s.Accepted[step] == attempt
}

// assigned names something of a device in its user's item. A serial number may
// contain dots.
func assigned(serial string, attributes ...string) expression.NameBuilder {
	name := expression.Name("devices").AppendName(expression.NameNoDotSplit(serial))
	for _, a := range attributes {
		name = name.AppendName(expression.Name(a))
	}
	return name
}

// acceptedStep names the mark that a step is spent.
func acceptedStep(serial string, step otp.Step) expression.NameBuilder {
	return assigned(serial, "accepted", fmt.Sprint(step))
}

// maxRemovals is how much is cleared up at once. That happens along with other
// changes, in portions: an update expression has at most 4 KB (DynamoDB
// developer guide, "Service, account, and table quotas").
//
// What is left for the next time does no harm.
const maxRemovals = 50

// manyStale is how many expired counters a user may have before their removal gets
// a write of its own. Only hours of failed attempts without a success reach it.
const manyStale = 32

// Reserve implements mfa.Store: throttle, read and charge are one write. Should
// its answer be lost and another attempt of the user come before the SDK asks
// again, this one is charged twice: too much, which is the safe side.
func (s *Store) Reserve(ctx context.Context, r mfa.Reservation) (mfa.User, error) {
	attempt, err := s.newAttempt()
	if err != nil {
		return mfa.User{}, err
	}
	change := stamped(attempt)
	when := exists.And(
		expression.Name("attempt").NotEqual(value(attempt)),
	) // or an attempt sent twice would be charged twice
	if r.UserID != "" {
		when = when.And(expression.Name("id").Equal(value(r.UserID)))
	}
	if r.Serial != "" {
		when = when.And(expression.AttributeExists(assigned(r.Serial)))
	}
	if r.MaxDevices != 0 {
		when = when.And(expression.Name("devices").Size().LessThan(value(r.MaxDevices)))
	}
	for _, c := range r.Charges {
		n := counter(c.Counter)
		change = change.Add(n, value(1))
		when = when.And(expression.AttributeNotExists(n).Or(n.LessThan(value(c.Limit.Max))))
	}
	found, err := s.update(ctx, userKey(r.UserName), change, when)
	if errors.Is(err, mfa.ErrConflict) && text(found, "attempt") == attempt {
		err = nil
	}
	u, err := asUser(found, err)
	if err == nil {
		s.pruneCounters(ctx, u)
	}
	return u, err
}

// pruneCounters keeps a user small. If it fails the next attempt does it.
func (s *Store) pruneCounters(ctx context.Context, u mfa.User) {
	stale := s.stale(u)
	if len(stale) <= manyStale {
		return
	}
	var change expression.UpdateBuilder
	for _, c := range stale {
		change = change.Remove(counter(c))
	}
	_, _ = s.update(ctx, userKey(u.Name), change, isUser(u))
}

// stale returns some of the user's expired counters, on which no attempt can be
// charged or refunded any more.
func (s *Store) stale(u mfa.User) (stale []string) {
	for c := range u.Counters {
		if len(stale) < maxRemovals && otp.Stale(c, s.now()) {
			stale = append(stale, c)
		}
	}
	return stale
}

// RedeemCode implements mfa.Store.
func (s *Store) RedeemCode(ctx context.Context, sp mfa.Redemption) error {
	attempt, err := s.newAttempt()
	if err != nil {
		return err
	}
	raised := sp.State.Accepted.Floor
	current, err := s.redeemCode(ctx, attempt, sp)
	if errors.Is(err, mfa.ErrConflict) && raised < current.Floor && current.Floor < sp.Step {
		// A concurrent attempt raised the floor higher. The floor stays there, and
		// the step may still be valid.
		sp.State.Accepted.Floor = sp.User.Devices[sp.Serial].State.Accepted.Floor
		_, err = s.redeemCode(ctx, attempt, sp)
	}
	return err
}

// redeemCode returns what the verifier remembers if that is in the way.
func (s *Store) redeemCode(ctx context.Context, attempt string, sp mfa.Redemption) (current state, err error) {
	known, after := sp.User.Devices[sp.Serial].State.Accepted, sp.State.Accepted
	step, floor := acceptedStep(sp.Serial, sp.Step), assigned(sp.Serial, "floor")
	change := stamped(attempt).Set(assigned(sp.Serial, "revision"), value(attempt))
	when := isUser(sp.User).And(
		sameDevice(sp.User, sp.Serial),
		expression.Name("rescues").Equal(value(sp.User.LockGeneration)),
		expression.AttributeNotExists(step),
		floor.LessThan(value(sp.Step))) // also fails if the device is gone
	if after.Floor < sp.Step {
		change = change.Set(step, value(attempt))
	} else {
		change = change.Set(assigned(sp.Serial, "floor_by"), value(attempt))
	}
	if after.Floor > known.Floor {
		change = change.Set(floor, value(after.Floor))
		when = when.And(floor.LessThanEqual(value(after.Floor)))
	}
	change = dropSteps(change, sp.Serial, known.Above, after.Floor)
	change = s.refund(change, sp)
	found, err := s.update(ctx, userKey(sp.User.Name), change, when)
	if !errors.Is(err, mfa.ErrConflict) {
		return state{}, err
	}
	if current = stateIn(found, sp.Serial); current.spentBy(attempt, sp.Step) {
		return state{}, nil
	}
	return current, err
}

// sameDevice is the condition that the device is still the one whose code was
// judged, and has been the user's all the time since: a write that was refused
// while the device was away must not succeed when a copy of it arrives later.
func sameDevice(u mfa.User, serial string) expression.ConditionBuilder {
	d, assignmentID := u.Devices[serial], assigned(serial, "assignment_id")
	same := assigned(serial, "seed").Equal(value(d.Seed))
	if d.AssignmentID == "" { // assigned before assignments had ids
		return same.And(assignmentID.AttributeNotExists())
	}
	return same.And(assignmentID.Equal(value(d.AssignmentID)))
}

// dropSteps removes steps that the floor makes superfluous.
func dropSteps(
	change expression.UpdateBuilder,
	serial string,
	steps []otp.Step,
	floor otp.Step,
) expression.UpdateBuilder {
	forgotten := 0
	for _, step := range steps {
		if step <= floor && forgotten < maxRemovals {
			change = change.Remove(acceptedStep(serial, step))
			forgotten++
		}
	}
	return change
}

// refund refunds the charges that a success refunds, and prunes stale counters.
func (s *Store) refund(change expression.UpdateBuilder, sp mfa.Redemption) expression.UpdateBuilder {
	settled := map[string]bool{} // an update may name an attribute once
	for _, c := range sp.Charges {
		switch {
		case c.Limit.ResetBySuccess:
			change = change.Remove(counter(c.Counter))
		case c.Limit.Refunded:
			change = change.Add(counter(c.Counter), value(-1))
		}
		settled[c.Counter] = true
	}
	for _, c := range s.stale(sp.User) {
		if !settled[c] {
			change = change.Remove(counter(c))
		}
	}
	return change
}

// Resync implements mfa.Store.
func (s *Store) Resync(ctx context.Context, r mfa.ResyncWrite) error {
	attempt, err := s.newAttempt()
	if err != nil {
		return err
	}
	known := r.User.Devices[r.Serial].State
	lastPair, floor := assigned(r.Serial, "last_pair"), assigned(r.Serial, "floor")
	change := stamped(attempt).
		Set(assigned(r.Serial, "skew"), value(r.State.Skew)).
		Set(lastPair, value(r.State.LastPair)).
		Set(assigned(r.Serial, "pair_by"), value(attempt)).
		Set(assigned(r.Serial, "revision"), value(attempt)).
		Set(floor, value(max(known.Accepted.Floor, r.State.Accepted.Floor))) // never lower
	change = dropSteps(change, r.Serial, known.Accepted.Above, r.State.Accepted.Floor)
	for _, c := range r.Reset {
		change = change.Remove(counter(c))
	}
	if len(r.Reset) > 0 { // attempts reserved before give nothing back to what is zero now
		change = change.Add(expression.Name("rescues"), value(1))
	}
	when := isUser(
		r.User,
	).And(sameDevice(r.User, r.Serial), lastPair.Equal(value(known.LastPair)), floor.Equal(value(known.Accepted.Floor)))
	found, err := s.update(ctx, userKey(r.User.Name), change, when)
	if errors.Is(err, mfa.ErrConflict) && stateIn(found, r.Serial).PairBy == attempt {
		return nil
	}
	return err
}
