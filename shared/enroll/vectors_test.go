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

// The toolkit's tests in JavaScript read the same cases.
func TestURIsOfTheVectors(t *testing.T) {
	text, err := os.ReadFile("testdata/uris.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Why, URI, Issuer, Account, Seed, Canonical, Part, Says string
		Valid                                                  bool
		Offset                                                 int
		Algorithm                                              otp.Algorithm
		Digits, Period                                         int
		Warnings                                               []enroll.Warning
	}
	if err := json.Unmarshal(text, &cases); err != nil || len(cases) < 120 {
		t.Fatalf("%d cases, %v", len(cases), err)
	}
	for _, c := range cases {
		key, warnings, err := enroll.ParseURI(c.URI)
		if !c.Valid {
			var problem *enroll.URIError
			if !errors.As(err, &problem) || problem.Part != c.Part {
				t.Errorf("%s: want the %s at fault, got %v", c.Why, c.Part, err)
			} else if !strings.Contains(problem.Reason, c.Says) {
				t.Errorf("%s: %v does not say %q", c.Why, err, c.Says)
			}
			var bad *otp.SeedError
			if c.Offset > 0 && (!errors.As(err, &bad) || bad.Offset != c.Offset) {
				t.Errorf("%s: %v, want offset %d", c.Why, err, c.Offset)
			}
			continue
		}
		want := otp.Parameters{
			Algorithm: c.Algorithm,
			Digits:    c.Digits,
			Period:    time.Duration(c.Period) * time.Second,
		}
		if err != nil || key.Issuer != c.Issuer || key.Account != c.Account ||
			key.Seed.Base32().Reveal() != c.Seed || key.Parameters != want || !slices.Equal(warnings, c.Warnings) {
			t.Errorf("%s: %q, %q, %v, %v: %v", c.Why, key.Issuer, key.Account, key.Parameters, warnings, err)
			continue
		}
		checkCanonical(t, c.Why, key, c.Canonical)
	}
}

// checkCanonical looks at the URI that is written for a key. An empty one means
// that there is none, because the key would not come back from it.
func checkCanonical(t *testing.T, why string, key enroll.Key, want string) {
	t.Helper()
	got, err := key.URI()
	var problem *enroll.URIError
	if want == "" && (!errors.As(err, &problem) || problem.Part != "account") {
		t.Errorf("%s: want the account at fault, got %v", why, err)
	}
	if got.Reveal() != want {
		t.Errorf("%s:\ngot  %s\nwant %s", why, got.Reveal(), want)
	}
	if want == "" {
		return
	}
	again, _, err := enroll.ParseURI(got.Reveal())
	if err != nil || !same(again, key) {
		t.Errorf("%s: %q, %q came back as %q, %q: %v",
			why, key.Issuer, key.Account, again.Issuer, again.Account, err)
	}
}
