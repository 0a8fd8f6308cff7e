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
	ListVirtualMFADevicesRequest(in).validate(v)
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
	page, err := s.devicePage(
		ctx, "ListHardwareMFADevices", s.store.HardwareDevices, ListVirtualMFADevicesRequest(in))
	if err != nil {
		return out, err
	}
	out.HardwareMFADevices = make([]HardwareMFADevice, len(page.VirtualMFADevices))
	for i, d := range page.VirtualMFADevices {
		out.HardwareMFADevices[i] = HardwareMFADevice(d)
	}
	out.IsTruncated, out.Marker = page.IsTruncated, page.Marker
	return out, nil
}
