package mfa

import (
	"context"
	"errors"
)

// TagMFADeviceRequest has the tags to add or overwrite.
type TagMFADeviceRequest struct {
	SerialNumber *string
	Tags         []*Tag
}

func (in TagMFADeviceRequest) validate(v *validation) {
	v.required("serialNumber", in.SerialNumber, serialNumberType)
	if in.Tags == nil {
		v.problem("tags", nil, "Member must not be null")
	}
	v.tags(in.Tags)
}

// TagMFADevice adds tags to a device, or changes them. InvalidInput,
// LimitExceeded, NoSuchEntity: IAM API reference.
var TagMFADevice = operation(IAM, "TagMFADevice", (*Service).TagMFADevice).withFunction()

// TagMFADevice adds tags to a device. One bad tag and none is added.
// InvalidInput, NoSuchEntity, LimitExceeded: IAM API reference, TagMFADevice.
func (s *Service) TagMFADevice(ctx context.Context, c Caller, in TagMFADeviceRequest) (NoOutput, error) {
	a := access{action: "TagMFADevice", resource: *in.SerialNumber, shown: *in.SerialNumber, requestTags: in.Tags}
	holder, err := s.authorizeDevice(ctx, c, a)
	if err != nil {
		return NoOutput{}, err
	}
	tags, err := checkTags(in.Tags)
	if err != nil {
		return NoOutput{}, err
	}
	device, err := s.store.Tag(ctx, *in.SerialNumber, holder, tags, MaxTagsPerDevice)
	if err := s.deviceRefusal(ctx, c, a, holder, device, err); err != nil {
		return NoOutput{}, err
	}
	if errors.Is(err, ErrConflict) {
		return NoOutput{}, fail(
			LimitExceeded,
			"The number of tags has reached the maximum limit.",
		) // text C: AWS's for OIDC providers
	}
	return NoOutput{}, err
}
