package mfa

import (
	"context"
	"errors"
)

// DeactivateMFADeviceRequest names the device. UserName is the caller by default.
type DeactivateMFADeviceRequest struct {
	SerialNumber *string
	UserName     *string
}

func (in DeactivateMFADeviceRequest) validate(v *validation) {
	v.optional("userName", in.UserName, existingUserNameType)
	v.required("serialNumber", in.SerialNumber, serialNumberType)
}

// unassignTries is how often a device is taken from a user who is changed
// meanwhile, by attempts on the same or another device.
const unassignTries = 3

// DeactivateMFADevice takes a device from its user, for example when a phone is
// lost. NoSuchEntity: IAM API reference.
var DeactivateMFADevice = operation(IAM, "DeactivateMFADevice", (*Service).DeactivateMFADevice).withFunction()

// DeactivateMFADevice takes a device from its user. It keeps its seed, its tags
// and the history of its codes. NoSuchEntity, AccessDenied,
// ConcurrentModification: IAM API reference, DeactivateMFADevice.
func (s *Service) DeactivateMFADevice(ctx context.Context, c Caller, in DeactivateMFADeviceRequest) (NoOutput, error) {
	userName, err := c.userOrSelf(in.UserName)
	if err != nil {
		return NoOutput{}, err
	}
	user, unauthorized := s.authorizeUser(ctx, c, "DeactivateMFADevice", userName)
	if unauthorized != nil && !c.is(userName) {
		return NoOutput{}, unauthorized
	}
	for range unassignTries {
		if user.ID == "" {
			user, err = s.store.User(ctx, userName)
		}
		switch {
		case errors.Is(err, ErrNotFound):
			return NoOutput{}, errNoUser(userName)
		case err != nil:
			return NoOutput{}, err
		case c.is(userName) && user.ID != c.userID: // the caller was deleted, and a new user has the name
			return NoOutput{}, errInvalidToken
		case c.mustHaveMFA(user): // comes before policies, and before the question whether the device exists
			return NoOutput{}, errMFARequired
		case unauthorized != nil:
			return NoOutput{}, unauthorized
		}
		if _, has := user.Devices[*in.SerialNumber]; !has {
			return NoOutput{}, s.whyNotTheUsers(ctx, *in.SerialNumber)
		}
		if err := s.store.Unassign(ctx, user, *in.SerialNumber); !errors.Is(err, ErrConflict) {
			return NoOutput{}, err
		}
		user = User{} // it has changed since it was read
	}
	return NoOutput{}, errModifiedByTwo
}

// whyNotTheUsers tells a device that does not exist from one that is not the user's.
func (s *Service) whyNotTheUsers(ctx context.Context, serial string) error {
	_, err := s.store.Device(ctx, serial)
	switch {
	case errors.Is(err, ErrNotFound):
		return errNoDevice(serial)
	case err != nil:
		return err
	}
	return errNotTheUsers
}
