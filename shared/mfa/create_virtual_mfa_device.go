package mfa

import (
	"context"
	"errors"
	"fmt"

	"github.com/virtual-mfa/virtual-mfa/shared/enroll"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// qrCodePixels is the width and height of the PNG that AWS hands out.
const qrCodePixels = 250

// CreateVirtualMFADeviceRequest names the new device. Path is "/" by default.
type CreateVirtualMFADeviceRequest struct {
	Path                 *string
	Tags                 []*Tag
	VirtualMFADeviceName *string
}

func (in CreateVirtualMFADeviceRequest) validate(v *validation) {
	v.path(in.Path)
	v.required("virtualMFADeviceName", in.VirtualMFADeviceName, virtualMFADeviceName)
	v.tags(in.Tags)
}

func (in *CreateVirtualMFADeviceRequest) fill(t EnrollmentTicket) error {
	if in.Tags != nil {
		return errNotTheTickets
	}
	for _, tag := range sortedTags(t.Tags) {
		in.Tags = append(in.Tags, &Tag{&tag.Key, &tag.Value})
	}
	if err := fillMember(&in.Path, t.path()); err != nil {
		return err
	}
	return fillMember(&in.VirtualMFADeviceName, t.deviceName())
}

// CreateVirtualMFADeviceResponse hands out the seed, for the only time.
type CreateVirtualMFADeviceResponse struct{ VirtualMFADevice NewVirtualMFADevice }

// NewVirtualMFADevice is the device with its seed in the two forms that apps take.
type NewVirtualMFADevice struct {
	SerialNumber     string
	Base32StringSeed secret.Bytes
	QRCodePNG        secret.Bytes
	Tags             []OutTag `json:",omitzero"` // nil if none were given
}

// CreateVirtualMFADevice creates an unassigned device; only its answer ever
// holds the seed. EntityAlreadyExists, InvalidInput, LimitExceeded: IAM API
// reference.
var CreateVirtualMFADevice = operation(IAM, "CreateVirtualMFADevice", (*Service).CreateVirtualMFADevice).
	withFunction().withTickets()

// CreateVirtualMFADevice creates an unassigned device.
// EntityAlreadyExists, InvalidInput: IAM API reference, CreateVirtualMFADevice.
func (s *Service) CreateVirtualMFADevice(
	ctx context.Context,
	c Caller,
	in CreateVirtualMFADeviceRequest,
) (CreateVirtualMFADeviceResponse, error) {
	serial := s.deviceARN(stringOr(in.Path, "/"), *in.VirtualMFADeviceName)
	a := access{action: "CreateVirtualMFADevice", resource: serial, shown: serial, requestTags: in.Tags}
	if err := s.permit(ctx, c, a); err != nil {
		return CreateVirtualMFADeviceResponse{}, err
	}
	if err := checkSerial(serial); err != nil {
		return CreateVirtualMFADeviceResponse{}, err
	}
	tags, err := checkTags(in.Tags)
	if err != nil {
		return CreateVirtualMFADeviceResponse{}, err
	}
	seed, err := otp.NewSeed(s.random)
	if err != nil {
		return CreateVirtualMFADeviceResponse{}, err
	}
	label, err := s.accountLabel(ctx)
	if err != nil {
		return CreateVirtualMFADeviceResponse{}, err
	}
	out, err := s.draw(*in.VirtualMFADeviceName+"@"+label, seed)
	if err != nil {
		return CreateVirtualMFADeviceResponse{}, err
	}
	device := Device{Serial: serial, Tags: tags}
	device.CreatedBy, device.CreatorName = c.creator()
	if device.Seed, err = s.sealSeed(ctx, serial, seed); err != nil {
		return CreateVirtualMFADeviceResponse{}, err
	}
	err = s.store.CreateDevice(ctx, device)
	if errors.Is(err, ErrExists) && c.ticket != nil {
		err = s.store.ReplaceDevice(ctx, device)
	}
	switch {
	case errors.Is(err, ErrExists):
		return CreateVirtualMFADeviceResponse{}, errDeviceExists
	case errors.Is(err, ErrConflict):
		return CreateVirtualMFADeviceResponse{}, errTooManyNewDevices
	case errors.Is(err, ErrNotFound): // the caller was deleted meanwhile
		return CreateVirtualMFADeviceResponse{}, errInvalidToken
	case err != nil:
		return CreateVirtualMFADeviceResponse{}, err
	}
	out.SerialNumber = serial
	if len(tags) > 0 {
		out.Tags = sortedTags(tags)
	}
	return CreateVirtualMFADeviceResponse{out}, nil
}

var errDeviceExists = fail(EntityAlreadyExists, "MFA device already exists.")

// creator is the user who holds a new device: the caller, or the user of its
// ticket. What a role makes is the account's, as what root makes is.
func (c Caller) creator() (userID, userName string) {
	switch {
	case c.ticket != nil:
		return c.ticket.UserID, c.ticket.UserName
	case c.userName != "":
		return c.userID, c.userName
	}
	return "", ""
}

// checkSerial refuses a path and name that make a serial number which no other
// operation takes, so that the device could never be used nor deleted. The
// model allows it: it sets no limit to names, and lets characters into paths
// that serial numbers must not have.
func checkSerial(serial string) error {
	switch {
	case len(serial) > serialNumberType.max: // text D
		return fail(
			ValidationError,
			"The path and name of the device make a serial number of more than %d characters.",
			serialNumberType.max,
		)
	case !serialNumberType.pattern().MatchString(serial):
		return errInvalidPath
	}
	return nil
}

// draw writes the seed as base32 and as a QR code.
func (s *Service) draw(account string, seed otp.Seed) (NewVirtualMFADevice, error) {
	uri, err := s.keyURI(account, seed)
	if err != nil {
		return NewVirtualMFADevice{}, fmt.Errorf("the key URI: %w", err)
	}
	symbol, err := enroll.Draw(uri)
	if err != nil {
		return NewVirtualMFADevice{}, fmt.Errorf("the QR code: %w", err)
	}
	png, err := symbol.PNG(qrCodePixels)
	if err != nil {
		return NewVirtualMFADevice{}, fmt.Errorf("the QR code: %w", err)
	}
	return NewVirtualMFADevice{Base32StringSeed: secret.New([]byte(seed.Base32().Reveal())), QRCodePNG: png}, nil
}
