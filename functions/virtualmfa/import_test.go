package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/pskc/pskctest"
)

const vendorKey = "00112233445566778899aabbccddeeff"

// writeVendorFiles writes what a vendor may send of two tokens and two that
// cannot be used, in all ways to encrypt, and the first token's seed.
func writeVendorFiles(t *testing.T, folder string) {
	t.Helper()
	seed := []byte("12345678901234567890")
	tokens := []pskctest.Token{
		{Serial: "GAHT12345678", Seed: seed},
		{Serial: "gaht12345679", Seed: bytes.Repeat([]byte{7}, 32)},
		{Serial: "GAHT12345680", Seed: seed, Algorithm: "hotp"},
		{Serial: "GAHT12345681", Seed: seed, Seconds: "60"},
	}
	var key []byte
	if _, err := fmt.Sscanf(vendorKey, "%x", &key); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{
		"plain.xml":     pskctest.Write(t, tokens, pskctest.Encryption{}),
		"key.xml":       pskctest.Write(t, tokens, pskctest.Encryption{Algorithm: "aes128-cbc", Key: key}),
		"wrapped.xml":   pskctest.Write(t, tokens, pskctest.Encryption{Algorithm: "kw-aes128", Key: key}),
		"secret.xml":    pskctest.Write(t, tokens, pskctest.Encryption{Algorithm: "aes256-cbc", Passphrase: "correct horse"}),
		"key.hex":       []byte(vendorKey + "\n"),
		"passphrase":    []byte("correct horse\n"),
		"wrong":         []byte("wrong horse\n"),
		"first.seed":    []byte(otp.RawSeed(seed).Base32().Reveal()),
		"fifty-one.csv": fiftyOne(),
	} {
		if err := os.WriteFile(filepath.Join(folder, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// fiftyOne tokens take three requests.
func fiftyOne() []byte {
	var csv bytes.Buffer
	for i := range 51 {
		fmt.Fprintf(&csv, "TOKEN%06d,%040x,totp,6,30\n", i, i+1)
	}
	return csv.Bytes()
}
