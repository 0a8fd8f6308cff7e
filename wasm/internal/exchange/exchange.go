// Package exchange is how JavaScript calls a WebAssembly reactor of ours (web/toolkit/instance.js is its other half), without syscall/js.
//
// A call goes like this: JavaScript asks Input for room, writes the arguments there, and calls an export of the program's. The export answers with
// the length of its results, which Output points at, or one less than minus that length if they describe a failure. Arguments and results are
// texts or bytes, each after its length (fields.go). Then Wipe overwrites both.
package exchange

import "unsafe"

// memory is where arguments and results lie between two calls. It is global because a reactor has no other place that outlives a call.
var memory struct{ in, out []byte }

//go:wasmexport input
func Input(n uint32) unsafe.Pointer {
	memory.in = make([]byte, n)
	return unsafe.Pointer(unsafe.SliceData(memory.in))
}

//go:wasmexport output
func Output() unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(memory.out)) }

//go:wasmexport wipe
func Wipe() {
	clear(memory.in)
	clear(memory.out)
	memory.in, memory.out = nil, nil
}

// Answer leaves the results of call at Output, or what it says of its failure.
func Answer(call func(arguments []string) (results []string, ok bool)) int32 {
	results, ok := call(splitFields(memory.in))
	memory.out = joinFields(results)
	if !ok {
		return -1 - int32(len(memory.out))
	}
	return int32(len(memory.out))
}
