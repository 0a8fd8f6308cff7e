package secrettest_test

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html/template"
	"log/slog"
	"net/url"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/secret/secrettest"
)

// Each kind of secret: a code, a secret access key, a seed, its base32, a session token.
var kinds = map[string]string{
	"code":  "040315",
	"key":   "wJalrXUtnFEMI/K7+DENG/bPxRfiCYEXAMPLEKEY",
	"seed":  "\x00\xff\x10<\"\n\x80seed of twenty-five",
	"text":  "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
	"token": strings.Repeat("AQ+/", 100) + "==",
}

// written are sentences with a secret in them, by the encoders of the standard library.
func written(secret string) map[string]string {
	b := []byte(secret)
	asJSON, _ := json.Marshal(map[string]any{"secret": secret, "bytes": b})
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("", "secret", secret)
	all := map[string]string{
		"plain": secret, "query": url.Values{"Code": {secret}}.Encode(), "path": url.PathEscape(secret),
		"upper case": strings.ToUpper(secret),
		"JSON":       string(asJSON), "%q": fmt.Sprintf("%q", secret), "%x": fmt.Sprintf("%x", secret),
		"%X":    fmt.Sprintf("%X", secret),
		"bytes": fmt.Sprint(b), "%#v": fmt.Sprintf("%#v", b), "% x": fmt.Sprintf("% x", b), "dump": hex.EncodeToString(b),
		"XML": template.HTMLEscapeString(secret), "log": log.String(), "cut": secret[:min(len(secret), 30)],
	}
	for before := range 7 {
		around := []byte(strings.Repeat("{", before) + secret + "}")
		all[fmt.Sprint("base32 at ", before)] = base32.StdEncoding.EncodeToString(around)
		all[fmt.Sprint("small base32 at ",
			before)] = strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(around))
		all[fmt.Sprint("base64 at ", before)] = base64.StdEncoding.EncodeToString(around)
		all[fmt.Sprint("raw base64 at ", before)] = base64.RawStdEncoding.EncodeToString(around[:len(around)-1])
		all[fmt.Sprint("URL base64 at ", before)] = base64.RawURLEncoding.EncodeToString(around)
	}
	return all
}

func TestASecretIsFoundInEveryFormAndNotElsewhere(t *testing.T) {
	forms := 0
	for name, secret := range kinds {
		secrets, others := secrettest.Secrets{secret: name}, secrettest.Secrets{}
		for other, value := range kinds {
			if other != name {
				others[value] = other
			}
		}
		for form, text := range written(secret) {
			forms++
			line := []byte(`{"time":"2026-11-25T22:04:35.040315Z","msg":"` + text + `","account":"120403150000"}` + "\n")
			if secrets.Leaks(line) == nil {
				t.Errorf("%s, %s: not found", name, form)
			}
			if found := others.Leaks(line); found != nil {
				t.Errorf("%s, %s: and so was %q", name, form, found)
			}
		}
	}
	t.Logf("%d ways of writing a secret", forms)
}

func TestDigitsOfALongerNumberAreNoCode(t *testing.T) {
	secrets := secrettest.Secrets{"040315": "code"}
	for text, leaks := range map[string]bool{
		"TokenCode=040315": true, "040315": true, `"040315"`: true, "code040315;": false, "x040315x": true, "[040315]": true,
		"account 120403151234": false, "22:04:35.040315Z": false, "d1040315-ab": false, "ab040315": false, "040315cd": false,
	} {
		if got := secrets.Leaks([]byte(text)) != nil; got != leaks {
			t.Errorf("%s: %t", text, got)
		}
	}
}
