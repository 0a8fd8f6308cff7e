//go:build tinygo

package wasmabi

import (
	"runtime/volatile"
	"unsafe"
)

// With TinyGo's allocator "leaking" nothing is freed during a call. Wipe frees
// everything at once: it takes the program's variables, the allocator's among
// them, back to what they were before the first call, and clears the heap and the
// stack. A garbage collector would leave what it frees in memory, secrets
// included, and takes more code than this.

// TinyGo lays memory out as stack, variables, heap (target.json: stack-first).
// The compiler takes go:extern only outside of groups.

//go:extern __global_base
var variablesStart [0]byte

//go:extern __heap_base
var variablesEnd [0]byte

// heapTop is what the allocator hands out next.
//
//go:extern runtime.heapptr
var heapTop uintptr

// heapEnd is how far the allocator may go before it has to ask for more memory.
//
//go:extern runtime.heapEnd
var heapEnd uintptr

// initial is a copy of the program's variables before the first call.
var initial []byte

// places are the addresses of the variables above. Wipe reads them as volatile,
// because the optimizer would otherwise assume that writing through one of them
// changes none of the others, and leave the heap as it is.
var places struct{ start, end, heapTop, heapEnd uint32 }

func remember() {
	if initial != nil {
		return
	}
	volatile.StoreUint32(&places.start, address(unsafe.Pointer(&variablesStart)))
	volatile.StoreUint32(&places.end, address(unsafe.Pointer(&variablesEnd)))
	volatile.StoreUint32(&places.heapTop, address(unsafe.Pointer(&heapTop)))
	volatile.StoreUint32(&places.heapEnd, address(unsafe.Pointer(&heapEnd)))
	start, end := volatile.LoadUint32(&places.start), volatile.LoadUint32(&places.end)
	initial = make([]byte, end-start)
	copy(initial, span(start, end))
}

// Wipe erases whatever a call left in memory. It ends the call.
//
//go:wasmexport wipe
func Wipe() {
	start, end := volatile.LoadUint32(&places.start), volatile.LoadUint32(&places.end)
	top := (*uint32)(pointer(volatile.LoadUint32(&places.heapTop)))
	limit := (*uint32)(pointer(volatile.LoadUint32(&places.heapEnd)))
	used, size := volatile.LoadUint32(top), volatile.LoadUint32(limit)
	copy(span(start, end), initial)
	volatile.StoreUint32(limit, size) // memory does not shrink
	clear(span(volatile.LoadUint32(top), used))
	clearStack(start)
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
