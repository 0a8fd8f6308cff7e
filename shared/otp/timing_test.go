package otp_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

func TestEveryStepOfAWindowIsLookedAtWhateverMatches(t *testing.T) {
	seed := otp.RawSeed([]byte("12345678901234567890"))
	window := otp.Window{Back: 20, Ahead: 20}
	for offset := otp.Step(-20); offset <= 20; offset++ {
		looked := 0
		step, ok := otp.Match(seed, 1000, window, func(otp.Step) bool { looked++; return false }, at(t, seed, 1000+offset))
		if !ok || step > 1000+offset {
			t.Errorf("the code of step %+d: found %d, %v", offset, step, ok)
		}
		if looked != 41 {
			t.Errorf("the code of step %+d: %d steps of 41 were looked at", offset, looked)
		}
	}
}
