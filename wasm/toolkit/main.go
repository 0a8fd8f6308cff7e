// The toolkit is packages otp, totp and enroll as a WebAssembly reactor: the page's
// JavaScript calls the exports in exports.go (package wasmabi says how), and this
// module calls nothing of the page. The time comes as an argument, in milliseconds
// since the Unix epoch as Date.now gives it; no function needs randomness.
package main

import "github.com/virtual-mfa/virtual-mfa/wasm/internal/wasmabi"

func main() {} // required, and never called in a reactor

func answer(call func(arguments []string) ([]string, error)) int32 {
	return wasmabi.Answer(func(arguments []string) ([]string, bool) {
		results, err := call(arguments)
		if err != nil {
			return describe(err), false
		}
		return results, true
	})
}
