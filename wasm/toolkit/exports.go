package main

// These are what JavaScript calls. The functions behind the exports, in toolkit.go
// and migration.go, are tested natively. Time comes in milliseconds.

// Code takes a key (see readKey) and returns its code.
//
//go:wasmexport code
func Code(ms float64) int32 {
	return answer(func(in []string) ([]string, error) { return showCode(in, ms) })
}

// Pair takes a key and returns its last code and the current one.
//
//go:wasmexport pair
func Pair(ms float64) int32 {
	return answer(func(in []string) ([]string, error) { return showPair(in, ms) })
}

// Left takes a period in seconds and returns for how long the current code lasts.
//
//go:wasmexport left
func Left(ms float64) int32 {
	return answer(func(in []string) ([]string, error) { return timeLeft(in[0], ms) })
}

// Seed takes a seed and returns it as apps take it, and whether it is short.
//
//go:wasmexport seed
func Seed() int32 {
	return answer(func(in []string) ([]string, error) { return checkSeed(in[0]) })
}

// URI takes an issuer, an account and a key, and returns the key URI.
//
//go:wasmexport uri
func URI() int32 {
	return answer(func(in []string) ([]string, error) { return writeURI(in[0], in[1], in[2:]) })
}

// Parse takes a key URI and returns what describeKey does.
//
//go:wasmexport parse
func Parse() int32 {
	return answer(func(in []string) ([]string, error) { return parseURI(in[0]) })
}

// Migration takes the text of one QR code of Google Authenticator's export.
//
//go:wasmexport migration
func Migration() int32 {
	return answer(func(in []string) ([]string, error) { return parseMigration(in[0]) })
}

// Symbol takes a text and returns its QR code.
//
//go:wasmexport symbol
func Symbol() int32 {
	return answer(func(in []string) ([]string, error) { return drawSymbol(in[0]) })
}

// Diagnose takes a key and two codes.
//
//go:wasmexport diagnose
func Diagnose(ms float64) int32 {
	return answer(func(in []string) ([]string, error) { return diagnosePhone(in, ms) })
}
