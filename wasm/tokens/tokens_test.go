package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/pskc/pskctest"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
	"github.com/virtual-mfa/virtual-mfa/shared/sigv4"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

const (
	keyID  = "AKIAIOSFODNN7EXAMPLE"
	key    = "00112233445566778899aabbccddeeff"
	noon   = 1_764_244_800_000 // 2025-11-27 12:00 UTC, in milliseconds
	secure = "correct horse"
)

// file has n tokens, and one behind them that counts events.
func file(t *testing.T, n int, e pskctest.Encryption) string {
	t.Helper()
	var tokens []pskctest.Token
	for i := range n {
		tokens = append(tokens, pskctest.Token{
			Serial: fmt.Sprintf("GAHT%08d", i),
			Seed:   []byte("12345678901234567890"),
		})
	}
	tokens = append(tokens, pskctest.Token{Serial: "GAHT99999999", Seed: make([]byte, 20), Algorithm: "hotp"})
	return string(pskctest.Write(t, tokens, e))
}

// send makes the next request, verifies its signature, and answers that every
// device was imported.
func send(t *testing.T, held *tokens, token string) (devices int, report []string) {
	t.Helper()
	out, err := held.request([]string{keyID, "secret", token, "example.com", "/mfa/ImportMFADevices"}, noon)
	if err != nil || len(out) == 0 {
		t.Fatalf("%d, %v", len(out), err)
	}
	var answers []string
	if out[0] != "" {
		header := http.Header{}
		for pair := range slices.Chunk(out[1:], 2) {
			header.Set(pair[0], pair[1])
		}
		claim, err := sigv4.Verify(sigv4.Request{
			Method: "POST",
			Path:   "/mfa/ImportMFADevices",
			Hosts:  []string{"example.com"},
			Header: sigv4.NewHeader(header),
			Body:   []byte(out[0]),
		}, sigv4.Rules{Service: wire.IAM, ContentType: true, Now: time.UnixMilli(noon)})
		if err != nil || claim.KeyID != keyID || !claim.Matches(secret.New("secret")) || claim.Token.Reveal() != token {
			t.Fatalf("the signature does not hold: %v", err)
		}
		var in struct {
			Devices []struct{ SerialNumber string }
		}
		if err := json.Unmarshal([]byte(out[0]), &in); err != nil {
			t.Fatal(err)
		}
		for _, d := range in.Devices {
			answers = append(answers, d.SerialNumber, "Imported", "")
		}
	}
	if report, err = held.report(answers); err != nil {
		t.Fatal(err)
	}
	return len(answers) / 3, report
}

func TestAFileIsImportedInSignedRequests(t *testing.T) {
	var held tokens
	sealed := file(t, 30, pskctest.Encryption{Algorithm: "aes256-cbc", Passphrase: secure})
	rows, err := held.open([]string{sealed, secure, ""})
	if err != nil || len(rows) != 3*31 {
		t.Fatalf("%q, %v", rows, err)
	}
	if rows[1] != "GAHT00000000" || rows[2] != "" || !strings.Contains(rows[92], "HOTP") {
		t.Errorf("%q", rows)
	}
	for _, dryRun := range []string{"true", "false"} { // the second starts at the first row again
		if _, err := held.begin([]string{dryRun}); err != nil {
			t.Fatal(err)
		}
		first, report := send(t, &held, "")
		if first != 25 || len(report) != 4*25 || report[1] != "GAHT00000000" || report[2] != "Imported" {
			t.Errorf("the first request has %d devices: %q", first, report)
		}
		if second, report := send(t, &held, "token"); second != 5 || len(report) != 4*6 || report[22] != "Refused" {
			t.Errorf("the second request has %d devices: %q", second, report)
		}
		if out, err := held.request(make([]string, 5), noon); err != nil || out != nil {
			t.Errorf("there are more requests: %v", err)
		}
		list, err := held.rejected(nil)
		const want = "31,GAHT99999999,Refused,it counts events"
		if err != nil || !strings.HasPrefix(list[0], want) || strings.Count(list[0], "\n") != 1 {
			t.Errorf("%q, %v", list, err)
		}
	}
}

func TestARequestIsTheSameUntilItIsAnswered(t *testing.T) {
	var held tokens
	if _, err := held.open([]string{file(t, 30, pskctest.Encryption{}), "", ""}); err != nil {
		t.Fatal(err)
	}
	_, _ = held.begin([]string{"false"})
	args := []string{keyID, "secret", "", "example.com", "/"}
	first, _ := held.request(args, noon)
	again, _ := held.request(args, noon+60_000)
	if len(first) < 3 || first[0] != again[0] || slices.Equal(first[1:], again[1:]) {
		t.Error("the second has another body, or the same signature")
	}
	if _, err := held.report([]string{"GAHT00000000", "Imported", ""}); err == nil {
		t.Error("one answer for 25 devices was taken")
	}
	if again, _ = held.request(args, noon); again[0] != first[0] {
		t.Error("an answer that was refused counts")
	}
}

func TestWhatIsWrongWithAFileHasAKind(t *testing.T) {
	sealed := file(t, 1, pskctest.Encryption{Algorithm: "aes128-cbc", Passphrase: secure})
	at := strings.Index(sealed, "<ValueMAC>") + len("<ValueMAC>")
	changed := sealed[:at] + "AAAA" + sealed[at+4:]
	locked := file(t, 1, pskctest.Encryption{Algorithm: "kw-aes128", Key: []byte("0123456789abcdef")})
	for _, c := range []struct{ kind, file, passphrase, key string }{
		{"passphrase", sealed, "", ""},
		{"passphrase", sealed, "", key},
		{"wrong", sealed, "wrong horse", ""},
		{"wrong", changed, secure, ""},
		{"key", locked, "", ""},
		{"noKey", locked, "", "0123"},
		{"wrong", locked, "", key},
		{"large", strings.Repeat("A,,,,\n", 250_001), "", ""},
		{"file", "", "", ""},
		{"file", "<!DOCTYPE x><KeyContainer/>", "", ""},
		{"file", "PK\x03\x04\x00", "", ""},
	} {
		var held tokens
		_, err := held.open([]string{c.file, c.passphrase, c.key})
		if err == nil {
			t.Errorf("%s: no error", c.kind)
			continue
		}
		got := describe(err)
		if got[0] != c.kind || got[1] == "" || strings.HasPrefix(got[1], "pskc") {
			t.Errorf("%q, not %s", got, c.kind)
		}
		if held.rows != nil {
			t.Errorf("%s: rows are kept", c.kind)
		}
	}
}
