package seedfile

import (
	"cmp"
	"crypto/rand"
	"errors"
	"regexp"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// secretKey has the characters of AWS's own secret access keys and three more,
// none of which a shell interprets.
var secretKey = regexp.MustCompile(`\A[0-9A-Za-z/+=_.-]{16,128}\z`)

func (a *applying) accessKey(path, user string, k AccessKey) {
	if a.err != nil {
		return
	}
	if !mfa.ValidRootKeyID(k.ID) {
		a.fail(path, errors.New("id must be 16 to 128 letters, digits and underscores, and not begin with ASIA, "+
			"which marks keys of sessions"))
		return
	}
	key := k.Secret.String
	if key.IsZero() {
		drawn, err := otp.NewSeed(rand.Reader)
		a.fail(path, err)
		key = drawn.Base32()
	} else if !secretKey.MatchString(key.Reveal()) {
		a.fail(path+".secret", errors.New("must be 16 to 128 of the characters A-Z a-z 0-9 / + = _ . and -"))
		return
	}
	status := mfa.AccessKeyStatus(cmp.Or(k.Status, string(mfa.Active)))
	a.fail(path, a.service.PutAccessKey(a.ctx, user, k.ID, key, status))
}

func (a *applying) device(path, user string, d Device) {
	seed := a.seed(path, d.Seed)
	if a.err != nil {
		return
	}
	a.fail(path, a.service.PutDevice(a.ctx, mfa.ChosenDevice{
		CreateVirtualMFADeviceRequest: mfa.CreateVirtualMFADeviceRequest{
			Path:                 optional(d.Path),
			Tags:                 tags(d.Tags),
			VirtualMFADeviceName: &d.Name,
		},
		Seed: seed,
		User: user,
	}))
}

func (a *applying) hardwareDevice(path, user string, d HardwareDevice) {
	if a.err == nil && d.Seed.IsZero() {
		a.fail(path, errors.New("seed must be the one that the token has, in base32"))
	}
	seed := a.seed(path, d.Seed)
	if a.err == nil {
		a.fail(path, a.service.PutHardwareDevice(a.ctx, d.SerialNumber, seed, user))
	}
}

func (a *applying) rootDevice() {
	seed := a.seed("rootDevice", a.RootDevice.Seed)
	if a.err == nil {
		a.fail("rootDevice", a.service.PutRootDevice(a.ctx, seed))
	}
}

// seed reads a seed, or draws one if there is none.
func (a *applying) seed(path string, text secretText) (seed otp.Seed) {
	var err error
	if text.IsZero() {
		seed, err = otp.NewSeed(rand.Reader)
	} else {
		path += ".seed"
		seed, err = otp.ParseSeed(text.Reveal())
	}
	a.fail(path, err)
	return seed
}
