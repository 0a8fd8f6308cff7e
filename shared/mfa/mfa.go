// Package mfa is what AWS IAM does with virtual MFA devices: the operations,
// one file each, and the rules they share.
//
// A Service is trusted with everything; its Store and Sealers are trusted to be
// what their interfaces say. A caller is trusted with nothing until its
// signature has been checked. Names, texts and the order of checks are AWS's
// (IAM and STS API references, and what the services were observed to answer);
// where those are silent a comment says what was chosen.
//
// An operation that takes a code does four things in this order: it checks what
// needs no code, reserves the attempt, verifies the code, and commits. The
// reservation is a conditional write and stays charged whatever happens next,
// so that neither parallel requests nor crashes give a caller more attempts
// than the Profile allows.
package mfa

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/virtual-mfa/virtual-mfa/shared/enroll"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// Quotas (IAM user guide, "IAM and AWS STS quotas").
const (
	MaxDevicesPerUser    = 8
	MaxAccessKeysPerUser = 2
	MaxTagsPerDevice     = 50
)

// MaxNewDevicesPerUser is how many devices a user may have created and never
// enabled: as many as a user may have enabled. It is no quota of AWS's; without
// it, a stolen key creates devices without end and takes every name.
const MaxNewDevicesPerUser = MaxDevicesPerUser

// NoDefaultPolicy makes a user without policies a user who may do nothing, as in
// AWS.
const NoDefaultPolicy = "none"

// CheckDefaultPolicy returns an error unless name is a value of
// Config.DefaultPolicy that is not empty.
func CheckDefaultPolicy(name string) error {
	if name != SelfServiceName && name != NoDefaultPolicy {
		return fmt.Errorf("the default policy must be %s or %s, not %q", SelfServiceName, NoDefaultPolicy, name)
	}
	return nil
}

// CheckPartition returns an error unless name is that of a partition that the
// public can have an account in (IAM user guide, "Amazon Resource Names").
func CheckPartition(name string) error {
	if !slices.Contains([]string{"aws", "aws-us-gov", "aws-cn"}, name) {
		return fmt.Errorf("the partition must be aws, aws-us-gov or aws-cn, not %q", name)
	}
	return nil
}

// ErrNotSealed is wrapped by a Sealer's Open for what it did not seal with this
// context. All its other errors are failures of its own.
var ErrNotSealed = errors.New("mfa: not sealed with this key and this context")

// A Sealer encrypts secrets. What was sealed with one context opens with no
// other (AWS KMS: encryption context).
type Sealer interface {
	Seal(ctx context.Context, plain []byte, encryptionContext map[string]string) ([]byte, error)
	Open(ctx context.Context, sealed []byte, encryptionContext map[string]string) ([]byte, error)
}

// A Config is all that a Service needs. Every field but AccountAlias, Partition,
// AccountCreated, DefaultPolicy, RecoveryCodes and Hardware must be set.
type Config struct {
	Store        Store
	SeedSealer   Sealer // of devices' seeds, and of the hashes of recovery codes
	KeySealer    Sealer // of secret access keys, session tokens and markers
	Profile      otp.Profile
	AccountID    string // 12 digits
	AccountAlias string // shown by apps instead of AccountID, if not ""; at most 63 bytes
	Partition    string // in ARNs; "" is aws. See CheckPartition
	Issuer       string // shown by apps; at most 200 bytes
	// AccountCreated is the CreateDate of the account root in GetUser. It is left
	// out if zero.
	AccountCreated time.Time
	// DefaultPolicy names the policy of a user who has none: SelfServiceName, which
	// is also meant by "", or NoDefaultPolicy.
	DefaultPolicy string
	RecoveryCodes bool // whether there are any: see CreateRecoveryCodes
	// Hardware switches on the stock of hardware devices. Off, none can be imported
	// or enabled; those that users have go on working.
	Hardware bool
	Now      func() time.Time
	Random   io.Reader
}

