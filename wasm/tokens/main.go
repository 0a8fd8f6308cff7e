// The import of hardware tokens is packages pskc and stock as a WebAssembly reactor
// for the page web/import: JavaScript calls the exports below (package wasmabi says
// how) and sends the requests that they write. Seeds leave the module in the body of
// such a request only. Between two calls the module keeps the file's tokens, so
// JavaScript erases its memory after an import.
//
// It needs no randomness and nothing of the page. The time comes as an argument, in
// milliseconds since the Unix epoch.
package main

import "github.com/virtual-mfa/virtual-mfa/wasm/internal/wasmabi"

func main() {} // required, and never called in a reactor

// held is what the module keeps between two calls.
var held tokens

func answer(call func(in []string) ([]string, error)) int32 {
	return wasmabi.Answer(func(in []string) ([]string, bool) {
		results, err := call(in)
		if err != nil {
			return describe(err), false
		}
		return results, true
	})
}

// Open takes a file, and a passphrase or a pre-shared key or neither.
//
//go:wasmexport open
func Open() int32 { return answer(held.open) }

// Begin takes whether the import is a dry run.
//
//go:wasmexport begin
func Begin() int32 { return answer(held.begin) }

// Request takes credentials, host and path, and returns the next request.
//
//go:wasmexport request
func Request(ms float64) int32 {
	return answer(func(in []string) ([]string, error) { return held.request(in, ms) })
}

// Report takes the answer to the last request, and returns what became of its rows.
//
//go:wasmexport report
func Report() int32 { return answer(held.report) }

// Rejected returns the rows that were not imported.
//
//go:wasmexport rejected
func Rejected() int32 { return answer(held.rejected) }
