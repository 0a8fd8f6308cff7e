package mfa

import (
	"context"
	"errors"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// DeleteHardwareMFADeviceRequest names the device.
type DeleteHardwareMFADeviceRequest struct{ SerialNumber *string }

func (in DeleteHardwareMFADeviceRequest) validate(v *validation) {
	v.required("serialNumber", in.SerialNumber, serialNumberType)
}

// DeleteHardwareMFADevice removes an unassigned hardware device from the stock.
// AccessDenied, ConcurrentModification, DeleteConflict, NoSuchEntity.
var DeleteHardwareMFADevice = operation(
	IAM, "DeleteHardwareMFADevice", (*Service).DeleteHardwareMFADevice,
).withFunction().withOwnVersion()

// memoryOfSpentCodes is how long a device cannot be deleted after its last code.
// The history of its codes goes with it, and the same seed can be imported
// again: a code must not be good for a second session then. Enable takes pairs
// that are up to 1,000 steps old.
const memoryOfSpentCodes = 24 * time.Hour

var errUsedLately = fail(DeleteConflict, "Codes of the device were used in the last 24 hours. Try again tomorrow.")

// DeleteHardwareMFADevice deletes a device and its seed. The texts are those of
// DeleteVirtualMFADevice.
func (s *Service) DeleteHardwareMFADevice(
	ctx context.Context,
	c Caller,
	in DeleteHardwareMFADeviceRequest,
) (NoOutput, error) {
	if err := s.checkHardware(); err != nil {
		return NoOutput{}, err
	}
	if err := s.onAccount(ctx, c, "DeleteHardwareMFADevice"); err != nil {
		return NoOutput{}, err
	}
	serial := *in.SerialNumber
	if !IsHardware(serial) {
		return NoOutput{}, errNoDevice(serial)
	}
	device, err := s.store.Device(ctx, serial)
	if err == nil && device.Owner == nil {
		if lastSpent(device.State) > otp.StepAt(s.now().Add(-memoryOfSpentCodes)) {
			return NoOutput{}, errUsedLately
		}
		device, err = s.store.DeleteDevice(ctx, serial, "", device.Revision)
	} else if err == nil {
		err = ErrConflict
	}
	switch {
	case errors.Is(err, ErrNotFound):
		return NoOutput{}, errNoDevice(serial)
	case errors.Is(err, ErrConflict) && device.Owner == nil: // it was used meanwhile, and given back
		return NoOutput{}, errModifiedByTwo
	case errors.Is(err, ErrConflict):
		return NoOutput{}, fail(DeleteConflict, "MFA Device in use. Must deactivate first.")
	}
	return NoOutput{}, err
}

// lastSpent is the last step of which a device has shown a code.
func lastSpent(state otp.VerifierState) otp.Step {
	last := max(state.LastPair, state.Accepted.Floor)
	for _, step := range state.Accepted.Above {
		last = max(last, step)
	}
	return last
}
