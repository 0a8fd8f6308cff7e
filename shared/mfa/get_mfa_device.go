package mfa

import (
	"context"
)

// GetMFADeviceRequest names the device, and the user, the caller by default.
type GetMFADeviceRequest struct {
	SerialNumber *string
	UserName     *string
}

func (in GetMFADeviceRequest) validate(v *validation) {
	v.required("serialNumber", in.SerialNumber, serialNumberType)
	v.optional("userName", in.UserName, userNameType)
}

// GetMFADevice refuses virtual devices, as AWS does. ValidationError: IAM API
// reference.
var GetMFADevice = operation(IAM, "GetMFADevice", (*Service).GetMFADevice).withFunction()

// GetMFADevice describes FIDO security keys only, in AWS too; of virtual
// devices it knows nothing. ValidationError: IAM API reference, GetMFADevice,
// and the service's answer to a virtual device's serial number.
func (s *Service) GetMFADevice(ctx context.Context, c Caller, in GetMFADeviceRequest) (NoOutput, error) {
	if c.role != nil && in.UserName == nil {
		return NoOutput{}, errNoUserName
	}
	userName := stringOr(in.UserName, c.userName) // root without UserName means root itself
	if _, err := s.authorizeUser(ctx, c, "GetMFADevice", userName); err != nil {
		return NoOutput{}, err
	}
	return NoOutput{}, fail(
		ValidationError,
		"The MFA device serial number sent in the request is invalid or not supported by this API. "+
			"Currently, only hardware FIDO security keys are supported. Please use the compatible device or API.",
	)
}
