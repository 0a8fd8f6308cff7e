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

// DeleteVirtualMFADevice deletes an unassigned device. DeleteConflict,
// NoSuchEntity: IAM API reference.
var DeleteVirtualMFADevice = operation(IAM, "DeleteVirtualMFADevice", (*Service).DeleteVirtualMFADevice).withFunction()

// DeleteVirtualMFADevice deletes an unassigned device and its seed.
// NoSuchEntity, DeleteConflict, AccessDenied: IAM API reference, DeleteVirtualMFADevice.
func (s *Service) DeleteVirtualMFADevice(
	ctx context.Context,
	c Caller,
	in DeleteVirtualMFADeviceRequest,
) (NoOutput, error) {
	a := access{action: "DeleteVirtualMFADevice", resource: *in.SerialNumber, shown: *in.SerialNumber}
	holder, err := s.authorizeDevice(ctx, c, a)
	if err != nil {
		return NoOutput{}, err
	}
	device, err := s.store.DeleteDevice(ctx, *in.SerialNumber, holder, "")
	if err := s.deviceRefusal(ctx, c, a, holder, device, err); err != nil {
		return NoOutput{}, err
	}
	if errors.Is(err, ErrConflict) {
		return NoOutput{}, fail(DeleteConflict, "MFA VirtualDevice in use. Must deactivate first.")
	}
	return NoOutput{}, err
}
