//go:build !tinygo

package wasmabi

import (
	"runtime"
	"runtime/debug"
	"unsafe"
)

func remember() {}

// Wipe lets go of arguments and results. Nothing in standard Go clears what its
// collector frees, nor stacks: JavaScript does that by writing back the memory
// that it copied after Settle.
//
//go:wasmexport wipe
func Wipe() { memory.in, memory.out = nil, nil }

// What Settle reserves is enough for most calls. The heap is part of the memory
// that JavaScript copies for each call, so more is not better.
const (
	reservedHeap  = 2 << 20
	pageSize      = 8 << 10 // of Go's heap
	reservedStack = 16 << 10
)

// Settle readies the memory for being copied: calls find enough heap and stack
// that neither has to grow, and the collector does not run.
//
//go:wasmexport settle
func Settle() {
	debug.SetGCPercent(-1)
	reserve(make([][]byte, reservedHeap/pageSize))
	runtime.GC()
	growStack(reservedStack)
}

// reserve fills pages in order that the runtime has descriptors for as many.
//
//go:noinline
func reserve(pages [][]byte) {
	for i := range pages {
		pages[i] = make([]byte, pageSize)
	}
}

//go:noinline
func growStack(n int) byte {
	var frame [1 << 10]byte
	if n > len(frame) {
		frame[n%len(frame)] = growStack(n - len(frame))
	}
	return frame[0]
}

// Stack tells whether the stack is still where it was: it returns an address on
// it. A copy of the memory from before the stack moved must not be written back,
// because WebAssembly keeps the stack pointer outside of memory.
//
//go:wasmexport stack
func Stack() uint32 {
	var here byte
	return uint32(uintptr(unsafe.Pointer(&here)))
}
