package mfa

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// RecoveryCodesPerUser is how many recovery codes are made at a time.
const RecoveryCodesPerUser = 10

// RecoveryCodes are the recovery codes of a user, without their texts. AWS has no
// such thing.
type RecoveryCodes struct {
	ID       string // RCVC…, never used twice
	Created  time.Time
	Sealed   []byte // the SHA-256 of each code, in order
	Redeemed []int  // which of them were redeemed, by their position from 0
}

// Remaining is how many of the codes can still be redeemed.
func (r *RecoveryCodes) Remaining() int {
	if r == nil {
		return 0
	}
	return RecoveryCodesPerUser - len(r.Redeemed)
}

const recoveryIDPrefix = "RCVC"

// A recovery code has 120 random bits, which are 24 characters of base32 in groups
// of four. From 112 bits on, a hash without a salt is enough to store (NIST SP
// 800-63B, look-up secret verifiers).
const (
	recoveryCodeSize  = 15 // bytes
	recoveryGroupSize = 4  // characters
)

var recoveryCodeType = shape(29, 29, `[A-Z2-7]{4}(-[A-Z2-7]{4}){5}`)

// recoveryAttempts is the kind of the attempts that are counted.
const recoveryAttempts = "recovery"

// recoveryLimits are the same in every profile: no number of attempts finds a code
// of 120 bits, so they only keep a stolen key from working the service. Each key
// has a lane of its own, so that its thief does not use up the owner's attempts.
var recoveryLimits = []otp.Limit{
	{Scope: otp.PerKey, Per: otp.Day, Max: 10},
	{Scope: otp.PerKey, Per: otp.Month, Max: 30},
}

// recoveryContext binds the hashes to their user. The user's name may change.
func (s *Service) recoveryContext(userID, id string) map[string]string {
	return map[string]string{
		"purpose": "recovery-codes",
		"version": "1",
		"account": s.accountID,
		"user":    userID,
		"codes":   id,
	}
}

// newRecoveryCodes draws codes for a user, of which the hashes are kept.
func (s *Service) newRecoveryCodes(ctx context.Context, userID string) (*RecoveryCodes, []secret.String, error) {
	id, err := newID(s.random, recoveryIDPrefix, 20)
	if err != nil {
		return nil, nil, err
	}
	var codes []secret.String
	var hashes []byte
	for range RecoveryCodesPerUser {
		random := make([]byte, recoveryCodeSize)
		if _, err := io.ReadFull(s.random, random); err != nil {
			return nil, nil, fmt.Errorf("drawing a recovery code: %w", err)
		}
		code := grouped(base32.StdEncoding.EncodeToString(random))
		hash := sha256.Sum256([]byte(code))
		hashes = append(hashes, hash[:]...)
		codes = append(codes, secret.New(code))
	}
	sealed, err := s.seedSealer.Seal(ctx, hashes, s.recoveryContext(userID, id))
	return &RecoveryCodes{ID: id, Created: s.now(), Sealed: sealed}, codes, err
}

// grouped puts a hyphen after every recoveryGroupSize characters.
func grouped(text string) string {
	var groups []string
	for group := range slices.Chunk([]byte(text), recoveryGroupSize) {
		groups = append(groups, string(group))
	}
	return strings.Join(groups, "-")
}

// redeemRecoveryCode returns the user's codes with this one redeemed. A wrong code
// and one that was redeemed before get the same refusal.
func (s *Service) redeemRecoveryCode(ctx context.Context, user User, code secret.String) (*RecoveryCodes, error) {
	if user.RecoveryCodes == nil {
		return nil, errInvalidRecoveryCode.Because(wire.WrongCode)
	}
	codes := *user.RecoveryCodes
	hashes, err := s.seedSealer.Open(ctx, codes.Sealed, s.recoveryContext(user.ID, codes.ID))
	if err != nil {
		return nil, fmt.Errorf("opening the recovery codes of %s: %w", user.ID, err)
	}
	hash := sha256.Sum256([]byte(code.Reveal()))
	found := -1
	for i := range len(hashes) / sha256.Size { // all of them, wherever the code is
		if subtle.ConstantTimeCompare(hash[:], hashes[i*sha256.Size:(i+1)*sha256.Size]) == 1 {
			found = i
		}
	}
	if found < 0 || slices.Contains(codes.Redeemed, found) {
		return nil, errInvalidRecoveryCode.Because(wire.WrongCode)
	}
	codes.Redeemed = append(slices.Clone(codes.Redeemed), found)
	return &codes, nil
}

// reserveRecovery charges an attempt before its code is looked at, and returns the
// user, who has the lost device.
func (s *Service) reserveRecovery(ctx context.Context, c Caller, serial string) (User, error) {
	charges := otp.Charges(recoveryAttempts, recoveryLimits, otp.Attempter{KeyID: c.budgetKey()}, s.clock())
	user, err := s.store.Reserve(ctx, Reservation{
		UserName: c.userName,
		UserID:   c.userID,
		Serial:   serial,
		Charges:  charges,
	})
	longest, over := otp.Exceeded(charges, user.Counters)
	switch {
	case errors.Is(err, ErrConflict) && over:
		return User{}, errTooManyPairs(longest)
	case errors.Is(err, ErrConflict), errors.Is(err, ErrNotFound):
		return User{}, errModifiedByTwo
	}
	return user, err
}

var (
	errInvalidRecoveryCode = fail(InvalidAuthenticationCode, "The recovery code is not valid.")
	errNoRecoveryCodes     = fail(
		FeatureDisabled, "There are no recovery codes in this account. An administrator of the service can switch them on.",
	)
	errNotAUser = fail(AccessDenied, "A recovery code is redeemed by the user that it belongs to.")
)
