package mfa_test

import (
	"bytes"
	"errors"
	"image/png"
	"slices"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestCreateVirtualMFADeviceHandsOutTheSeedInBothForms(t *testing.T) {
	f := mfatest.New(t, nil)
	in := mfa.CreateVirtualMFADeviceRequest{VirtualMFADeviceName: ptr("phone"), Path: ptr("/test//double/"),
		Tags: []*mfa.Tag{{Key: ptr("b"), Value: ptr("2")}, {Key: ptr("a"), Value: ptr("")}}}
	out := mfatest.Must[mfa.CreateVirtualMFADeviceResponse](f.Root, mfa.CreateVirtualMFADevice, in).VirtualMFADevice
	if out.SerialNumber != "arn:aws:iam::123456789012:mfa/test//double/phone" || len(out.Base32StringSeed.Reveal()) != 64 {
		t.Errorf("%s, a seed of %d characters", out.SerialNumber, len(out.Base32StringSeed.Reveal()))
	}
	if !slices.Equal(out.Tags, []mfa.OutTag{{Key: "a", Value: ""}, {Key: "b", Value: "2"}}) {
		t.Errorf("tags: %v", out.Tags)
	}
	picture, err := png.DecodeConfig(bytes.NewReader(out.QRCodePNG.Reveal()))
	if err != nil || picture.Width != 250 || picture.Height != 250 {
		t.Errorf("the picture is %dx%d: %v", picture.Width, picture.Height, err)
	}
	want(t, mfatest.Refused(f.Root, mfa.CreateVirtualMFADevice, in), mfa.EntityAlreadyExists, "MFA device already exists.")
	f.Root.Create("phone") // the same name at another path is another device
	f.Root.Create("Phone") // and so is another spelling
}

func TestNamesAndPathsAreValidatedInAWSsWords(t *testing.T) {
	f := mfatest.New(t, nil)
	const pathText = "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters."
	for name, c := range map[string]struct {
		in      mfa.CreateVirtualMFADeviceRequest
		message string
	}{
		"no name":          {mfa.CreateVirtualMFADeviceRequest{}, "1 validation error detected: Value at 'virtualMFADeviceName' failed to satisfy constraint: Member must not be null"},
		"control":          {mfa.CreateVirtualMFADeviceRequest{VirtualMFADeviceName: ptr("a\x00b")}, `1 validation error detected: Value at 'virtualMFADeviceName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+=,.@-]+`},
		"newline at end":   {mfa.CreateVirtualMFADeviceRequest{VirtualMFADeviceName: ptr("a\n")}, `1 validation error detected: Value at 'virtualMFADeviceName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+=,.@-]+`},
		"no first slash":   {mfa.CreateVirtualMFADeviceRequest{VirtualMFADeviceName: ptr("a"), Path: ptr("a/")}, pathText},
		"no serial number": {mfa.CreateVirtualMFADeviceRequest{VirtualMFADeviceName: ptr("a"), Path: ptr("/a!b/")}, pathText},
		"no last slash":    {mfa.CreateVirtualMFADeviceRequest{VirtualMFADeviceName: ptr("a"), Path: ptr("/a")}, pathText},
		"path and no name": {mfa.CreateVirtualMFADeviceRequest{Path: ptr("/a")}, "1 validation error detected: Value at 'virtualMFADeviceName' failed to satisfy constraint: Member must not be null"},
		"long path":        {mfa.CreateVirtualMFADeviceRequest{VirtualMFADeviceName: ptr("a"), Path: ptr("/" + strings.Repeat("a", 511) + "/")}, "1 validation error detected: Value at 'path' failed to satisfy constraint: Member must have length less than or equal to 512"},
		"long name": {mfa.CreateVirtualMFADeviceRequest{VirtualMFADeviceName: ptr(strings.Repeat("a", 227))},
			"The path and name of the device make a serial number of more than 256 characters."},
	} {
		t.Run(name, func(t *testing.T) {
			want(t, mfatest.Refused(f.Root, mfa.CreateVirtualMFADevice, c.in), mfa.ValidationError, c.message)
		})
	}
	f.Root.Create(strings.Repeat("a", 226))
}

func TestTheLongestNamesFitIntoAQRCode(t *testing.T) {
	f := mfatest.New(t, nil)
	f.Change(func(c *mfa.Config) {
		c.Issuer, c.AccountAlias = strings.Repeat("é", 100), strings.Repeat("é", 31)
	})
	f.Root.Create(strings.Repeat("=", 226))
}

// zeros is a source of one and the same seed, so that pictures differ in their labels only.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

func TestAppsShowTheAccountsAliasAndNotTheDevicesPath(t *testing.T) {
	f := mfatest.New(t, nil)
	f.Change(func(c *mfa.Config) { c.Random = zeros{} })
	picture := func(path string) []byte {
		in := mfa.CreateVirtualMFADeviceRequest{VirtualMFADeviceName: ptr("phone"), Path: &path}
		return mfatest.Must[mfa.CreateVirtualMFADeviceResponse](f.Root, mfa.CreateVirtualMFADevice,
			in).VirtualMFADevice.QRCodePNG.Reveal()
	}
	plain := picture("/")
	if !bytes.Equal(plain, picture("/a/")) {
		t.Error("the path is in the picture")
	}
	f.Change(func(c *mfa.Config) { c.AccountAlias = "example" })
	if bytes.Equal(plain, picture("/b/")) {
		t.Error("the alias is not in the picture")
	}
}

func TestAKeyCreatesEightDevices(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	create := func(c mfatest.Caller, name string) error {
		_, err := mfatest.Call[any](c, mfa.CreateVirtualMFADevice,
			mfa.CreateVirtualMFADeviceRequest{VirtualMFADeviceName: &name})
		return err
	}
	for i := range mfa.MaxNewDevicesPerUser {
		if err := create(alice, string(rune('a'+i))); err != nil {
			t.Fatal(err)
		}
	}
	for _, caller := range []mfatest.Caller{alice, f.KeyOf("alice")} {
		var refusal *mfa.Error
		if err := create(caller, "one-more"); !errors.As(err, &refusal) || refusal.Code != mfa.LimitExceeded {
			t.Errorf("a ninth: %v", err)
		}
	}
	if err := create(f.Root, "roots"); err != nil {
		t.Errorf("root's: %v", err)
	}
	if err := create(f.User("bob"), "bobs"); err != nil {
		t.Errorf("another user's: %v", err)
	}
}
