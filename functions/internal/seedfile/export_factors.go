package seedfile

import (
	"context"
	"strings"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

func (e *exporting) accessKeys(ids []string) (keys []AccessKey, err error) {
	found, err := e.service.Store().AccessKeys(e.ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, k := range found {
		out := AccessKey{ID: k.ID, Status: string(k.Status)}
		if e.withSecrets {
			signer, err := e.service.Signer(e.ctx, k.ID, secret.String{})
			if err != nil {
				return nil, err
			}
			out.Secret.String = signer.SecretKey
		}
		keys = append(keys, out)
	}
	return keys, nil
}

// devices reads the devices that no user has: those of the account root too.
func (e *exporting) devices() error {
	defer func() { sortByName(e.file.Devices, func(d Device) string { return d.Path + d.Name }) }()
	all := func(ctx context.Context, after string, limit int) ([]mfa.Device, string, error) {
		return e.service.Store().Devices(ctx, mfa.AnyAssignment, after, limit)
	}
	return each(e.ctx, all, func(listed mfa.Device) error {
		if listed.Owner != nil && listed.Owner.Name != "" {
			return nil
		}
		d, err := e.device(listed.Serial)
		if err != nil {
			return err
		}
		if listed.Owner != nil {
			e.file.RootDevice = &RootDevice{Seed: d.Seed}
		} else {
			e.file.Devices = append(e.file.Devices, d)
		}
		return nil
	})
}

// stock reads the hardware devices that no user has.
func (e *exporting) stock() error {
	defer func() { sortBySerialNumber(e.file.HardwareDevices) }()
	unassigned := func(ctx context.Context, after string, limit int) ([]mfa.Device, string, error) {
		return e.service.Store().HardwareDevices(ctx, mfa.Unassigned, after, limit)
	}
	return each(e.ctx, unassigned, func(listed mfa.Device) error {
		return e.hardwareDevice(listed.Serial, &e.file.HardwareDevices)
	})
}

func (e *exporting) device(serial string) (out Device, err error) {
	d, err := e.service.Store().Device(e.ctx, serial)
	if err != nil {
		return Device{}, err
	}
	_, rest, _ := strings.Cut(serial, ":mfa")
	slash := strings.LastIndexByte(rest, '/')
	out = Device{Name: rest[slash+1:], Path: shownPath(rest[:slash+1]), Tags: d.Tags}
	out.Seed, err = e.seed(d)
	return out, err
}

// hardwareDevice adds a token to a list, unless secrets are left out: a token is
// worth nothing with any seed but its own.
func (e *exporting) hardwareDevice(serial string, list *[]HardwareDevice) error {
	if !e.withSecrets {
		return nil
	}
	d, err := e.service.Store().Device(e.ctx, serial)
	if err != nil {
		return err
	}
	seed, err := e.seed(d)
	*list = append(*list, HardwareDevice{SerialNumber: serial, Seed: seed})
	return err
}

// seed is the seed of a device, or none if secrets are left out.
func (e *exporting) seed(d mfa.Device) (out secretText, err error) {
	if !e.withSecrets {
		return out, nil
	}
	seed, err := e.service.SeedOf(e.ctx, d)
	if err != nil {
		return out, err
	}
	out.String = seed.Base32()
	return out, nil
}

func sortBySerialNumber(list []HardwareDevice) {
	sortByName(list, func(d HardwareDevice) string { return d.SerialNumber })
}
