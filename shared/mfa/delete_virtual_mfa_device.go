package mfa

import (
	"context"
	"errors"
)

// DeleteVirtualMFADeviceRequest names the device.
type DeleteVirtualMFADeviceRequest struct{ SerialNumber *string }

func (in DeleteVirtualMFADeviceRequest) validate(v *validation) {
	v.required("serialNumber", in.SerialNumber, serialNumberType)
}

var DeleteVirtualMFADevice = operation(IAM, "DeleteVirtualMFADevice", (*Service).DeleteVirtualMFADevice)

// DeleteVirtualMFADevice deletes an unassigned device and its seed.
// NoSuchEntity, DeleteConflict, AccessDenied: IAM API reference, DeleteVirtualMFADevice.
func (s *Service) DeleteVirtualMFADevice(ctx context.Context, c Caller, in DeleteVirtualMFADeviceRequest) (NoOutput, error) {
	const action = "DeleteVirtualMFADevice"
	holder, err := deviceHolder(c, action, *in.SerialNumber)
	if err != nil {
		if holder, err = s.cancelsEnrolment(ctx, c, err); err != nil {
			return NoOutput{}, err
		}
	}
	device, err := s.Store.DeleteDevice(ctx, *in.SerialNumber, holder)
	if err := notHeld(c, action, *in.SerialNumber, holder, device, err); err != nil {
		return NoOutput{}, err
	}
	if errors.Is(err, ErrConflict) {
		return NoOutput{}, fail(DeleteConflict, "MFA VirtualDevice in use. Must deactivate first.")
	}
	return NoOutput{}, err
}

// cancelsEnrolment is the one thing that is allowed beyond the documented policy: a user who has no device may delete one that it created
// and did not enable. Otherwise a cancelled enrolment blocks the device's name until an administrator comes.
func (s *Service) cancelsEnrolment(ctx context.Context, c Caller, refusal error) (holder string, err error) {
	user, err := s.Store.User(ctx, c.userName)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return "", err
	}
	if user.ID != c.userID || len(user.Devices) > 0 {
		return "", refusal
	}
	return c.userID, nil
}

// notHeld turns what a store says of a device into the answer that the caller may have. For a device that a user does not hold it is the same
// as for one that does not exist.
func notHeld(c Caller, action, serial, holder string, device Device, err error) error {
	gone := errors.Is(err, ErrNotFound)
	switch {
	case holder != "" && (gone || errors.Is(err, ErrConflict) && !device.Holds(holder)):
		return denied(c, action, serial)
	case gone:
		return errNoDevice(serial)
	}
	return nil
}
