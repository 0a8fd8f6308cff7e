package mfa

import (
	"context"
	"time"
)

// ListHardwareMFADevicesRequest has the filter, Any by default, and the page.
// The Unassigned ones are the stock.
type ListHardwareMFADevicesRequest struct {
	AssignmentStatus *string
	Marker           *string
	MaxItems         *int32
}

func (in ListHardwareMFADevicesRequest) validate(v *validation) {
	v.oneOf("assignmentStatus", in.AssignmentStatus, string(AnyAssignment), string(Assigned), string(Unassigned))
	v.page(in.Marker, in.MaxItems)
}

// ListHardwareMFADevicesResponse has devices without seeds.
type ListHardwareMFADevicesResponse struct {
	HardwareMFADevices []HardwareMFADevice
	IsTruncated        bool
	Marker             *string `json:",omitzero"`
}

// HardwareMFADevice is a device in a listing. EnableDate and User are there
// while it is assigned.
type HardwareMFADevice struct {
	SerialNumber string
	User         *UserDetail `json:",omitzero"`
	EnableDate   time.Time   `json:",omitzero"`
}

// ListHardwareMFADevices lists the hardware devices of the account: all, the
// assigned or the unassigned ones. AccessDenied.
var ListHardwareMFADevices = operation(
	IAM, "ListHardwareMFADevices", (*Service).ListHardwareMFADevices,
).withFunction().withOwnVersion()

// ListHardwareMFADevices is ListVirtualMFADevices of the other devices.
func (s *Service) ListHardwareMFADevices(
	ctx context.Context,
	c Caller,
	in ListHardwareMFADevicesRequest,
) (out ListHardwareMFADevicesResponse, err error) {
	if err := s.checkHardware(); err != nil {
		return out, err
	}
	if err := s.onAccount(ctx, c, "ListHardwareMFADevices"); err != nil {
		return out, err
	}
	which := AssignmentStatus(stringOr(in.AssignmentStatus, string(AnyAssignment)))
	list := pager{s, "ListHardwareMFADevices " + string(which), in.Marker, in.MaxItems}
	after, err := list.after(ctx)
	if err != nil {
		return out, err
	}
	devices, next, err := s.store.HardwareDevices(ctx, which, after, list.limit())
	if err != nil {
		return out, err
	}
	out.HardwareMFADevices = make([]HardwareMFADevice, len(devices))
	for i, d := range devices {
		out.HardwareMFADevices[i] = HardwareMFADevice{SerialNumber: d.Serial}
		if d.Owner != nil {
			out.HardwareMFADevices[i].EnableDate = d.Enabled
			out.HardwareMFADevices[i].User = s.userDetail(*d.Owner)
		}
	}
	out.Marker, err = list.next(ctx, next)
	out.IsTruncated = out.Marker != nil
	return out, err
}
