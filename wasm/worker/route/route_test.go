package route

import (
	"slices"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

func TestAnOriginIsReachedOverTLSOrIsThisMachine(t *testing.T) {
	for text, allowed := range map[string]bool{
		"http://127.0.0.1:4599": true, "http://localhost:4599": true, "http://[::1]:4599": true,
		"https://api.example/prod": true, "https://api.example": true,
		"http://api.example": false, "http://10.0.0.1": false, "http://127.0.0.1.example": false,
		"http://user@localhost": false, "": false, "nonsense": false, "127.0.0.1:4599": false, "ftp://api.example": false,
		"https://": false, "https://api.example/": false, "https://api.example?x": false, "https://api.example#x": false,
	} {
		if got := AllowedOrigin(text); got != allowed {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// signed is a request that only the service can find fault with.
func signed() Request {
	return Request{
		Method:  "POST",
		Host:    "edge.example",
		Address: "192.0.2.1",
		Path:    "/",
		Headers: []Header{
			{"authorization", "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261123/us-east-1/iam/aws4_request"},
			{"content-type", wire.FormType},
		},
		Body: []byte("Action=ListUsers&Version=2010-05-08"),
	}
}

func TestWhatTheEdgeSaysIsNeverTheClients(t *testing.T) {
	r := signed()
	r.Headers = append(r.Headers, Header{"x-edge-client-address", "203.0.113.9"}, Header{"x-edge-secret", "guessed"},
		Header{"x-forwarded-host", "elsewhere.example"}, Header{"cookie", "a=b"},
		Header{"connection", "x-hop, close"}, Header{"x-hop", "1"})
	target, refusal := r.Forward("https://api.example", secret.New("shared by the two"))
	if refusal != nil {
		t.Fatal(refusal)
	}
	want := map[string]string{
		"x-edge-client-address": "192.0.2.1", "x-edge-secret": "shared by the two", "x-forwarded-host": "edge.example",
		"authorization": r.Headers[0].Value, "content-type": wire.FormType,
	}
	for _, h := range target.Headers {
		if want[h.Name] != h.Value {
			t.Errorf("%s is forwarded as %q", h.Name, h.Value)
		}
		delete(want, h.Name)
	}
	if len(want) > 0 || target.URL != "https://api.example/ListUsers" || target.KeyID != "AKIAIOSFODNN7EXAMPLE" {
		t.Errorf("%+v lacks %v", target, want)
	}
}

func TestNothingIsForwardedToAnOriginInClear(t *testing.T) {
	_, refusal := signed().Forward("http://api.example", secret.String{})
	if refusal == nil || refusal.Code != wire.ServiceUnavailable {
		t.Errorf("%v", refusal)
	}
}

// The counts are the point: an attacker chooses the names.
func TestManyHeadersAndConnectionOptionsAreBounded(t *testing.T) {
	r := signed()
	for range maxHeaders {
		r.Headers = append(r.Headers, Header{"x", ""})
	}
	if _, refusal := r.Forward("https://api.example", secret.String{}); refusal == nil || refusal.Code != wire.MalformedInput {
		t.Errorf("%d headers: %v", len(r.Headers), refusal)
	}
	if OfConnection("x-last", strings.Repeat("x,", maxConnection)+"x-last") {
		t.Errorf("more than %d bytes of Connection are looked at", maxConnection)
	}
	if !OfConnection("x-hop", "close, X-Hop") ||
		!slices.ContainsFunc(hopByHop, func(name string) bool { return OfConnection(name, "") }) {
		t.Error("a header of the connection is forwarded")
	}
}
