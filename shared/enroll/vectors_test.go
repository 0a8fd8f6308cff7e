package enroll_test

import (
	"encoding/json"
	"errors"
	"os"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/enroll"
)

// The toolkit's tests in JavaScript read the same cases.
func TestURIsOfTheVectors(t *testing.T) {
	text, err := os.ReadFile("testdata/uris.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Why, URI, Issuer, Account, Seed, Canonical, Part string
		Valid                                            bool
	}
	if err := json.Unmarshal(text, &cases); err != nil || len(cases) < 60 {
		t.Fatalf("%d cases, %v", len(cases), err)
	}
	for _, c := range cases {
		key, err := enroll.ParseURI(c.URI)
		if !c.Valid {
			var problem *enroll.URIError
			if !errors.As(err, &problem) || problem.Part != c.Part {
				t.Errorf("%s: want the %s at fault, got %v", c.Why, c.Part, err)
			}
			continue
		}
		if err != nil || key.Issuer != c.Issuer || key.Account != c.Account || key.Seed.Base32().Reveal() != c.Seed {
			t.Errorf("%s: %q, %q: %v", c.Why, key.Issuer, key.Account, err)
			continue
		}
		if got := uri(t, key); got != c.Canonical {
			t.Errorf("%s:\ngot  %s\nwant %s", c.Why, got, c.Canonical)
		}
	}
}
