package mfa

import (
	"context"
	"time"
)

// ListVirtualMFADevicesRequest has the filter, Any by default, and the page.
type ListVirtualMFADevicesRequest struct {
	AssignmentStatus *string
	Marker           *string
	MaxItems         *int32
}

func (in ListVirtualMFADevicesRequest) validate(v *validation) {
	v.oneOf("assignmentStatus", in.AssignmentStatus, string(AnyAssignment), string(Assigned), string(Unassigned))
	v.page(in.Marker, in.MaxItems)
}

// ListVirtualMFADevicesResponse has devices without seeds or tags.
type ListVirtualMFADevicesResponse struct {
	VirtualMFADevices []VirtualMFADevice
	IsTruncated       bool
	Marker            *string `json:",omitzero"`
}

// VirtualMFADevice is a device in a listing. EnableDate and User are there
// while it is assigned.
type VirtualMFADevice struct {
	SerialNumber string
	User         *UserDetail `json:",omitzero"`
	EnableDate   time.Time   `json:",omitzero"`
}

// ListVirtualMFADevices lists the devices of the account: all, the assigned or
// the unassigned ones. IAM API reference.
var ListVirtualMFADevices = operation(IAM, "ListVirtualMFADevices", (*Service).ListVirtualMFADevices).withFunction()

// ListVirtualMFADevices lists the account's devices. No error is its own: IAM
// API reference, ListVirtualMFADevices.
func (s *Service) ListVirtualMFADevices(
	ctx context.Context,
	c Caller,
	in ListVirtualMFADevicesRequest,
) (out ListVirtualMFADevicesResponse, err error) {
	if err := s.permit(ctx, c, access{action: "ListVirtualMFADevices", resource: "*", shown: s.arn("mfa/")}); err != nil {
		return out, err
	}
	return s.devicePage(ctx, "ListVirtualMFADevices", s.store.Devices, in)
}

// devicePage answers an operation that lists virtual or hardware devices.
func (s *Service) devicePage(
	ctx context.Context,
	operation string,
	devices deviceListing,
	in ListVirtualMFADevicesRequest,
) (out ListVirtualMFADevicesResponse, err error) {
	which := AssignmentStatus(stringOr(in.AssignmentStatus, string(AnyAssignment)))
	list := pager{s, operation + " " + string(which), in.Marker, in.MaxItems}
	after, err := list.after(ctx)
	if err != nil {
		return out, err
	}
	page, next, err := devices(ctx, which, after, list.limit())
	if err != nil {
		return out, err
	}
	out.VirtualMFADevices = make([]VirtualMFADevice, len(page))
	for i, d := range page {
		out.VirtualMFADevices[i] = VirtualMFADevice{SerialNumber: d.Serial}
		if d.Owner != nil {
			out.VirtualMFADevices[i].EnableDate = d.Enabled
			out.VirtualMFADevices[i].User = s.userDetail(*d.Owner)
		}
	}
	out.Marker, err = list.next(ctx, next)
	out.IsTruncated = out.Marker != nil
	return out, err
}
