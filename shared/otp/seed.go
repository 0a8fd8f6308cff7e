package otp

import (
	"encoding/base32"
	"fmt"
	"io"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// SeedSize is the length in bytes of the seeds made here, as long as AWS's: 64 base32 characters.
const SeedSize = 40

// Seeds of fewer bytes are reported as short: RFC 4226 §4 R6 asks for 16. They are not refused, because people have services with 10.
const shortSeed = 16

// A Seed is the secret that a device and its verifier share, K in RFC 4226. It does not print.
type Seed struct{ secret.Bytes }

// NewSeed draws a seed from random.
func NewSeed(random io.Reader) (Seed, error) {
	b := make([]byte, SeedSize)
	if _, err := io.ReadFull(random, b); err != nil {
		return Seed{}, fmt.Errorf("drawing a seed: %w", err)
	}
	return RawSeed(b), nil
}

// RawSeed takes the bytes of a seed.
func RawSeed(b []byte) Seed { return Seed{secret.New(b)} }

// A SeedError says what keeps a text from being a seed. It never quotes the text.
type SeedError struct {
	Reason string
	Offset int // of the offending byte in the text; -1 where the length is at fault
}

func (e *SeedError) Error() string {
	if e.Offset < 0 {
		return "seed: " + e.Reason
	}
	return fmt.Sprintf("seed: %s at byte %d", e.Reason, e.Offset)
}

// ParseSeed reads base32 as people write it: in either case, in groups, with or without padding. Everything else is a *SeedError,
// the lengths that no number of bytes encodes to among them (RFC 4648 §6).
func ParseSeed(text string) (Seed, error) {
	digits := make([]byte, 0, len(text))
	padded := false
	for i, c := range []byte(text) {
		switch {
		case c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '-':
		case c == '=':
			padded = true
		case padded:
			return Seed{}, &SeedError{"padding is followed by more", i}
		case c >= 'a' && c <= 'z':
			digits = append(digits, c-'a'+'A')
		case c >= 'A' && c <= 'Z' || c >= '2' && c <= '7':
			digits = append(digits, c)
		default:
			return Seed{}, &SeedError{"only the letters A-Z and the digits 2-7 are base32; found another character", i}
		}
	}
	if len(digits) == 0 {
		return Seed{}, &SeedError{"is empty", -1}
	}
	b := make([]byte, base32NoPadding.DecodedLen(len(digits)))
	_, err := base32NoPadding.Decode(b, digits)
	if last := len(digits) % 8; err != nil || last == 1 || last == 3 || last == 6 {
		return Seed{}, &SeedError{fmt.Sprintf("%d base32 characters encode no whole number of bytes: some are missing or too many", len(digits)), -1}
	}
	return RawSeed(b), nil
}

// Short reports a seed of fewer bytes than RFC 4226 §4 R6 requires.
func (s Seed) Short() bool { return len(s.Reveal()) < shortSeed }

// Base32 returns the seed as apps take it, without padding.
func (s Seed) Base32() secret.String { return secret.New(base32NoPadding.EncodeToString(s.Reveal())) }

var base32NoPadding = base32.StdEncoding.WithPadding(base32.NoPadding)
