package otp_test

import (
	"encoding/json"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// vectors reads cases that the toolkit's tests in JavaScript read too. Their
// codes were computed with Python's hmac module.
func vectors[T any](t *testing.T, file string) []T {
	t.Helper()
	text, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var cases []T
	if err := json.Unmarshal(text, &cases); err != nil || len(cases) < 40 {
		t.Fatalf("%s: %d cases, %v", file, len(cases), err)
	}
	return cases
}

func TestSeedsOfTheVectors(t *testing.T) {
	for _, c := range vectors[struct {
		Why, Text, Seed string
		Valid, Short    bool
		Offset          int
	}](t, "seeds.json") {
		seed, err := otp.ParseSeed(c.Text)
		if !c.Valid {
			var problem *otp.SeedError
			if !errors.As(err, &problem) || problem.Offset != c.Offset {
				t.Errorf("%s: want a problem at %d, got %v", c.Why, c.Offset, err)
			}
			continue
		}
		if err != nil || seed.Base32().Reveal() != c.Seed || seed.Short() != c.Short {
			t.Errorf("%s: %q, %v", c.Why, seed.Base32().Reveal(), err)
		}
	}
}

func TestCodesOfTheVectors(t *testing.T) {
	for _, c := range vectors[struct {
		Why, Seed, Code string
		Ms              int64
		Valid           bool
	}](t, "codes.json") {
		if !c.Valid {
			continue // a seed of seeds.json, or a time that the toolkit refuses
		}
		seed, err := otp.ParseSeed(c.Seed)
		if err != nil {
			t.Fatal(err)
		}
		if got := at(t, seed, otp.StepAt(time.UnixMilli(c.Ms))); got.Reveal() != c.Code {
			t.Errorf("%s, %d ms: %s, want %s", c.Why, c.Ms, got.Reveal(), c.Code)
		}
	}
}

func TestPairsOfTheVectors(t *testing.T) {
	for _, c := range vectors[struct {
		Why, Seed, Older, Newer string
		Kind                    string
		Ms                      int64
		Valid                   bool
		Finding                 otp.Finding
		Steps                   otp.Step
	}](t, "pairs.json") {
		older, olderErr := otp.ParseCode(c.Older)
		newer, newerErr := otp.ParseCode(c.Newer)
		if malformed := olderErr != nil || newerErr != nil; malformed != (c.Kind == "code") {
			t.Errorf("%s: %q, %q: %v, %v", c.Why, c.Older, c.Newer, olderErr, newerErr)
		}
		if !c.Valid {
			continue
		}
		seed, err := otp.ParseSeed(c.Seed)
		if err != nil {
			t.Fatal(err)
		}
		if got := otp.Diagnose(seed, time.UnixMilli(c.Ms), older,
			newer); got != (otp.Diagnosis{Finding: c.Finding, Skew: c.Steps}) {
			t.Errorf("%s: %+v, want %s, %d", c.Why, got, c.Finding, c.Steps)
		}
	}
}
