package secret_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

const canary = "cannary-value"

type holder struct {
	Public  secret.String
	private secret.Bytes
}

func TestASecretNeverPrints(t *testing.T) {
	h := holder{secret.New(canary), secret.New([]byte(canary))}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "holder", h, "secret", h.Public)
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "holder", h, "secret", h.private)
	asJSON, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	asXML, err := xml.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	out := log.String() + string(asJSON) + string(asXML) + errors.Join(fmt.Errorf("wrap %v", h.Public)).Error()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		out += fmt.Sprintf(verb, h) + fmt.Sprintf(verb, &h) + fmt.Sprintf(verb, h.Public) +
			fmt.Sprintf(verb, []any{h.private})
	}
	for _, form := range []string{canary, fmt.Sprintf("%x", canary), fmt.Sprintf("%v", []byte(canary))} {
		if strings.Contains(out, form) {
			t.Errorf("%q leaked in %s", form, out)
		}
	}
	if !strings.Contains(out, "[redacted]") {
		t.Error("nothing was redacted: the test looks at the wrong output")
	}
}

func TestASecretComesInAndIsRevealed(t *testing.T) {
	var h holder
	if !h.Public.IsZero() || h.Public.Reveal() != "" {
		t.Error("the zero value must hold nothing")
	}
	if err := json.Unmarshal([]byte(`{"Public":"`+canary+`"}`), &h); err != nil {
		t.Fatal(err)
	}
	if h.Public.Reveal() != canary || h.Public.IsZero() {
		t.Error("the value was not taken over")
	}
}
