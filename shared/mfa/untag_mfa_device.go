package mfa

import (
	"context"
	"strings"
)

// UntagMFADeviceRequest has the keys of the tags to remove.
type UntagMFADeviceRequest struct {
	SerialNumber *string
	TagKeys      []*string
}

func (in UntagMFADeviceRequest) validate(v *validation) {
	v.required("serialNumber", in.SerialNumber, serialNumberType)
	switch {
	case in.TagKeys == nil:
		v.problem("tagKeys", nil, "Member must not be null")
	case len(in.TagKeys) > MaxTagsPerDevice:
		v.problem("tagKeys", nil, "Member must have length less than or equal to 50")
	}
	for _, key := range in.TagKeys {
		if key == nil || len(tagKeyType.broken(*key)) > 0 { // the model has one message for a list of strings, whatever is wrong with how many
			v.problem("tagKeys", nil, "Member must satisfy constraint: ["+strings.Join([]string{
				"Member must have length less than or equal to 128", "Member must have length greater than or equal to 1",
				"Member must satisfy regular expression pattern: " + tagKeyType.text, "Member must not be null"}, ", ")+"]")
			return
		}
	}
}

var UntagMFADevice = operation(IAM, "UntagMFADevice", (*Service).UntagMFADevice)

// UntagMFADevice removes tags; those that are not there it leaves out.
// NoSuchEntity: IAM API reference, UntagMFADevice.
func (s *Service) UntagMFADevice(ctx context.Context, c Caller, in UntagMFADeviceRequest) (NoOutput, error) {
	const action = "UntagMFADevice"
	holder, err := deviceHolder(c, action, *in.SerialNumber)
	if err != nil {
		return NoOutput{}, err
	}
	keys := make([]string, len(in.TagKeys))
	for i, key := range in.TagKeys {
		keys[i] = *key
	}
	device, err := s.Store.Untag(ctx, *in.SerialNumber, holder, keys)
	if err := notHeld(c, action, *in.SerialNumber, holder, device, err); err != nil {
		return NoOutput{}, err
	}
	return NoOutput{}, err
}
