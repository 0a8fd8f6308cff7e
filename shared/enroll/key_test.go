package enroll_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	pquerna "github.com/pquerna/otp"

	"github.com/virtual-mfa/virtual-mfa/shared/enroll"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

const rfcBase32 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

var rfcSeed = otp.RawSeed([]byte("12345678901234567890")) // RFC 6238 appendix B

func uri(t testing.TB, k enroll.Key) string {
	t.Helper()
	text, err := k.URI()
	if err != nil {
		t.Fatal(err)
	}
	return text.Reveal()
}

func same(a, b enroll.Key) bool {
	return a.Issuer == b.Issuer && a.Account == b.Account &&
		a.Parameters.Full() == b.Parameters.Full() && bytes.Equal(a.Seed.Reveal(), b.Seed.Reveal())
}

func TestTheURIHasAWSsShape(t *testing.T) {
	for want, key := range map[string]enroll.Key{
		"otpauth://totp/Amazon%20Web%20Services:phone@123456789012?secret=" + rfcBase32 +
			"&issuer=Amazon%20Web%20Services": {Issuer: "Amazon Web Services", Account: "phone@123456789012", Seed: rfcSeed},
		"otpauth://totp/phone@123456789012?secret=" +
			rfcBase32: {Account: "phone@123456789012",
			Seed: rfcSeed},
		"otpauth://totp/a@b%26c:%2B%3D@x?secret=" + rfcBase32 +
			"&issuer=a%40b%26c": {Issuer: "a@b&c", Account: "+=@x", Seed: rfcSeed},
	} {
		if got := uri(t, key); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestEveryNameComesBackFromTheURI(t *testing.T) {
	for _, name := range []string{"AT&T", "A+B", "a=b", "a#b", "a?b", "a/b", "100%", "%41", "My Company", "Zürich",
		"東京", "a@b", "~._-"} {
		key := enroll.Key{Issuer: name, Account: name, Seed: rfcSeed}
		got, _, err := enroll.ParseURI(uri(t, key))
		if err != nil || !same(got, key) {
			t.Errorf("%q came back as %q, %q: %v", name, got.Issuer, got.Account, err)
		}
		theirs, err := pquerna.NewKeyFromURL(uri(t, key))
		if err != nil || theirs.Issuer() != name || theirs.AccountName() != name || theirs.Secret() != rfcBase32 {
			t.Errorf("%q is %q, %q to pquerna/otp: %v", name, theirs.Issuer(), theirs.AccountName(), err)
		}
	}
}

func TestURIsOfOthersAreUnderstood(t *testing.T) {
	const tail = "?secret=" + rfcBase32
	want := enroll.Key{Issuer: "My Co", Account: "alice", Seed: rfcSeed}
	for _, text := range []string{
		"otpauth://totp/My%20Co:alice" + tail,
		"otpauth://totp/My%20Co%3Aalice" + tail,
		"otpauth://totp/My%20Co:%20%20alice" + tail + "&issuer=My%20Co",
		"otpauth://totp/alice" + tail + "&issuer=My%20Co",
		"otpauth://totp/My%20Co:alice" + tail + "&issuer=My+Co",
		"OTPAUTH://TOTP/My Co:alice" + tail,
		"otpauth://totp/My%20Co:alice" + tail + "&algorithm=SHA1&digits=6&period=30&image=a&image=b",
		"otpauth://totp/My%20Co:alice?issuer=My%20Co&secret=" + strings.ToLower(rfcBase32) + "%3D%3D",
	} {
		if got, _, err := enroll.ParseURI(text); err != nil || !same(got, want) {
			t.Errorf("%s: %q, %q, %v", text, got.Issuer, got.Account, err)
		}
	}
}

func TestABadKeyHasNoURI(t *testing.T) {
	for part, key := range map[string]enroll.Key{
		"issuer":  {Issuer: "\xff", Account: "alice", Seed: rfcSeed},
		"account": {Account: "a:b", Seed: rfcSeed},
		"secret":  {Issuer: "Co", Account: "alice"},
	} {
		text, err := key.URI()
		var problem *enroll.URIError
		if !errors.As(err, &problem) || problem.Part != part || !text.IsZero() {
			t.Errorf("want the %s at fault, got %v", part, err)
		}
	}
}

func TestNoErrorQuotesTheSecret(t *testing.T) {
	const canary = "MNQW4YLSPE"
	for _, text := range []string{canary, "otpauth://totp/a?secret=" + canary + "1", "otpauth://totp/a?secret=%" +
		canary, "otpauth://totp/%" + canary, "otpauth://" + canary + "/a"} {
		if _, _, err := enroll.ParseURI(text); err == nil || strings.Contains(err.Error(), canary) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestTheSeedsOwnErrorIsKept(t *testing.T) {
	_, _, err := enroll.ParseURI("otpauth://totp/a?secret=JBSW1")
	var problem *otp.SeedError
	if !errors.As(err, &problem) || problem.Offset != 4 {
		t.Errorf("%v", err)
	}
}

// FuzzParseURI checks that ParseURI(URI(k)) is k for every key that a text yields.
func FuzzParseURI(f *testing.F) {
	for _, text := range []string{"otpauth://totp/Co:alice?secret=" + rfcBase32 + "&issuer=Co",
		"otpauth://totp/%3A%20?secret=JBSWY3DP", "otpauth://totp/a#?secret=", "otpauth://totp/東:京?secret=AAAA&issuer=+"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		key, _, err := enroll.ParseURI(text)
		if err != nil {
			if !same(key, enroll.Key{}) {
				t.Fatal("an error and a key")
			}
			return
		}
		written, err := key.URI()
		if key.Account == "" || key.Issuer == "" && strings.Contains(key.Account, ":") {
			if err == nil {
				t.Fatalf("%q: a URI from which the key does not come back", text)
			}
			return
		}
		again, _, err := enroll.ParseURI(written.Reveal())
		if err != nil || !same(again, key) {
			t.Fatalf("%q: %q, %q came back as %q, %q: %v",
				text, key.Issuer, key.Account, again.Issuer, again.Account, err)
		}
	})
}
