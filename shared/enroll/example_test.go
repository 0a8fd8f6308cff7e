package enroll_test

import (
	"fmt"

	"github.com/virtual-mfa/virtual-mfa/shared/enroll"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

func ExampleKey_URI() {
	seed := otp.RawSeed([]byte("12345678901234567890")) // RFC 4226, appendix D
	uri, err := enroll.Key{Issuer: "Example", Account: "alice@123456789012", Seed: seed}.URI()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(uri)          // a secret, as it has the seed
	fmt.Println(uri.Reveal()) // for an authenticator app
	// Output:
	// [redacted]
	// otpauth://totp/Example:alice@123456789012?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Example
}

func ExampleParseURI() {
	key, warnings, err := enroll.ParseURI(
		"otpauth://totp/Example:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Example&digits=8")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(key.Issuer, key.Account, key.Seed, key.Parameters.Digits)
	fmt.Println(warnings) // some apps ignore digits
	// Output:
	// Example alice [redacted] 8
	// [parameters]
}

func ExampleParseURI_error() {
	_, _, err := enroll.ParseURI("otpauth://totp/alice?issuer=Example")
	fmt.Println(err)
	// Output: key URI: secret: is missing
}

func ExampleDraw() {
	symbol, err := enroll.Draw(secret.New("otpauth://totp/alice?secret=GEZDGNBVGY3TQOJQ"))
	if err != nil {
		fmt.Println(err)
		return
	}
	picture, err := symbol.PNG(250)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(symbol.Size, "modules on a side, with the quiet zone")
	fmt.Printf("%q\n", picture.Reveal()[:8])
	// Output:
	// 37 modules on a side, with the quiet zone
	// "\x89PNG\r\n\x1a\n"
}
