package mfa

import (
	"context"
	"errors"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// Durations of a session in seconds (STS API reference, GetSessionToken).
const (
	minSession     = 900
	maxSession     = 129_600
	defaultSession = 43_200
	maxRootSession = 3_600 // longer requests by the account root are capped, not rejected
)

// MaxSessionDuration is how long a session lasts at most.
const MaxSessionDuration = maxSession * time.Second

// GetSessionTokenRequest has the duration in seconds, and for a session with
// MFA the device and its current code.
type GetSessionTokenRequest struct {
	DurationSeconds *int32
	SerialNumber    *string
	TokenCode       secret.String

	MinimumSessionTokenSize *int32 // in bytes, 0 to 4,096; 0 asks for nothing
}

func (in GetSessionTokenRequest) validate(v *validation) {
	v.between("durationSeconds", in.DurationSeconds, minSession, maxSession)
	v.optional("serialNumber", in.SerialNumber, stsSerialNumberType)
	v.optionalSecret("tokenCode", in.TokenCode, tokenCodeType)
	v.between("minimumSessionTokenSize", in.MinimumSessionTokenSize, 0, maxSessionToken)
}

// GetSessionTokenResponse has the session's credentials, the size of their token
// in bytes and in percent of 4,096.
type GetSessionTokenResponse struct {
	Credentials             Credentials
	SessionTokenSize        int32
	SessionTokenUtilization int32
}

// Credentials are good until Expiration.
type Credentials struct {
	AccessKeyId     string
	SecretAccessKey secret.String
	SessionToken    secret.String
	Expiration      time.Time
}

// GetSessionToken opens a session, with MFA if a code is given. AccessDenied:
// STS API reference.
var GetSessionToken = operation(STS, "GetSessionToken", (*Service).GetSessionToken).withFunction()

// GetSessionToken trades a user's long-term key, and one code of the user's
// device, for credentials that know of MFA. One code buys at most one session,
// ever. It needs no permission (STS API reference, GetSessionToken).
func (s *Service) GetSessionToken(
	ctx context.Context,
	c Caller,
	in GetSessionTokenRequest,
) (out GetSessionTokenResponse, err error) {
	if c.session != nil {
		return out, fail(AccessDenied, "Cannot call GetSessionToken with session credentials")
	}
	withMFA, err := bothOrNeither(in.SerialNumber, in.TokenCode)
	if err != nil {
		return out, err
	}
	opened := session{MFA: withMFA}
	if withMFA {
		opened.Device = *in.SerialNumber
		if opened.AssignmentID, err = s.redeemCode(ctx, c, opened.Device, in.TokenCode); err != nil {
			return out, err
		}
	}
	opened.UserName, opened.UserID, opened.OpenedBy = c.userName, c.userID, c.keyID
	duration := c.sessionDuration(in.DurationSeconds)
	if out.Credentials, err = s.newSession(ctx, opened, duration, in.MinimumSessionTokenSize); err != nil {
		return out, err
	}
	out.SessionTokenSize, out.SessionTokenUtilization = out.Credentials.tokenSize()
	return out, nil
}

// bothOrNeither reports whether a request has a code. A device without a code,
// and a code without a device, are refused.
func bothOrNeither(serial *string, code secret.String) (withMFA bool, err error) {
	if (serial == nil) != code.IsZero() {
		return false, fail(
			AccessDenied,
			"MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.",
		)
	}
	return serial != nil, nil
}

// redeemCode reserves the attempt, judges the code, and spends its step: only
// then may credentials be issued. It returns the assignment id of the device.
func (s *Service) redeemCode(
	ctx context.Context,
	c Caller,
	serial string,
	text secret.String,
) (assignmentID string, err error) {
	code, err := otp.ParseCode(text.Reveal())
	if c.userName == "" || err != nil { // root and roles have no devices
		return "", errUnableToJudge.Because(wire.NoSuchDevice)
	}
	charges := otp.Charges(
		sessionAttempts,
		s.profile.Sessions,
		otp.Attempter{KeyID: c.budgetKey(), Serial: serial},
		s.clock(),
	)
	user, err := s.store.Reserve(
		ctx,
		Reservation{UserName: c.userName, UserID: c.userID, Serial: serial, Charges: charges},
	)
	switch {
	case errors.Is(err, ErrNotFound), errors.Is(err, ErrConflict):
		return "", whyNotJudged(user, serial, charges)
	case err != nil:
		return "", err
	}
	device := user.Devices[serial]
	seed, err := s.openSeed(ctx, serial, device.Seed)
	if err != nil {
		return "", err
	}
	refused := errInvalidCode.After(otp.Failures(charges, user.Counters))
	step, state, ok := s.profile.JudgeSession(seed, device.State, s.clock(), code)
	if !ok {
		return "", refused.Because(wire.WrongCode)
	}
	err = s.store.RedeemCode(ctx, Redemption{User: user, Serial: serial, Step: step, State: state, Charges: charges})
	if errors.Is(err, ErrConflict) || errors.Is(err, ErrNotFound) {
		return "", refused.Because(wire.SpentMeanwhile)
	}
	return device.AssignmentID, err
}

// whyNotJudged gives the audit record the reason. The caller gets the same text
// for an unknown device, another user's device and an exhausted budget.
func whyNotJudged(user User, serial string, charges []otp.Charge) error {
	longest, over := otp.Exceeded(charges, user.Counters)
	switch _, has := user.Devices[serial]; {
	case !has || !over:
		return errUnableToJudge.Because(wire.NoSuchDevice)
	case longest.Until.IsZero():
		return errUnableToJudge.Because(wire.Locked)
	}
	return errUnableToJudge.Because(wire.BudgetExhausted)
}

// budgetKey is the access key whose budget pays for a code: of a session, the
// long-term key that opened it. A session is free, and its own key would have a
// budget of its own. Sessions that do not say who opened them share one.
func (c Caller) budgetKey() string {
	switch {
	case c.session == nil:
		return c.keyID
	case c.session.openedBy == "":
		return c.userID
	}
	return c.session.openedBy
}

// newSession issues credentials for the session, whose keys and times it sets.
// The session's secret key is inside its token, which has at least so many bytes.
func (s *Service) newSession(
	ctx context.Context, opened session, duration time.Duration, leastToken *int32,
) (Credentials, error) {
	id, key, err := s.newKeyPair(s.random, sessionKeyPrefix)
	if err != nil {
		return Credentials{}, err
	}
	issued := s.now()
	expires := issued.Add(duration)
	opened.KeyID, opened.SecretKey = id, key.Reveal()
	opened.Issued, opened.Expires = issued, expires
	var least int32
	if leastToken != nil {
		least = *leastToken
	}
	token, err := s.sealSession(ctx, opened, least)
	if err != nil {
		return Credentials{}, err
	}
	return Credentials{AccessKeyId: id, SecretAccessKey: key, SessionToken: token, Expiration: expires}, nil
}

func (c Caller) sessionDuration(requested *int32) time.Duration {
	seconds := int32(defaultSession)
	if requested != nil {
		seconds = *requested
	}
	if c.isRoot() {
		seconds = min(seconds, maxRootSession)
	}
	return time.Duration(seconds) * time.Second
}
