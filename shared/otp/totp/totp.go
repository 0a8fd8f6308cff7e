// Package totp makes the codes of any RFC 6238 device, for those who stand in for
// a phone. It is separate from package otp so that no server imports it: servers
// know AWS's parameters only.
package totp

import (
	"fmt"
	"time"

	pquerna "github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// Code returns what a device with this seed and these parameters shows at a time.
// It fails for parameters out of range and for times before 1970.
func Code(seed otp.Seed, p otp.Parameters, at time.Time) (secret.String, error) {
	p = p.Full()
	algorithm, ok := algorithms[p.Algorithm]
	switch {
	case !ok:
		return secret.String{}, fmt.Errorf("algorithm: is not SHA1, SHA256 or SHA512")
	case p.Digits < 6 || p.Digits > 8:
		return secret.String{}, fmt.Errorf("digits: is not 6, 7 or 8")
	case p.Period < time.Second || p.Period > otp.MaxPeriod || p.Period%time.Second != 0:
		return secret.String{}, fmt.Errorf("period: is not 1 to 86400 seconds")
	case at.Unix() < 0:
		return secret.String{}, fmt.Errorf("there are no codes before 1970")
	}
	step := uint64(at.Unix()) / uint64(p.Period/time.Second)
	options := hotp.ValidateOpts{Digits: pquerna.Digits(p.Digits), Algorithm: algorithm}
	code, err := hotp.GenerateCodeCustom(seed.Base32().Reveal(), step, options)
	if err != nil {
		return secret.String{}, err
	}
	return secret.New(code), nil
}

var algorithms = map[otp.Algorithm]pquerna.Algorithm{
	otp.SHA1:   pquerna.AlgorithmSHA1,
	otp.SHA256: pquerna.AlgorithmSHA256,
	otp.SHA512: pquerna.AlgorithmSHA512,
}
