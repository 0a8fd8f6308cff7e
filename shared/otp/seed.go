package otp

import (
	"encoding/base32"
	"fmt"
	"io"
	"strconv"
	"unicode"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// SeedSize is the length in bytes of the seeds made here, as long as AWS's: 64
// base32 characters.
const SeedSize = 40

// Lengths in bytes of the seeds that a vendor of tokens may have chosen. Shorter
// ones are only reported where a person enters a seed (see Seed.Short), because
// people have services with 10.
const (
	MinSeedSize = 16 // RFC 4226 §4 R6
	MaxSeedSize = 64 // HMAC-SHA-1 hashes longer keys first (RFC 2104 §3)
)

// A Seed is the secret that a device and its verifier share, K in RFC 4226. It
// does not print.
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

// ParseSeed reads base32 as people write it: in either case, in groups, with or
// without padding. Everything else is a *SeedError, including the lengths to which
// no number of bytes encodes (RFC 4648 §6): there a person has lost a character.
func ParseSeed(text string) (Seed, error) {
	digits, err := base32Digits(text, false)
	if err != nil {
		return Seed{}, err
	}
	if unfilled(len(digits)) {
		reason := strconv.Itoa(len(digits)) + " base32 characters encode no whole number of bytes: " +
			"some are missing or too many"
		return Seed{}, &SeedError{reason, -1}
	}
	return decode(digits)
}

// ParseLooseSeed reads base32 as the sites write it that make key URIs: a plus sign
// is a form encoder's space, and characters that do not fill a byte are dropped,
// as Google Authenticator drops them. It reports whether there were such
// characters. Errors are of type *SeedError.
func ParseLooseSeed(text string) (seed Seed, dropped bool, err error) {
	digits, err := base32Digits(text, true)
	if err != nil {
		return Seed{}, false, err
	}
	dropped = unfilled(len(digits))
	if dropped {
		digits = digits[:len(digits)-1]
		if len(digits) == 0 {
			return Seed{}, false, &SeedError{"is shorter than a byte", -1}
		}
	}
	seed, err = decode(digits)
	return seed, dropped, err
}

// unfilled reports whether the last of n base32 characters adds no byte.
func unfilled(n int) bool { return n%8 == 1 || n%8 == 3 || n%8 == 6 }

// base32Digits returns the characters of text that count, in upper case.
func base32Digits(text string, plus bool) ([]byte, error) {
	digits, n := make([]byte, len(text)), 0
	padded := false
	for i, c := range text {
		digit, ok := base32Digit(c)
		switch {
		case ok && !padded:
			digits[n] = digit
			n++
		case IsBlank(c) || isDash(c) || plus && c == '+':
		case c == '=':
			padded = true
		case padded:
			return nil, &SeedError{"padding is followed by more", i}
		default:
			const reason = "only the letters A-Z and the digits 2-7 are base32; found another character"
			return nil, &SeedError{reason, i}
		}
	}
	if n == 0 {
		return nil, &SeedError{"is empty", -1}
	}
	return digits[:n], nil
}

// base32Digit returns c in upper case if it is a character of base32.
func base32Digit(c rune) (digit byte, ok bool) {
	switch {
	case c >= 'A' && c <= 'Z' || c >= '2' && c <= '7':
		return byte(c), true
	case c >= 'a' && c <= 'z':
		return byte(c) - 'a' + 'A', true
	}
	return 0, false
}

func decode(digits []byte) (Seed, error) {
	b := make([]byte, base32NoPadding.DecodedLen(len(digits)))
	if _, err := base32NoPadding.Decode(b, digits); err != nil {
		return Seed{}, &SeedError{"is not base32", -1}
	}
	return RawSeed(b), nil
}

// IsBlank reports whether c is white space or invisible. Such characters come
// along when a seed or a key URI is copied out of a web page or a document.
func IsBlank(c rune) bool {
	switch {
	case c >= '\u200b' && c <= '\u200f': // zero width space and joiners, marks of direction
		return true
	case c == '\ufeff' || c == '\u2060' || c == '\u00ad': // byte order mark, word joiner, soft hyphen
		return true
	}
	return unicode.IsSpace(c)
}

// isDash reports whether c is a hyphen, a dash or a minus sign.
func isDash(c rune) bool { return c == '-' || c >= '\u2010' && c <= '\u2015' || c == '\u2212' }

// Short reports a seed of fewer bytes than RFC 4226 §4 R6 requires.
func (s Seed) Short() bool { return len(s.Reveal()) < MinSeedSize }

// Base32 returns the seed as apps take it, without padding.
func (s Seed) Base32() secret.String { return secret.New(base32NoPadding.EncodeToString(s.Reveal())) }

var base32NoPadding = base32.StdEncoding.WithPadding(base32.NoPadding)
