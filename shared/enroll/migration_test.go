package enroll_test

import (
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/enroll"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

type migrationCase struct {
	Why, URI, Part string
	Valid          bool
	Keys           []struct {
		Issuer, Account, Seed string
		Algorithm             otp.Algorithm
		Digits, Period        int
		Warnings              []enroll.Warning
	}
	Skipped []struct{ Issuer, Account, Says string }
	Batch   struct{ Index, Size int }
}

func migrations(t testing.TB) (cases []migrationCase) {
	t.Helper()
	text, err := os.ReadFile("testdata/migrations.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &cases); err != nil || len(cases) < 20 {
		t.Fatalf("%d cases, %v", len(cases), err)
	}
	return cases
}

// The toolkit's tests in JavaScript read the same cases.
func TestMigrationsOfTheVectors(t *testing.T) {
	for _, c := range migrations(t) {
		got, err := enroll.ParseMigration(c.URI)
		if !c.Valid {
			var problem *enroll.URIError
			if !errors.As(err, &problem) || problem.Part != c.Part {
				t.Errorf("%s: want the %s at fault, got %v", c.Why, c.Part, err)
			}
			continue
		}
		if err != nil || got.Index != c.Batch.Index || got.Size != c.Batch.Size ||
			len(got.Keys) != len(c.Keys) || len(got.Skipped) != len(c.Skipped) {
			t.Errorf("%s: %d keys, %d skipped, %d of %d: %v",
				c.Why, len(got.Keys), len(got.Skipped), got.Index, got.Size, err)
			continue
		}
		for i, want := range c.Keys {
			key := got.Keys[i]
			parameters := otp.Parameters{
				Algorithm: want.Algorithm,
				Digits:    want.Digits,
				Period:    time.Duration(want.Period) * time.Second,
			}
			if key.Issuer != want.Issuer || key.Account != want.Account || key.Parameters != parameters ||
				key.Seed.Base32().Reveal() != want.Seed || !slices.Equal(key.Warnings, want.Warnings) {
				t.Errorf("%s: %q, %q, %v, %v", c.Why, key.Issuer, key.Account, key.Parameters, key.Warnings)
			}
		}
		for i, want := range c.Skipped {
			if s := got.Skipped[i]; s.Issuer != want.Issuer || s.Account != want.Account ||
				!strings.Contains(s.Reason, want.Says) {
				t.Errorf("%s: skipped %+v", c.Why, s)
			}
		}
	}
}

// FuzzParseMigration checks that broken data is an error, and never a crash.
func FuzzParseMigration(f *testing.F) {
	for _, c := range migrations(f) {
		f.Add(c.URI)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := enroll.ParseMigration(text)
		if err == nil && len(m.Keys)+len(m.Skipped) > len(text) {
			t.Fatal("more accounts than bytes")
		}
		var problem *enroll.URIError
		if err != nil && !errors.As(err, &problem) {
			t.Fatal(err)
		}
	})
}
