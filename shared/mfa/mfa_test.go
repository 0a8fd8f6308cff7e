package mfa_test

import (
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

func TestAServiceWithSomethingMissingIsNotMade(t *testing.T) {
	full := mfatest.New(t, nil).Config
	for name, drop := range map[string]func(*mfa.Config){
		"Store": func(c *mfa.Config) { c.Store = nil }, "SeedSealer": func(c *mfa.Config) { c.SeedSealer = nil },
		"KeySealer": func(c *mfa.Config) { c.KeySealer = nil },
		"Profile":   func(c *mfa.Config) { c.Profile = otp.Profile{} }, "Issuer": func(c *mfa.Config) { c.Issuer = "" },
		"Now":            func(c *mfa.Config) { c.Now = nil },
		"a short Issuer": func(c *mfa.Config) { c.Issuer = strings.Repeat("é", 101) },
		"a short alias":  func(c *mfa.Config) { c.AccountAlias = strings.Repeat("é", 32) },
		"UTF-8":          func(c *mfa.Config) { c.Issuer = "Caf\xe9" },
		"Random":         func(c *mfa.Config) { c.Random = nil },
		"AccountID":      func(c *mfa.Config) { c.AccountID = "12345678901" },
	} {
		c := full
		drop(&c)
		if _, err := mfa.New(c); err == nil {
			t.Errorf("a service without %s was made", name)
		}
	}
}
