package mfa

import "context"

// ListMFADeviceTagsRequest names the device and the page.
type ListMFADeviceTagsRequest struct {
	Marker       *string
	MaxItems     *int32
	SerialNumber *string
}

func (in ListMFADeviceTagsRequest) validate(v *validation) {
	v.required("serialNumber", in.SerialNumber, serialNumberType)
	v.page(in.Marker, in.MaxItems)
}

// ListMFADeviceTagsResponse has the tags, sorted by key.
type ListMFADeviceTagsResponse struct {
	Tags        []OutTag
	IsTruncated bool
	Marker      *string `json:",omitzero"`
}

// ListMFADeviceTags lists the tags of a device. NoSuchEntity: IAM API
// reference.
var ListMFADeviceTags = operation(IAM, "ListMFADeviceTags", (*Service).ListMFADeviceTags).withFunction()

// ListMFADeviceTags lists the tags of a device.
// NoSuchEntity: IAM API reference, ListMFADeviceTags.
func (s *Service) ListMFADeviceTags(
	ctx context.Context,
	c Caller,
	in ListMFADeviceTagsRequest,
) (out ListMFADeviceTagsResponse, err error) {
	a := access{action: "ListMFADeviceTags", resource: *in.SerialNumber, shown: *in.SerialNumber}
	holder, err := s.authorizeDevice(ctx, c, a)
	if err != nil {
		return out, err
	}
	device, err := s.store.Device(ctx, *in.SerialNumber)
	if err == nil && holder != "" && !device.Holds(holder) {
		err = ErrConflict
	}
	if err := s.deviceRefusal(ctx, c, a, holder, device, err); err != nil {
		return out, err
	}
	if err != nil {
		return out, err
	}
	list := pager{s, "ListMFADeviceTags " + device.Serial, in.Marker, in.MaxItems}
	out.Tags, out.Marker, err = slicePage(ctx, list, sortedTags(device.Tags), func(t OutTag) string { return t.Key })
	out.IsTruncated = out.Marker != nil
	return out, err
}
