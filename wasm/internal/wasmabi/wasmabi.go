// Package wasmabi is the calling convention between JavaScript and the
// WebAssembly reactors of this repository, without syscall/js. Its other half is
// web/toolkit/instance.js.
//
// JavaScript asks Input for room, writes the arguments there, and calls an
// export. The export returns the length of its results, to which Output points,
// or the bitwise complement of that length if the call failed. Arguments and
// results are texts or bytes, each after its length (fields.go). Finally Wipe
// erases everything that the call left in memory, unless the module was built
// with a garbage collector: then JavaScript erases the memory when it is done.
package wasmabi

import "unsafe"

// memory holds arguments and results between two calls. It is global because
// nothing else in a reactor outlives a call.
var memory struct{ in, out []byte }

// Input returns room for n bytes of arguments. It begins a call.
//
//go:wasmexport input
func Input(n uint32) unsafe.Pointer {
	remember()
	memory.in = make([]byte, n)
	return unsafe.Pointer(unsafe.SliceData(memory.in))
}

// Output returns where the results of the last call are.
//
//go:wasmexport output
func Output() unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(memory.out)) }

// Answer leaves the results of call, or its description of a failure, at Output.
// It returns what the export returns to JavaScript.
func Answer(call func(arguments []string) (results []string, ok bool)) int32 {
	results, ok := call(splitFields(memory.in))
	memory.out = joinFields(results)
	if !ok {
		return ^int32(len(memory.out))
	}
	return int32(len(memory.out))
}
