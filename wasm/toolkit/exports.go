package main

// What JavaScript calls. The functions behind the exports, in toolkit.go, are tested natively.

//go:wasmexport code
func Code(ms float64) int32 {
	return answer(func(in []string) ([]string, error) { return showCode(in[0], ms) })
}

//go:wasmexport pair
func Pair(ms float64) int32 {
	return answer(func(in []string) ([]string, error) { return showPair(in[0], ms) })
}

//go:wasmexport left
func Left(ms float64) int32 {
	return answer(func([]string) ([]string, error) { return timeLeft(ms) })
}

//go:wasmexport seed
func Seed() int32 {
	return answer(func(in []string) ([]string, error) { return checkSeed(in[0]) })
}

//go:wasmexport uri
func URI() int32 {
	return answer(func(in []string) ([]string, error) { return writeURI(in[0], in[1], in[2]) })
}

//go:wasmexport parse
func Parse() int32 {
	return answer(func(in []string) ([]string, error) { return parseURI(in[0]) })
}

//go:wasmexport symbol
func Symbol() int32 {
	return answer(func(in []string) ([]string, error) { return drawSymbol(in[0]) })
}

//go:wasmexport diagnose
func Diagnose(ms float64) int32 {
	return answer(func(in []string) ([]string, error) { return diagnosePhone(in[0], in[1], in[2], ms) })
}
