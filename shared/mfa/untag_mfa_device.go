package mfa

import "context"

// UntagMFADeviceRequest has the keys of the tags to remove.
type UntagMFADeviceRequest struct {
	SerialNumber *string
	TagKeys      []*string
}

func (in UntagMFADeviceRequest) validate(v *validation) {
	v.required("serialNumber", in.SerialNumber, serialNumberType)
	v.tagKeys(in.TagKeys)
}

// UntagMFADevice removes tags from a device. NoSuchEntity: IAM API reference.
var UntagMFADevice = operation(IAM, "UntagMFADevice", (*Service).UntagMFADevice).withFunction()

// UntagMFADevice removes tags; those that are not there it leaves out.
// NoSuchEntity: IAM API reference, UntagMFADevice.
func (s *Service) UntagMFADevice(ctx context.Context, c Caller, in UntagMFADeviceRequest) (NoOutput, error) {
	a := access{action: "UntagMFADevice", resource: *in.SerialNumber, shown: *in.SerialNumber, tagKeys: values(in.TagKeys)}
	holder, err := s.authorizeDevice(ctx, c, a)
	if err != nil {
		return NoOutput{}, err
	}
	device, err := s.store.Untag(ctx, *in.SerialNumber, holder, values(in.TagKeys))
	if err := s.deviceRefusal(ctx, c, a, holder, device, err); err != nil {
		return NoOutput{}, err
	}
	return NoOutput{}, err
}
