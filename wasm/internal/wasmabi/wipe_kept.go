//go:build tinygo && !gc.leaking

package wasmabi

func remember() {}

// Wipe erases nothing: a module with a garbage collector keeps what it has until
// JavaScript erases all of its memory.
//
//go:wasmexport wipe
func Wipe() {}
