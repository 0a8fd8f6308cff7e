// Package otp makes and judges the one-time codes of virtual MFA devices: RFC
// 6238 with SHA-1, six digits and steps of 30 seconds from the Unix epoch, as
// AWS fixes them.
//
// Making a code is github.com/pquerna/otp's part; judging one is ours, because
// a judge must name the step that matched, remember it, and look at nothing but
// six ASCII digits. A Profile says which steps are looked at and how often one
// may try.
package otp

import (
	"errors"
	"time"

	pquerna "github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// Period is the length of a step, X in RFC 6238 §4.1.
const Period = 30 * time.Second

const stepsPerDay = Step(24 * time.Hour / Period)

// A Step counts periods since the Unix epoch, T in RFC 6238 §4.2.
type Step int64

// StepAt is the step that contains t.
func StepAt(t time.Time) Step {
	seconds := int64(Period / time.Second)
	step := t.Unix() / seconds
	if t.Unix()%seconds < 0 { // Go's division truncates, a step begins at or before t
		step--
	}
	return Step(step)
}

// Time is when the step begins.
func (s Step) Time() time.Time { return time.Unix(int64(s)*int64(Period/time.Second), 0).UTC() }

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
