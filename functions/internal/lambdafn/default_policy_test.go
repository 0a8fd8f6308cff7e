package lambdafn

import (
	"io"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestTheDefaultPolicyIsReadFromTheEnvironment(t *testing.T) {
	for value, refused := range map[string]bool{
		"":                      false,
		"VirtualMFASelfService": false,
		"none":                  false,
		"None":                  true,
		"AdministratorAccess":   true,
	} {
		getenv := func(name string) string {
			if name == "DEFAULT_POLICY" {
				return value
			}
			return variables("")(name)
		}
		s, err := readSettings(getenv)
		if (err != nil) != refused || err == nil && s.defaultPolicy != value {
			t.Errorf("%q: %q, %v", value, s.defaultPolicy, err)
		}
		if err != nil && !strings.Contains(err.Error(), "DEFAULT_POLICY: the default policy must be") {
			t.Errorf("%q: %v", value, err)
		}
		if _, err := New(getenv, io.Discard, mfa.ListUsers); (err != nil) != refused {
			t.Errorf("a function with %q: %v", value, err)
		}
	}
}
