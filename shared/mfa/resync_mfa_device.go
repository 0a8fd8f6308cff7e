package mfa

import (
	"context"
	"errors"

	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// ResyncMFADeviceRequest has two consecutive codes of the device, the older first.
type ResyncMFADeviceRequest struct {
	AuthenticationCode1 secret.String
	AuthenticationCode2 secret.String
	SerialNumber        *string
	UserName            *string
}

func (in ResyncMFADeviceRequest) validate(v *validation) { EnableMFADeviceRequest(in).validate(v) }

// ResyncMFADevice learns from two consecutive codes how far the device's clock
// is off. InvalidAuthenticationCode, NoSuchEntity: IAM API reference.
var ResyncMFADevice = operation(IAM, "ResyncMFADevice", (*Service).ResyncMFADevice).withFunction()

// ResyncMFADevice learns how far the clock of an assigned device is off. Spent
// codes stay spent. In a profile that locks, a right pair is how the user
// unlocks: it is a far stronger proof than the codes that were guessed wrong.
// NoSuchEntity, InvalidAuthenticationCode, LimitExceeded: IAM API reference,
// ResyncMFADevice.
func (s *Service) ResyncMFADevice(ctx context.Context, c Caller, in ResyncMFADeviceRequest) (NoOutput, error) {
	if _, err := s.authorizeUser(ctx, c, "ResyncMFADevice", *in.UserName); err != nil {
		return NoOutput{}, err
	}
	r := Reservation{UserName: *in.UserName, Serial: *in.SerialNumber, Charges: s.pairCharges(c)}
	if c.is(*in.UserName) {
		r.UserID = c.userID
	}
	user, err := s.store.Reserve(ctx, r)
	if err != nil {
		return NoOutput{}, s.whyNotResync(ctx, in, user, r, err)
	}
	device := user.Devices[*in.SerialNumber]
	state, err := s.judgePair(
		ctx,
		*in.SerialNumber,
		device.Seed,
		device.State,
		s.profile.Resync,
		in.AuthenticationCode1,
		in.AuthenticationCode2,
	)
	if err != nil {
		return NoOutput{}, err
	}
	err = s.store.Resync(
		ctx,
		ResyncWrite{User: user, Serial: *in.SerialNumber, State: state, Reset: s.resetByPair(c, *in.SerialNumber)},
	)
	if errors.Is(err, ErrConflict) || errors.Is(err, ErrNotFound) {
		return NoOutput{}, errInvalidPair.Because(wire.SpentMeanwhile)
	}
	return NoOutput{}, err
}

func (s *Service) whyNotResync(
	ctx context.Context,
	in ResyncMFADeviceRequest,
	user User,
	r Reservation,
	err error,
) error {
	longest, over := otp.Exceeded(r.Charges, user.Counters)
	_, has := user.Devices[r.Serial]
	switch {
	case errors.Is(err, ErrNotFound):
		return errNoUser(*in.UserName)
	case !errors.Is(err, ErrConflict):
		return err
	case !has:
		return s.whyNotTheUsers(ctx, r.Serial)
	case over:
		return errTooManyPairs(longest)
	}
	return errNotTheUsers // a user of the same name, but another one
}
