package mfa

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// RootDeviceName is the name of the account root's virtual device, as the
// console of AWS gives it.
const RootDeviceName = "root-account-mfa-device"

// chosenPair is the LastPair of a device that was enabled without codes: a step
// of 1970, so that no code of today counts as spent.
const chosenPair otp.Step = 1

// A ChosenDevice is a device whose seed was chosen beforehand.
type ChosenDevice struct {
	CreateVirtualMFADeviceRequest
	Seed otp.Seed
	User string // that the device is enabled for, or "" for none
}

// PutDevice stores a device that was chosen beforehand, where
// CreateVirtualMFADevice draws its seed, and enables it for its user without
// codes: none of its codes is spent. It returns the operations' errors.
func (s *Service) PutDevice(ctx context.Context, c ChosenDevice) error {
	var v validation
	c.validate(&v)
	if err := v.err(); err != nil {
		return err
	}
	device := Device{Serial: s.deviceARN(stringOr(c.Path, "/"), *c.VirtualMFADeviceName)}
	tags, err := checkTags(c.Tags)
	if err = cmp.Or(checkSerial(device.Serial), err); err != nil {
		return err
	}
	device.Tags = tags
	return s.putDeviceFor(ctx, c.User, device, c.Seed)
}

// PutHardwareDevice stores a hardware device as ImportMFADevices does and, unless
// userName is "", enables it for that user without codes: none of its codes is
// spent. It returns the operations' errors, and one if the seed has not 16 to 64
// bytes.
func (s *Service) PutHardwareDevice(ctx context.Context, serial string, seed otp.Seed, userName string) error {
	if err := s.checkHardware(); err != nil {
		return err
	}
	serial, problem := hardwareSerial(serial)
	if problem != "" {
		return fail(ValidationError, "%s", problem)
	}
	if err := checkVendorSeed(seed); err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	return s.putDeviceFor(ctx, userName, Device{Serial: serial}, seed)
}

// putDeviceFor stores a device and enables it for the user of that name, if there
// is a name.
func (s *Service) putDeviceFor(ctx context.Context, userName string, device Device, seed otp.Seed) error {
	err := s.putDevice(ctx, device, seed)
	if err != nil || userName == "" {
		return err
	}
	read, err := s.store.Device(ctx, device.Serial)
	if err != nil {
		return err
	}
	user, err := s.store.Reserve(ctx, Reservation{UserName: userName, MaxDevices: MaxDevicesPerUser})
	switch {
	case errors.Is(err, ErrNotFound):
		return errNoUser(userName)
	case errors.Is(err, ErrConflict):
		return errTooManyDevices
	case err != nil:
		return err
	}
	return s.store.Assign(ctx, Assignment{
		User:       user,
		Device:     read,
		MaxDevices: MaxDevicesPerUser,
		Enabled:    s.now(),
		State:      otp.VerifierState{LastPair: chosenPair},
	})
}

// PutRootDevice stores a virtual device of the account root, which no operation
// can enable. ListVirtualMFADevices shows it; its codes open no session.
func (s *Service) PutRootDevice(ctx context.Context, seed otp.Seed) error {
	return s.putDevice(ctx, Device{
		Serial:  s.deviceARN("/", RootDeviceName),
		Owner:   &Owner{ID: s.accountID, Created: s.accountCreated},
		Enabled: s.now(),
	}, seed)
}

func (s *Service) putDevice(ctx context.Context, d Device, seed otp.Seed) (err error) {
	if d.Seed, err = s.sealSeed(ctx, d.Serial, seed); err != nil {
		return err
	}
	err = s.store.CreateDevice(ctx, d)
	if errors.Is(err, ErrExists) {
		return fail(EntityAlreadyExists, "MFA device already exists.")
	}
	return err
}

// SeedOf opens the seed of a device.
func (s *Service) SeedOf(ctx context.Context, d Device) (otp.Seed, error) {
	return s.openSeed(ctx, d.Serial, d.Seed)
}

// PutAccessKey stores an access key of a user that was chosen beforehand, where
// CreateAccessKey draws one. Its id must be one that ValidRootKeyID allows. It
// returns CreateAccessKey's errors, and EntityAlreadyExists.
func (s *Service) PutAccessKey(
	ctx context.Context, userName, id string, key secret.String, status AccessKeyStatus,
) error {
	if !slices.Contains([]AccessKeyStatus{Active, Inactive}, status) {
		return fmt.Errorf("the status of an access key is %s or %s, not %q", Active, Inactive, status)
	}
	user, err := s.store.User(ctx, userName)
	if errors.Is(err, ErrNotFound) {
		return errNoUser(userName)
	}
	if err != nil {
		return err
	}
	if _, err := s.store.AccessKey(ctx, id); !errors.Is(err, ErrNotFound) {
		if err == nil {
			err = fail(EntityAlreadyExists, "The access key %s already exists.", id)
		}
		return err
	}
	k := AccessKey{
		ID:       id,
		UserName: user.Name,
		UserPath: user.Path,
		UserID:   user.ID,
		Status:   status,
		Created:  s.now(),
	}
	if k.Secret, err = s.keySealer.Seal(ctx, []byte(key.Reveal()), s.keyContext(k)); err != nil {
		return err
	}
	err = s.store.CreateAccessKey(ctx, k, MaxAccessKeysPerUser)
	if errors.Is(err, ErrConflict) {
		return fail(LimitExceeded, "Cannot exceed quota for AccessKeysPerUser: %d", MaxAccessKeysPerUser)
	}
	return err
}
