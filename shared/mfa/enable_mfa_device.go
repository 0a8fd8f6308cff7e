package mfa

import (
	"context"
	"errors"

	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// EnableMFADeviceRequest has two consecutive codes of the device, the older first.
type EnableMFADeviceRequest struct {
	AuthenticationCode1 secret.String
	AuthenticationCode2 secret.String
	SerialNumber        *string
	UserName            *string
}

func (in EnableMFADeviceRequest) validate(v *validation) {
	v.required("userName", in.UserName, existingUserNameType)
	v.required("serialNumber", in.SerialNumber, serialNumberType)
	v.requiredSecret("authenticationCode1", in.AuthenticationCode1, authenticationCodeType)
	v.requiredSecret("authenticationCode2", in.AuthenticationCode2, authenticationCodeType)
}

func (in *EnableMFADeviceRequest) fill(t EnrollmentTicket) error {
	if err := fillMember(&in.UserName, t.UserName); err != nil {
		return err
	}
	return fillMember(&in.SerialNumber, t.Serial)
}

// EnableMFADevice assigns a device to a user who shows two consecutive codes of
// it. AccessDenied, EntityAlreadyExists, InvalidAuthenticationCode,
// LimitExceeded, NoSuchEntity: IAM API reference.
var EnableMFADevice = operation(IAM, "EnableMFADevice", (*Service).EnableMFADevice).
	withFunction().withTickets()

// EnableMFADevice assigns an unassigned device to a user, once two consecutive
// codes show that the user holds its seed. NoSuchEntity, EntityAlreadyExists,
// LimitExceeded, InvalidAuthenticationCode, AccessDenied: IAM API reference,
// EnableMFADevice.
func (s *Service) EnableMFADevice(ctx context.Context, c Caller, in EnableMFADeviceRequest) (NoOutput, error) {
	if _, err := s.authorizeUser(ctx, c, "EnableMFADevice", *in.UserName); err != nil {
		return NoOutput{}, err
	}
	device, err := s.store.Device(ctx, *in.SerialNumber)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return NoOutput{}, err
	}
	if IsHardware(device.Serial) && !s.hardware {
		device = Device{} // as if there were none
	}
	user, err := s.reserveEnable(ctx, c, *in.UserName, device)
	if err != nil {
		return NoOutput{}, s.whyNotEnable(c, in, user, device, err)
	}
	most := c.maxDevices(user.Name)
	if most > MaxDevicesPerUser && !c.ticket.replaces(user) {
		most = MaxDevicesPerUser
	}
	if len(user.Devices) >= most {
		return NoOutput{}, errTooManyDevices
	}
	state, err := s.judgePair(
		ctx,
		device.Serial,
		device.Seed,
		device.State,
		s.profile.Enable,
		in.AuthenticationCode1,
		in.AuthenticationCode2,
	)
	if err != nil {
		return NoOutput{}, err
	}
	err = s.store.Assign(
		ctx,
		Assignment{
			User:       user,
			Device:     device,
			MaxDevices: most,
			Enabled:    s.now(),
			State:      state,
			Ticket:     c.ticket,
		},
	)
	if errors.Is(err, ErrConflict) || errors.Is(err, ErrNotFound) {
		return NoOutput{}, errModifiedByTwo
	}
	return NoOutput{}, err
}

// reserveEnable charges the attempt if the device can be enabled. If it cannot,
// nothing is charged and the user is only read, to say why.
func (s *Service) reserveEnable(ctx context.Context, c Caller, userName string, device Device) (User, error) {
	if device.Serial == "" || device.Owner != nil {
		user, err := s.store.User(ctx, userName)
		if err == nil {
			err = ErrConflict
		}
		return user, err
	}
	r := Reservation{UserName: userName, MaxDevices: c.maxDevices(userName), Charges: s.pairCharges(c)}
	switch {
	case c.is(userName):
		r.UserID = c.userID
	case c.ticket != nil:
		r.UserID = c.ticket.UserID
	}
	return s.store.Reserve(ctx, r)
}

// maxDevices is below how many devices a user may be given another. For users
// without MFA who act on themselves it is the first one only, so that the rule
// of mustHaveMFA is a condition of the write. A ticket that takes a device away
// makes room for its own; that the user has the device is a condition then.
func (c Caller) maxDevices(userName string) int {
	switch {
	case c.is(userName) && !c.hasMFA():
		return 1
	case c.ticket != nil && c.ticket.Replaces != "":
		return MaxDevicesPerUser + 1
	}
	return MaxDevicesPerUser
}

// whyNotEnable explains a refused reservation, in the order in which AWS checks.
func (s *Service) whyNotEnable(c Caller, in EnableMFADeviceRequest, user User, device Device, err error) error {
	longest, over := otp.Exceeded(s.pairCharges(c), user.Counters)
	switch {
	case errors.Is(err, ErrNotFound), c.ticket != nil && errors.Is(err, ErrConflict) && user.ID != c.ticket.UserID:
		return errNoUser(*in.UserName)
	case !errors.Is(err, ErrConflict):
		return err
	case c.mustHaveMFA(user):
		return errMFARequired
	case device.Serial == "":
		return errNoDevice(*in.SerialNumber)
	case device.Owner != nil && device.Owner.ID == user.ID:
		return fail(EntityAlreadyExists, "MFA Device for user %s already exists.", user.Name)
	case device.Owner != nil:
		return fail(EntityAlreadyExists, "MFA Device is already in use.")
	case len(user.Devices) >= MaxDevicesPerUser:
		return errTooManyDevices
	case over:
		return errTooManyPairs(longest)
	}
	return errModifiedByTwo
}
