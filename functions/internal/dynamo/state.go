package dynamo

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"

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

// A writeStamp is what every change leaves on a user or a device.
//
// The revision is a number that only goes up, and not the attempt's id: an
// attempt that is sent again would set that again, and the item would look as
// it was before others changed it.
type writeStamp struct {
	Attempt  string                `dynamodbav:"attempt"`
	Revision attributevalue.Number `dynamodbav:"revision"`
}

// firstStamp is that of something new. Its revision is as good as random, so
// that what has the name of something deleted never has its revision.
func firstStamp(attempt string) writeStamp {
	sum := sha256.Sum256([]byte(attempt))
	return writeStamp{attempt, attributevalue.Number(strconv.FormatUint(binary.BigEndian.Uint64(sum[:]), 10))}
}

// stamped begins a change.
func stamped(attempt string) expression.UpdateBuilder {
	return expression.Set(expression.Name("attempt"), value(attempt)).Add(expression.Name("revision"), value(1))
}

// isRevision is the condition that nothing has changed since the item was read.
func isRevision(revision string) expression.ConditionBuilder {
	return expression.Name("revision").Equal(value(attributevalue.Number(revision)))
}