// A Service carries out operations. It is safe for concurrent use.
type Service struct {
	store          Store
	seedSealer     Sealer
	keySealer      Sealer
	profile        otp.Profile
	accountID      string
	partition      string // in ARNs
	accountAlias   string
	issuer         string
	accountCreated time.Time
	defaultPolicy  string
	recoveryCodes  bool
	hardware       bool
	clock          func() time.Time
	random         io.Reader
	parsedPolicies *parsedPolicies
}

// New refuses a Config with something missing, in the name of the missing thing.
func New(c Config) (*Service, error) {
	for _, field := range []struct {
		name    string
		missing bool
	}{
		{"Store", c.Store == nil},
		{"SeedSealer", c.SeedSealer == nil},
		{"KeySealer", c.KeySealer == nil},
		{"Profile", c.Profile.Name == ""},
		{"Issuer", c.Issuer == ""},
		{"Now", c.Now == nil},
		{"Random", c.Random == nil},
	} {
		if field.missing {
			return nil, fmt.Errorf("mfa: Config.%s is missing", field.name)
		}
	}
	if !accountID.MatchString(c.AccountID) {
		return nil, errors.New("mfa: Config.AccountID must be twelve digits")
	}
	if err := checkShown("Issuer", c.Issuer, maxIssuer); err != nil {
		return nil, err
	}
	if err := checkShown("AccountAlias", c.AccountAlias, maxAlias); err != nil {
		return nil, err
	}
	if c.Partition != "" {
		if err := CheckPartition(c.Partition); err != nil {
			return nil, fmt.Errorf("mfa: Config.Partition: %w", err)
		}
	}
	if c.DefaultPolicy != "" {
		if err := CheckDefaultPolicy(c.DefaultPolicy); err != nil {
			return nil, fmt.Errorf("mfa: Config.DefaultPolicy: %w", err)
		}
	}
	return &Service{
		store:          c.Store,
		seedSealer:     c.SeedSealer,
		keySealer:      c.KeySealer,
		profile:        c.Profile,
		accountID:      c.AccountID,
		partition:      cmp.Or(c.Partition, "aws"),
		accountAlias:   c.AccountAlias,
		issuer:         c.Issuer,
		accountCreated: c.AccountCreated,
		defaultPolicy:  c.DefaultPolicy,
		recoveryCodes:  c.RecoveryCodes,
		hardware:       c.Hardware,
		clock:          c.Now,
		random:         c.Random,
		parsedPolicies: &parsedPolicies{},
	}, nil
}

// maxIssuer is how many bytes Config.Issuer may have: with it and the longest
// names of a device and an account, the key URI still fits into a QR code, even
// if each byte is percent-encoded.
const maxIssuer = 200

// checkShown refuses a name that apps cannot show.
func checkShown(field, name string, most int) error {
	if len(name) > most || !utf8.ValidString(name) {
		return fmt.Errorf("mfa: Config.%s must be at most %d bytes of UTF-8", field, most)
	}
	return nil
}

// Store returns the store, for programs that read an account without an
// operation.
func (s *Service) Store() Store { return s.store }

// now is the present in whole seconds, as AWS's time stamps are.
func (s *Service) now() time.Time { return s.clock().UTC().Truncate(time.Second) }

// keyURI is what the QR code says. The path of the device is not part of it.
func (s *Service) keyURI(account string, seed otp.Seed) (secret.String, error) {
	return enroll.Key{Issuer: s.issuer, Account: account, Seed: seed}.URI()
}

// openSeed unseals the seed of a device. The context binds it to its serial
// number, so that a seed copied to another device does not open.
func (s *Service) openSeed(ctx context.Context, serial string, sealed []byte) (otp.Seed, error) {
	plain, err := s.seedSealer.Open(ctx, sealed, s.seedContext(serial))
	if err != nil {
		return otp.Seed{}, fmt.Errorf("opening the seed of %s: %w", serial, err)
	}
	return otp.RawSeed(plain), nil
}

func (s *Service) sealSeed(ctx context.Context, serial string, seed otp.Seed) ([]byte, error) {
	return s.seedSealer.Seal(ctx, seed.Reveal(), s.seedContext(serial))
}

func (s *Service) seedContext(serial string) map[string]string {
	return map[string]string{"purpose": "seed", "version": "1", "account": s.accountID, "serial": serial}
}
