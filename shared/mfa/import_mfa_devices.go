package mfa

import (
	"context"
	"errors"
	"fmt"

	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// MaxImportedDevices is how many devices a request may import. That many seeds
// are sealed and written, one after the other, well within the three seconds
// that a request may take; with the longest serial numbers they fill half of the
// 64 KiB that it may have.
const MaxImportedDevices = 25

// ImportMFADevicesRequest has 1 to MaxImportedDevices devices. With DryRun the
// answer is the same and nothing is written.
type ImportMFADevicesRequest struct {
	Devices []*ImportedMFADevice
	DryRun  *bool
}

// ImportedMFADevice is a token that generates TOTP codes with SHA-1, six digits
// and 30 seconds. The seed is base32.
type ImportedMFADevice struct {
	SerialNumber     *string
	Base32StringSeed secret.String
}

func (in ImportMFADevicesRequest) validate(v *validation) {
	switch {
	case in.Devices == nil:
		v.problem("devices", nil, "Member must not be null")
	case len(in.Devices) == 0:
		v.problem("devices", nil, "Member must have length greater than or equal to 1")
	case len(in.Devices) > MaxImportedDevices:
		v.problem("devices", nil, fmt.Sprintf("Member must have length less than or equal to %d", MaxImportedDevices))
		return // the other checks would make a message of any length
	}
	for i, d := range in.Devices {
		member := fmt.Sprintf("devices.%d.member", i+1)
		switch {
		case d == nil:
			v.problem(member, nil, "Member must not be null")
			continue
		case d.SerialNumber == nil:
			v.problem(member+".serialNumber", nil, "Member must not be null")
		}
		if d.Base32StringSeed.IsZero() {
			v.problem(member+".base32StringSeed", nil, "Member must not be null")
		}
	}
}

// ImportMFADevicesResponse has a result for each device of the request, in its
// order.
type ImportMFADevicesResponse struct{ Results []ImportResult }

// ImportResult says what became of a device. Message says why, unless it was
// imported.
type ImportResult struct {
	SerialNumber string // in upper case, or as it was sent if that is no serial number
	Status       ImportStatus
	Message      string `json:",omitzero"`
}

// ImportStatus is what became of an imported device.
type ImportStatus string

// The values of ImportStatus.
const (
	Imported      ImportStatus = "Imported"
	AlreadyExists ImportStatus = "AlreadyExists" // a device of the serial number; it was not changed
	Refused       ImportStatus = "Refused"
)

// ImportMFADevices adds hardware devices to the account's stock. AccessDenied.
var ImportMFADevices = operation(
	IAM, "ImportMFADevices", (*Service).ImportMFADevices,
).withFunction().withOwnVersion()

// ImportMFADevices imports each device for itself, so that a failure of the
// store leaves those before it imported. If the request is sent again, these are
// reported as AlreadyExists.
func (s *Service) ImportMFADevices(
	ctx context.Context,
	c Caller,
	in ImportMFADevicesRequest,
) (out ImportMFADevicesResponse, err error) {
	if err := s.checkHardware(); err != nil {
		return out, err
	}
	if err := s.onAccount(ctx, c, "ImportMFADevices"); err != nil {
		return out, err
	}
	dryRun := in.DryRun != nil && *in.DryRun
	seen := map[string]bool{}
	for _, d := range in.Devices {
		result := ImportResult{SerialNumber: *d.SerialNumber, Status: Refused}
		serial, problem := hardwareSerial(*d.SerialNumber)
		seed, badSeed := importedSeed(d.Base32StringSeed.Reveal())
		switch {
		case problem != "":
			result.Message = problem
		case badSeed != "":
			result.SerialNumber, result.Message = serial, badSeed
		case seen[serial]:
			result.SerialNumber, result.Message = serial, "SerialNumber: the request has it twice"
		default:
			seen[serial] = true
			if result, err = s.importDevice(ctx, serial, seed, dryRun); err != nil {
				return ImportMFADevicesResponse{}, err
			}
		}
		out.Results = append(out.Results, result)
	}
	return out, nil
}

// importDevice creates a device that belongs to the account, unless there is one.
func (s *Service) importDevice(ctx context.Context, serial string, seed otp.Seed, dryRun bool) (ImportResult, error) {
	err := s.createHardware(ctx, serial, seed, dryRun)
	switch {
	case errors.Is(err, ErrExists):
		return ImportResult{serial, AlreadyExists, "A device of this serial number exists. It was not changed."}, nil
	case err != nil:
		return ImportResult{}, err
	}
	return ImportResult{SerialNumber: serial, Status: Imported}, nil
}

func (s *Service) createHardware(ctx context.Context, serial string, seed otp.Seed, dryRun bool) error {
	if dryRun {
		_, err := s.store.Device(ctx, serial)
		switch {
		case errors.Is(err, ErrNotFound):
			return nil
		case err == nil:
			return ErrExists
		}
		return err
	}
	sealed, err := s.sealSeed(ctx, serial, seed)
	if err != nil {
		return err
	}
	return s.store.CreateDevice(ctx, Device{Serial: serial, Seed: sealed})
}
