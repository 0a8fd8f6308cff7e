// The toolkit is packages otp and enroll as a WebAssembly reactor: the page's JavaScript calls the exports in exports.go, and this module calls
// nothing of the page. The time comes as an argument, in milliseconds since the Unix epoch as Date.now gives it; no function needs randomness.
//
// A call goes like this: JavaScript asks Input for room, writes the arguments there, and calls an export. The export returns the length of its
// results, which Output points at, or one less than minus that length if they are an error's kind, part, offset and text. Arguments and results are
// texts, each after its length (fields.go). Then Wipe overwrites both.
package main

import "unsafe"

func main() {} // required, and never called in a reactor

// exchange is where arguments and results lie between two calls. It is global because a reactor has no other place that outlives a call.
var exchange struct{ in, out []byte }

//go:wasmexport input
func Input(n uint32) unsafe.Pointer {
	exchange.in = make([]byte, n)
	return unsafe.Pointer(unsafe.SliceData(exchange.in))
}

//go:wasmexport output
func Output() unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(exchange.out)) }

//go:wasmexport wipe
func Wipe() {
	clear(exchange.in)
	clear(exchange.out)
	exchange.in, exchange.out = nil, nil
}

// answer leaves the results of call, or its error, at output.
func answer(call func(arguments []string) ([]string, error)) int32 {
	results, err := call(splitFields(exchange.in))
	if err != nil {
		exchange.out = joinFields(describe(err))
		return -1 - int32(len(exchange.out))
	}
	exchange.out = joinFields(results)
	return int32(len(exchange.out))
}
