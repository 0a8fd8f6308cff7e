package pskc_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/pskc"
	"github.com/virtual-mfa/virtual-mfa/shared/pskc/pskctest"
)

// many is how many tokens the benchmarks read.
const many = 100_000

func BenchmarkRead(b *testing.B) {
	tokens := make([]pskctest.Token, many)
	for i := range tokens {
		tokens[i] = pskctest.Token{Serial: fmt.Sprintf("GAHT%08d", i), Seed: fmt.Appendf(nil, "seed of %012d", i)}
	}
	var csv bytes.Buffer
	for _, k := range tokens {
		fmt.Fprintf(&csv, "%s,%x,totp,6,30\n", k.Serial, k.Seed)
	}
	encrypted := pskctest.Encryption{Algorithm: "aes128-cbc", Key: make([]byte, 16)}
	for _, c := range []struct {
		name string
		file []byte
	}{
		{"PSKC", pskctest.Write(b, tokens, pskctest.Encryption{})},
		{"encrypted", pskctest.Write(b, tokens, encrypted)},
		{"CSV", csv.Bytes()},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.file)))
			b.ReportAllocs()
			for b.Loop() {
				rows, err := pskc.Read(bytes.NewReader(c.file), pskc.Detect, keyOf(encrypted))
				if err != nil || len(rows) != many {
					b.Fatal(len(rows), err)
				}
			}
			b.ReportMetric(float64(b.N*many)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
