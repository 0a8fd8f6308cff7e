// The policy check is package policy as a WebAssembly reactor for the page
// policy.html: JavaScript calls its one export (package wasmabi says how). It needs
// no clock, no randomness and nothing of the page.
package main

import "github.com/virtual-mfa/virtual-mfa/wasm/internal/wasmabi"

func main() {} // required, and never called in a reactor

// Check takes an identity policy, an action and a resource, and returns what
// check does.
//
//go:wasmexport check
func Check() int32 { return wasmabi.Answer(check) }
