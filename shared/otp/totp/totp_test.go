package totp_test

import (
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/otp/totp"
)

// RFC 6238 appendix B. The seeds of SHA-256 and SHA-512 are 32 and 64 bytes long.
func TestCodesOfRFC6238(t *testing.T) {
	const digits = "1234567890123456789012345678901234567890123456789012345678901234"
	for algorithm, c := range map[otp.Algorithm]struct {
		seedSize int
		codes    map[int64]string
	}{
		otp.SHA1: {20, map[int64]string{
			59: "94287082", 1111111109: "07081804", 1111111111: "14050471",
			1234567890: "89005924", 2000000000: "69279037", 20000000000: "65353130",
		}},
		otp.SHA256: {32, map[int64]string{
			59: "46119246", 1111111109: "68084774", 1111111111: "67062674",
			1234567890: "91819424", 2000000000: "90698825", 20000000000: "77737706",
		}},
		otp.SHA512: {64, map[int64]string{
			59: "90693936", 1111111109: "25091201", 1111111111: "99943326",
			1234567890: "93441116", 2000000000: "38618901", 20000000000: "47863826",
		}},
	} {
		seed := otp.RawSeed([]byte(digits[:c.seedSize]))
		for at, want := range c.codes {
			p := otp.Parameters{Algorithm: algorithm, Digits: 8}
			got, err := totp.Code(seed, p, time.Unix(at, 0))
			if err != nil || got.Reveal() != want {
				t.Errorf("%s at %d: %s, %v; want %s", algorithm, at, got.Reveal(), err, want)
			}
			p.Digits = 7
			if got, err := totp.Code(seed, p, time.Unix(at, 0)); err != nil || got.Reveal() != want[1:] {
				t.Errorf("%s at %d with seven digits: %s, %v", algorithm, at, got.Reveal(), err)
			}
		}
	}
}

func TestTheZeroParametersAreAWSs(t *testing.T) {
	seed := otp.RawSeed([]byte("12345678901234567890"))
	want, err := otp.CodeAt(seed, 41)
	if err != nil {
		t.Fatal(err)
	}
	got, err := totp.Code(seed, otp.Parameters{}, otp.Step(41).Time())
	if err != nil || got.Reveal() != want.Reveal() {
		t.Errorf("%v", err)
	}
	p := otp.Parameters{Period: 60 * time.Second}
	got, err = totp.Code(seed, p, otp.Step(83).Time())
	if err != nil || got.Reveal() != want.Reveal() {
		t.Errorf("step 41 of a minute each begins at that of 30 s with number 82: %v", err)
	}
}

func TestParametersOutOfRangeAreRefused(t *testing.T) {
	seed := otp.RawSeed([]byte("12345678901234567890"))
	for _, p := range []otp.Parameters{
		{Algorithm: "MD5"}, {Digits: 5}, {Digits: 9}, {Digits: -6},
		{Period: -1}, {Period: time.Millisecond}, {Period: otp.MaxPeriod + time.Second},
	} {
		if _, err := totp.Code(seed, p, time.Unix(59, 0)); err == nil {
			t.Errorf("%+v: no error", p)
		}
	}
	if _, err := totp.Code(seed, otp.Parameters{}, time.Unix(-1, 0)); err == nil {
		t.Error("no error before 1970")
	}
}
