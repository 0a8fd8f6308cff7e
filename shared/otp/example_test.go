package otp_test

import (
	"fmt"

	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

func ExampleMatch() {
	seed := otp.RawSeed([]byte("12345678901234567890")) // RFC 4226, appendix D
	code, err := otp.ParseCode("969429")                // what its device shows in step 3
	if err != nil {
		fmt.Println(err)
		return
	}
	spent := func(otp.Step) bool { return false }
	step, ok := otp.Match(seed, 2, otp.Window{Back: 1, Ahead: 1}, spent, code)
	fmt.Println(step, ok)
	// Output: 3 true
}
