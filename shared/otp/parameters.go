package otp

import "time"

// An Algorithm names the hash of RFC 6238 §1.2 as key URIs do.
type Algorithm string

// The algorithms.
const (
	SHA1   Algorithm = "SHA1"
	SHA256 Algorithm = "SHA256"
	SHA512 Algorithm = "SHA512"
)

// Parameters say how a device makes its codes. The zero value of each is AWS's.
// Nothing that judges codes takes them: it knows AWS's alone.
type Parameters struct {
	Algorithm Algorithm     // SHA1 if empty
	Digits    int           // 6, 7 or 8; 6 if zero
	Period    time.Duration // whole seconds, one second to a day; 30 seconds if zero
}

// MaxPeriod is the longest period that Parameters may have.
const MaxPeriod = 24 * time.Hour

// Full returns p with AWS's values in place of zeros.
func (p Parameters) Full() Parameters {
	if p.Algorithm == "" {
		p.Algorithm = SHA1
	}
	if p.Digits == 0 {
		p.Digits = Digits
	}
	if p.Period == 0 {
		p.Period = Period
	}
	return p
}

// AreAWS reports whether a device with these parameters shows the codes that AWS
// expects.
func (p Parameters) AreAWS() bool { return p.Full() == Parameters{}.Full() }
