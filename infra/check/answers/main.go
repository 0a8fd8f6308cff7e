// Command answers computes natively what the toolkit computes in a page, so
// that the tests in web/ can compare the two. It reads one case as JSON from
// each line of its input and writes one answer.
package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log"
	"os"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/enroll"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

type question struct {
	Seed, Issuer, Account string
	Ms                    int64
	Draw                  bool
}

// An answer has its secrets as plain text: the seeds are made up.
type answer struct {
	Code   string `json:"code"`
	URI    string `json:"uri"`
	Symbol string `json:"symbol"` // SHA-256 of the modules
}

func main() {
	in, out := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	for {
		var q question
		if err := in.Decode(&q); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			log.Fatal(err)
		}
		a, err := compute(q)
		if err != nil {
			log.Fatal(err)
		}
		if err := out.Encode(a); err != nil {
			log.Fatal(err)
		}
	}
}

func compute(q question) (answer, error) {
	seed, err := otp.ParseSeed(q.Seed)
	if err != nil {
		return answer{}, err
	}
	code, err := otp.CodeAt(seed, otp.StepAt(time.UnixMilli(q.Ms)))
	if err != nil {
		return answer{}, err
	}
	uri, err := enroll.Key{Issuer: q.Issuer, Account: q.Account, Seed: seed}.URI()
	if err != nil || !q.Draw {
		return answer{Code: code.Reveal(), URI: uri.Reveal()}, err
	}
	symbol, err := enroll.Draw(uri)
	if err != nil {
		return answer{}, err
	}
	sum := sha256.Sum256(symbol.Modules.Reveal())
	return answer{Code: code.Reveal(), URI: uri.Reveal(), Symbol: hex.EncodeToString(sum[:])}, nil
}
