//go:build tinygo && gc.leaking

package wasmabi

import (
	"runtime/volatile"
	"unsafe"
)

// With TinyGo's allocator "leaking" nothing is freed during a call. Wipe frees
// everything at once: it takes the memory back to what it was before the first
// call, and clears the stack. That concerns the program's variables, the
// allocator's among them, and what the packages made on the heap while they were
// initialized: a call may have pointed it to what the call made. A garbage
// collector would leave what it frees in memory, secrets included, and takes more
// code than this.

// TinyGo lays memory out as stack, constants, variables, heap (target.json:
// stack-first).

// constantsEnd is the last of the constants: the linker sorts sections whose names
// begin with .rodata before all variables. Nothing before it can change, so that
// Wipe need not write it back, and it is most of a module's data.
//
//go:section .rodata_end
var constantsEnd uint32

// The compiler takes go:extern only outside of groups.

//go:extern __global_base
var stackTop [0]byte

// heapTop is what the allocator hands out next.
//
//go:extern runtime.heapptr
var heapTop uintptr

// heapEnd is how far the allocator may go before it has to ask for more memory.
//
//go:extern runtime.heapEnd
var heapEnd uintptr

// initial is a copy of the variables and of the heap before the first call.
var initial []byte

// places are the addresses of the variables above. Wipe reads them as volatile,
// because the optimizer would otherwise assume that writing through one of them
// changes none of the others, and leave the heap as it is.
var places struct{ stackTop, start, heapTop, heapEnd uint32 }

func remember() {
	if initial != nil {
		return
	}
	volatile.StoreUint32(&places.stackTop, address(unsafe.Pointer(&stackTop)))
	volatile.StoreUint32(&places.start, address(unsafe.Pointer(&constantsEnd)))
	volatile.StoreUint32(&places.heapTop, address(unsafe.Pointer(&heapTop)))
	volatile.StoreUint32(&places.heapEnd, address(unsafe.Pointer(&heapEnd)))
	start := volatile.LoadUint32(&places.start)
	end := volatile.LoadUint32((*uint32)(pointer(volatile.LoadUint32(&places.heapTop))))
	initial = make([]byte, end-start)
	copy(initial, span(start, end))
}

// Wipe erases whatever a call left in memory. It ends the call.
//
//go:wasmexport wipe
func Wipe() {
	start := volatile.LoadUint32(&places.start)
	top := (*uint32)(pointer(volatile.LoadUint32(&places.heapTop)))
	limit := (*uint32)(pointer(volatile.LoadUint32(&places.heapEnd)))
	used, size := volatile.LoadUint32(top), volatile.LoadUint32(limit)
	copy(span(start, start+uint32(len(initial))), initial)
	volatile.StoreUint32(limit, size) // memory does not shrink
	clear(span(volatile.LoadUint32(top), used))
	clearStack(volatile.LoadUint32(&places.stackTop))
}

// clearStack clears the dead stack below top, block by block, until it finds one
// that was not used. No frame is as large as a block: TinyGo keeps no variable of
// more than 256 bytes on the stack.
func clearStack(top uint32) {
	const size = 4 << 10
	for ; top > size; top -= size {
		block := span(top-size, top)
		if unused(block) {
			return
		}
		clear(block)
	}
}

func unused(block []byte) bool {
	words := unsafe.Slice((*uint64)(unsafe.Pointer(unsafe.SliceData(block))), len(block)/8)
	for _, word := range words {
		if word != 0 {
			return false
		}
	}
	return true
}

func address(p unsafe.Pointer) uint32       { return uint32(uintptr(p)) }
func pointer(address uint32) unsafe.Pointer { return unsafe.Pointer(uintptr(address)) }

func span(start, end uint32) []byte {
	return unsafe.Slice((*byte)(pointer(start)), end-start)
}
