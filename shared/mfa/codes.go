package mfa

import (
	"context"
	"errors"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// The kinds of attempts that are counted.
const (
	sessionAttempts = "session"
	pairAttempts    = "pair"
)

// pairCharges returns what two codes cost: one attempt of the access
// key that signed the request. The account root is not charged: it can replace
// the device.
func (s *Service) pairCharges(c Caller) []otp.Charge {
	if c.isRoot() {
		return nil
	}
	return otp.Charges(pairAttempts, s.profile.Pairs, otp.Attempter{KeyID: c.keyID}, s.clock())
}

// resetByPair returns the counters of session codes that a right pair takes back
// to zero.
func (s *Service) resetByPair(c Caller, serial string) []string {
	by := otp.Attempter{KeyID: c.keyID, Serial: serial}
	return otp.ResetByPair(otp.Charges(sessionAttempts, s.profile.Sessions, by, s.clock()))
}

// errTooManyPairs names the end of the budget. It is answered before any code is looked at.
func errTooManyPairs(longest otp.Charge) *Error {
	return fail(
		LimitExceeded,
		"Too many code attempts with this access key. Try again after %s.",
		longest.Until.Format("2006-01-02T15:04:05Z"),
	).Because(wire.BudgetExhausted)
}

// judgePair judges the two codes of a request, older first.
func (s *Service) judgePair(
	ctx context.Context,
	serial string,
	sealed []byte,
	state otp.VerifierState,
	w otp.Window,
	code1, code2 secret.String,
) (otp.VerifierState, error) {
	older, err1 := otp.ParseCode(code1.Reveal())
	newer, err2 := otp.ParseCode(code2.Reveal())
	if err := errors.Join(err1, err2); err != nil { // validation has refused these
		return otp.VerifierState{}, errInvalidPair.Because(wire.MalformedCode)
	}
	seed, err := s.openSeed(ctx, serial, sealed)
	if err != nil {
		return otp.VerifierState{}, err
	}
	state, ok := s.profile.JudgePair(seed, state, s.clock(), w, older, newer)
	if !ok {
		return otp.VerifierState{}, errInvalidPair.Because(wire.WrongCode)
	}
	return state, nil
}

// Locks are the counters of a user that lock sessions when they are full, and
// what they count to then.
func Locks() map[string]int {
	locks := map[string]int{}
	for _, c := range otp.Charges(sessionAttempts, otp.Hardened.Sessions, otp.Attempter{}, time.Time{}) {
		if c.Limit.Per == otp.Ever {
			locks[c.Counter] = c.Limit.Max
		}
	}
	return locks
}
