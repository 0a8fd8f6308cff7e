package main

//go:wasmexport code
func code(ms float64) int32 {
	return answer(func(in []string) ([]string, error) { return showCode(in[0], ms) })
}

//go:wasmexport pair
func pair(ms float64) int32 {
	return answer(func(in []string) ([]string, error) { return showPair(in[0], ms) })
}

//go:wasmexport left
func left(ms float64) int32 {
	return answer(func([]string) ([]string, error) { return timeLeft(ms) })
}

//go:wasmexport seed
func seed() int32 {
	return answer(func(in []string) ([]string, error) { return checkSeed(in[0]) })
}

//go:wasmexport uri
func uri() int32 {
	return answer(func(in []string) ([]string, error) { return writeURI(in[0], in[1], in[2]) })
}

//go:wasmexport parse
func parse() int32 {
	return answer(func(in []string) ([]string, error) { return parseURI(in[0]) })
}

//go:wasmexport symbol
func symbol() int32 {
	return answer(func(in []string) ([]string, error) { return drawSymbol(in[0]) })
}

//go:wasmexport diagnose
func diagnose(ms float64) int32 {
	return answer(func(in []string) ([]string, error) { return diagnosePhone(in[0], in[1], in[2], ms) })
}
