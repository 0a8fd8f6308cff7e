package mfa

import (
	"context"
	"encoding/base64"
	"encoding/json"

	"github.com/virtual-mfa/virtual-mfa/shared/policy"
)

// A denial is what DecodeAuthorizationMessage tells about a refusal, in the form
// that AWS's decoded messages have (STS API reference, DecodeAuthorizationMessage).
type denial struct {
	Allowed           bool                               `json:"allowed"` // always false
	ExplicitDeny      bool                               `json:"explicitDeny"`
	MatchedStatements policy.Items[policy.StatementText] `json:"matchedStatements"`
	Failures          policy.Items[struct{}]             `json:"failures"` // always empty
	Context           denialContext                      `json:"context"`
}

type denialContext struct {
	Principal  denialPrincipal                  `json:"principal"`
	Action     string                           `json:"action"`
	Resource   string                           `json:"resource"`
	Conditions policy.Items[policy.ContextText] `json:"conditions"`
}

type denialPrincipal struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	ARN  string `json:"arn"`
}

// maxDenial is the most that is sealed of a denial, in bytes: an EncodedMessage
// has at most 10,240 characters (STS API reference).
const maxDenial = 7_000

func (s *Service) denialContext() map[string]string {
	return map[string]string{"purpose": "authorization-message", "version": "1", "account": s.accountID}
}

// newDenial says who was refused what.
func newDenial(c Caller, action, resource string) denial {
	return denial{
		MatchedStatements: policy.Items[policy.StatementText]{Items: []policy.StatementText{}},
		Failures:          policy.Items[struct{}]{Items: []struct{}{}},
		Context: denialContext{
			Principal:  denialPrincipal{ID: c.userID, Name: c.userName, ARN: c.arn},
			Action:     action,
			Resource:   resource,
			Conditions: policy.Items[policy.ContextText]{Items: []policy.ContextText{}},
		},
	}
}

// because adds what led to the decision.
func (d denial) because(decision policy.Decision, set *policy.Set, facts policy.Context) denial {
	d.Context.Conditions = set.Describe(facts)
	if decision.Outcome == policy.ExplicitDeny {
		d.ExplicitDeny = true
	}
	if decision.Statement != nil {
		d.MatchedStatements.Items = append(d.MatchedStatements.Items, decision.Statement.Describe())
	}
	return d
}

// explained adds to a refusal the message that DecodeAuthorizationMessage opens.
// Without one it is a refusal all the same.
func (s *Service) explained(ctx context.Context, refusal *Error, d denial) *Error {
	plain, err := json.Marshal(d)
	if len(plain) > maxDenial {
		d.MatchedStatements.Items = d.MatchedStatements.Items[:0]
		d.Context.Conditions.Items = d.Context.Conditions.Items[:0]
		plain, err = json.Marshal(d)
	}
	if err != nil {
		return refusal
	}
	sealed, err := s.keySealer.Seal(ctx, plain, s.denialContext())
	if err != nil {
		return refusal
	}
	return refusal.WithEncodedMessage(base64.RawURLEncoding.EncodeToString(sealed))
}
