package mfa

import (
	"context"
	"maps"
	"slices"
	"time"
)

// ListMFADevicesRequest names the user, the caller by default, and the page.
type ListMFADevicesRequest struct {
	Marker   *string
	MaxItems *int32
	UserName *string
}

func (in ListMFADevicesRequest) validate(v *validation) {
	v.optional("userName", in.UserName, existingUserNameType)
	v.page(in.Marker, in.MaxItems)
}

// ListMFADevicesResponse has the user's devices, sorted by serial number.
type ListMFADevicesResponse struct {
	MFADevices  []MFADevice
	IsTruncated bool
	Marker      *string `json:",omitzero"`
}

// MFADevice is an assigned device.
type MFADevice struct {
	UserName     string
	SerialNumber string
	EnableDate   time.Time
}

// ListMFADevices lists the devices of a user. NoSuchEntity: IAM API reference.
var ListMFADevices = operation(IAM, "ListMFADevices", (*Service).ListMFADevices).withFunction()

// ListMFADevices lists the devices of one user.
// NoSuchEntity: IAM API reference, ListMFADevices.
func (s *Service) ListMFADevices(
	ctx context.Context,
	c Caller,
	in ListMFADevicesRequest,
) (out ListMFADevicesResponse, err error) {
	if c.isRoot() && in.UserName == nil {
		found, err := s.rootDevices(ctx)
		if err != nil {
			return out, err
		}
		devices := []MFADevice{}
		for _, d := range found {
			devices = append(devices, MFADevice{rootUserName, d.Serial, d.Enabled})
		}
		list := pager{s, "ListMFADevices root", in.Marker, in.MaxItems}
		out.MFADevices, _, err = slicePage(ctx, list, devices, serialOf) // one at most
		return out, err
	}
	user, err := s.targetUser(ctx, c, "ListMFADevices", in.UserName)
	if err != nil {
		return out, err
	}
	devices := make([]MFADevice, 0, len(user.Devices))
	for _, serial := range slices.Sorted(maps.Keys(user.Devices)) {
		devices = append(devices, MFADevice{user.Name, serial, user.Devices[serial].Enabled})
	}
	list := pager{s, "ListMFADevices " + user.ID, in.Marker, in.MaxItems}
	out.MFADevices, out.Marker, err = slicePage(ctx, list, devices, serialOf)
	out.IsTruncated = out.Marker != nil
	return out, err
}

func serialOf(d MFADevice) string { return d.SerialNumber }

// rootUserName stands for the account root where AWS asks for a user's name
// (text D).
const rootUserName = "root"
