package otp

import (
	"errors"

	pquerna "github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// Digits is the length of a code.
const Digits = 6

// ErrMalformedCode is the error of ParseCode.
var ErrMalformedCode = errors.New("a code is exactly six ASCII digits")

// A Code is six digits, possibly right. It does not print.
type Code struct{ secret.String }

// ParseCode accepts exactly six ASCII digits. Nothing is trimmed or converted:
// a code that has two spellings can be spent twice (CVE-2025-6014,
// CVE-2025-6015).
func ParseCode(text string) (Code, error) {
	if len(text) != Digits {
		return Code{}, ErrMalformedCode
	}
	for _, c := range []byte(text) {
		if c < '0' || c > '9' {
			return Code{}, ErrMalformedCode
		}
	}
	return Code{secret.New(text)}, nil
}

// number is the code as the decimal number that truncation yields (RFC 4226 §5.3, step 3).
func (c Code) number() (n int32) {
	for _, digit := range []byte(c.Reveal()) {
		n = n*10 + int32(digit-'0')
	}
	return n
}

// CodeAt is what a device that holds seed shows during step.
func CodeAt(seed Seed, step Step) (Code, error) {
	text, err := hotp.GenerateCodeCustom(
		seed.Base32().Reveal(),
		uint64(step),
		hotp.ValidateOpts{Digits: pquerna.DigitsSix, Algorithm: pquerna.AlgorithmSHA1},
	)
	if err != nil {
		return Code{}, err
	}
	return Code{secret.New(text)}, nil
}
