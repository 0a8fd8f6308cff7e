package dynamo

import (
	"fmt"
	"maps"
	"slices"

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
