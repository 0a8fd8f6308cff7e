// Package mfatest has the fixtures of tests: a service on the memory store with
// a clock that stands still, its users and their phones.
package mfatest

import (
	"context"
	"crypto/rand"
	"errors"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/memstore"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/seal"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// Account is the account of every fixture.
const Account = "123456789012"

// Start is when every fixture begins: in the middle of a step, a budget's
// window, a day and a month.
var Start = time.Date(2026, 11, 15, 12, 1, 40, 0, time.UTC)

// Options may be nil, and so may each of its fields.
type Options struct {
	Profile otp.Profile
	Store   mfa.Store
}

// A Fixture is a service and its account root.
type Fixture struct {
	*mfa.Service
	Config mfa.Config // of the Service; Change changes it
	T      testing.TB
	Root   Caller
	time   time.Time
}

// A Caller is a caller and the key it signs with.
type Caller struct {
	mfa.Caller
	KeyID  string
	secret secret.String
	token  secret.String
	ticket secret.String // in place of the others
	f      *Fixture
}

// A Phone is a device as its holder has it.
type Phone struct {
	Serial string
	Seed   otp.Seed
	f      *Fixture
}

// New makes a fixture.
func New(t testing.TB, options *Options) *Fixture {
	t.Helper()
	if options == nil {
		options = &Options{}
	}
	f := &Fixture{T: t, time: Start}
	c := mfa.Config{
		Store:     options.Store,
		Profile:   options.Profile,
		AccountID: Account,
		Issuer:    "Amazon Web Services",
		Hardware:  true,
		Now:       f.Time, Random: rand.Reader,
		RecoveryCodes: true,
	}
	if c.Store == nil {
		c.Store = memstore.New(f.Time)
	}
	if c.Profile.Name == "" {
		c.Profile = otp.AWS
	}
	sealer, err := seal.New(make([]byte, 32), rand.Reader)
	f.must(err)
	c.SeedSealer, c.KeySealer = sealer, sealer
	f.Change(func(config *mfa.Config) { *config = c })
	id, _, err := f.CreateRootKey(context.Background(), rand.Reader)
	f.must(err)
	f.Root = f.SignIn(id, secret.String{})
	return f
}

// Change replaces the service by one of another configuration.
func (f *Fixture) Change(change func(*mfa.Config)) {
	f.T.Helper()
	change(&f.Config)
	var err error
	f.Service, err = mfa.New(f.Config)
	f.must(err)
}

// ChangeStore replaces the store, for example by one that fails.
func (f *Fixture) ChangeStore(s mfa.Store) {
	f.T.Helper()
	f.Change(func(c *mfa.Config) { c.Store = s })
}

func (f *Fixture) must(err error) {
	f.T.Helper()
	if err != nil {
		f.T.Fatal(err)
	}
}

// Time is the fixture's present, which stands still.
func (f *Fixture) Time() time.Time { return f.time }

// Wait lets time pass.
func (f *Fixture) Wait(d time.Duration) { f.time = f.time.Add(d) }

// SignIn is a caller who signs rightly.
func (f *Fixture) SignIn(keyID string, token secret.String) Caller {
	f.T.Helper()
	signer, err := f.Signer(context.Background(), keyID, token)
	f.must(err)
	c, err := signer.Caller(context.Background(), true)
	f.must(err)
	return Caller{Caller: c, KeyID: keyID, secret: signer.SecretKey, token: token, f: f}
}

// Authenticate is the caller of a request that is signed rightly.
func Authenticate(ctx context.Context, s *mfa.Service, keyID string, token secret.String) (mfa.Caller, error) {
	signer, err := s.Signer(ctx, keyID, token)
	if err != nil {
		return mfa.Caller{}, err
	}
	return signer.Caller(ctx, true)
}

// User makes a user and signs in as it.
func (f *Fixture) User(name string) Caller {
	f.T.Helper()
	Must[mfa.CreateUserResponse](f.Root, mfa.CreateUser, mfa.CreateUserRequest{UserName: &name})
	return f.KeyOf(name)
}

// KeyOf makes another access key for a user and signs in with it.
func (f *Fixture) KeyOf(name string) Caller {
	f.T.Helper()
	out := Must[mfa.CreateAccessKeyResponse](f.Root, mfa.CreateAccessKey, mfa.CreateAccessKeyRequest{UserName: &name})
	return f.SignIn(out.AccessKey.AccessKeyId, secret.String{})
}

// Create makes a device as the caller.
func (c Caller) Create(name string) Phone {
	c.f.T.Helper()
	return c.CreateDevice(mfa.CreateVirtualMFADeviceRequest{VirtualMFADeviceName: &name})
}

// CreateDevice makes a device as the caller.
func (c Caller) CreateDevice(in mfa.CreateVirtualMFADeviceRequest) Phone {
	c.f.T.Helper()
	out := Must[mfa.CreateVirtualMFADeviceResponse](c, mfa.CreateVirtualMFADevice, in)
	seed, err := otp.ParseSeed(string(out.VirtualMFADevice.Base32StringSeed.Reveal()))
	c.f.must(err)
	return Phone{out.VirtualMFADevice.SerialNumber, seed, c.f}
}

// Device puts a device into the store that the caller could have made. It has
// no QR code: drawing one is nine tenths of Create's work, and under the race
// detector takes 30 ms.
func (c Caller) Device(name string) Phone {
	c.f.T.Helper()
	seed, err := otp.NewSeed(rand.Reader)
	c.f.must(err)
	device := mfa.Device{Serial: "arn:aws:iam::" + Account + ":mfa/" + name}
	if who := c.Identity(); who.UserName != "" {
		device.CreatedBy = who.UserID
	}
	purpose := map[string]string{"purpose": "seed", "version": "1", "account": Account, "serial": device.Serial}
	device.Seed, err = c.f.Config.SeedSealer.Seal(context.Background(), seed.Reveal(), purpose)
	c.f.must(err)
	c.f.must(c.f.Config.Store.CreateDevice(context.Background(), device))
	return Phone{device.Serial, seed, c.f}
}

// Import imports a hardware device with a seed of 20 bytes, as the account root.
func (f *Fixture) Import(serial string) Phone {
	f.T.Helper()
	b := make([]byte, 20)
	_, err := rand.Read(b)
	f.must(err)
	seed := otp.RawSeed(b)
	device := &mfa.ImportedMFADevice{SerialNumber: &serial, Base32StringSeed: seed.Base32()}
	out := Must[mfa.ImportMFADevicesResponse](
		f.Root, mfa.ImportMFADevices, mfa.ImportMFADevicesRequest{Devices: []*mfa.ImportedMFADevice{device}})
	if result := out.Results[0]; result.Status != mfa.Imported {
		f.T.Fatalf("%s: %s, %s", serial, result.Status, result.Message)
	}
	return Phone{out.Results[0].SerialNumber, seed, f}
}

// Enable puts a device into the store and assigns it to the user, as the account root.
func (f *Fixture) Enable(user, device string) Phone {
	f.T.Helper()
	p := f.Root.Device(device)
	Do(f.Root, mfa.EnableMFADevice, p.Pair(user, 0))
	return p
}

// Deactivate takes the phone from its user, as the account root.
func (f *Fixture) Deactivate(user string, p Phone) {
	f.T.Helper()
	Do(f.Root, mfa.DeactivateMFADevice, mfa.DeactivateMFADeviceRequest{UserName: &user, SerialNumber: &p.Serial})
}

// Delete deletes the phone's device, which is assigned to no user, as the account root.
func (f *Fixture) Delete(p Phone) {
	f.T.Helper()
	Do(f.Root, mfa.DeleteVirtualMFADevice, mfa.DeleteVirtualMFADeviceRequest{SerialNumber: &p.Serial})
}

// Code is what the phone shows some steps from now.
func (p Phone) Code(offset otp.Step) secret.String {
	code, err := otp.CodeAt(p.Seed, otp.StepAt(p.f.Time())+offset)
	p.f.must(err)
	return code.String
}

// Pair is a request to enable the phone with two codes, the second of which it
// shows some steps from now.
func (p Phone) Pair(user string, offset otp.Step) mfa.EnableMFADeviceRequest {
	return mfa.EnableMFADeviceRequest{
		UserName:            &user,
		SerialNumber:        &p.Serial,
		AuthenticationCode1: p.Code(offset - 1),
		AuthenticationCode2: p.Code(offset),
	}
}

// Token is a request for a session with the code that the phone shows some steps from now.
func (p Phone) Token(offset otp.Step) mfa.GetSessionTokenRequest {
	return mfa.GetSessionTokenRequest{SerialNumber: &p.Serial, TokenCode: p.Code(offset)}
}

// WithMFA is the caller in a session that knows of MFA.
func (c Caller) WithMFA(p Phone, offset otp.Step) Caller {
	c.f.T.Helper()
	out := Must[mfa.GetSessionTokenResponse](c, mfa.GetSessionToken, p.Token(offset))
	return c.f.SignIn(out.Credentials.AccessKeyId, out.Credentials.SessionToken)
}

// again is the caller of another request: who a caller is, and what its policies
// are, is known for one request.
func (c Caller) again() mfa.Caller {
	if !c.ticket.IsZero() {
		again, err := c.f.TicketHolder(context.Background(), c.ticket)
		if err != nil {
			return mfa.Caller{}
		}
		return again
	}
	if again, err := Authenticate(context.Background(), c.f.Service, c.KeyID, c.token); err == nil {
		return again
	}
	return c.Caller // its key or its user is gone in the middle of the request
}

// Call carries out an operation the way the API does, checks of the model included.
func Call[Out, In any](c Caller, op mfa.Operation, in In) (Out, error) {
	_, out, err := op.Call(context.Background(), c.f.Service, c.again(), func(request any) error {
		*(request.(*In)) = in
		return nil
	})
	typed, _ := out.(Out)
	return typed, err
}

// Must is Call that must succeed.
func Must[Out, In any](c Caller, op mfa.Operation, in In) Out {
	c.f.T.Helper()
	out, err := Call[Out](c, op, in)
	if err != nil {
		c.f.T.Fatalf("%s: %v", op.Name, err)
	}
	return out
}

// Do is Call that must succeed, of an operation without an answer.
func Do[In any](c Caller, op mfa.Operation, in In) {
	c.f.T.Helper()
	Must[mfa.NoOutput](c, op, in)
}

// Refused is Call that must fail, and returns how.
func Refused[In any](c Caller, op mfa.Operation, in In) *mfa.Error {
	c.f.T.Helper()
	_, err := Call[any](c, op, in)
	var refusal *mfa.Error
	if !errors.As(err, &refusal) {
		c.f.T.Fatalf("%s was not refused, but answered %v", op.Name, err)
	}
	return refusal
}
