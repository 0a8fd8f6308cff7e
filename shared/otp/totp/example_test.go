package totp_test

import (
	"fmt"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/otp/totp"
)

func ExampleCode() {
	seed := otp.RawSeed([]byte("12345678901234567890")) // RFC 6238, appendix B
	code, err := totp.Code(seed, otp.Parameters{Digits: 8}, time.Unix(59, 0))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(code.Reveal())
	// Output: 94287082
}
