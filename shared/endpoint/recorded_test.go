package endpoint_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"maps"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/endpoint"
	"github.com/virtual-mfa/virtual-mfa/shared/memstore"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// A recording is a request as a real client sent it, signed with the keys of
// AWS's documentation. A test of functions/virtualmfa records them (go test
// ./functions/virtualmfa -run RealClients -update), and says when clients send
// something else.
type recording struct {
	Client, Host, Body string
	Header             http.Header
}

func recordings(t *testing.T) (all []recording) {
	t.Helper()
	text, err := os.ReadFile("testdata/recorded.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	clients := map[string]int{}
	for _, r := range all {
		clients[r.Client]++
	}
	if len(all) < 60 || len(clients) < 5 {
		t.Fatalf("%d requests of %v", len(all), clients)
	}
	return all
}

func (r recording) request() endpoint.Request {
	return endpoint.Request{Method: http.MethodPost, Path: "/", Host: r.Host, Header: maps.Clone(r.Header), Body: []byte(r.Body)}
}

// at is when it was sent.
func (r recording) at(t *testing.T) time.Time {
	t.Helper()
	at, err := time.Parse("20060102T150405Z", r.Header.Get("X-Amz-Date"))
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// unsealed seals nothing, so that the recorded session tokens open. They were
// made to last for years; now they are an hour's.
type unsealed struct{ now func() time.Time }

func (unsealed) Seal(_ context.Context, b []byte, _ map[string]string) ([]byte, error) { return b, nil }

func (u unsealed) Open(_ context.Context, b []byte, encryptionContext map[string]string) ([]byte, error) {
	var session map[string]any
	if encryptionContext["purpose"] != "session" || json.Unmarshal(b, &session) != nil {
		return b, nil
	}
	session["mfa"], session["iat"], session["exp"] = false, u.now(), u.now().Add(time.Hour)
	return json.Marshal(session)
}

// newRecorded is an API of the account whose root signed the recorded requests.
func newRecorded(t *testing.T, clock *time.Time) *recorder {
	t.Helper()
	now := func() time.Time { return *clock }
	store := memstore.New(now)
	root := mfa.AccessKey{ID: "AKIAIOSFODNN7EXAMPLE", Secret: []byte("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
		Status: mfa.Active}
	if err := store.CreateAccessKey(context.Background(), root, 0); err != nil {
		t.Fatal(err)
	}
	service, err := mfa.New(mfa.Config{
		Store: store, SeedSealer: unsealed{now}, KeySealer: unsealed{now}, Profile: otp.AWS,
		AccountID: "123456789012", Issuer: "x", Now: now, Random: rand.Reader,
	})
	if err != nil {
		t.Fatal(err)
	}
	handler, err := endpoint.New(endpoint.Config{
		Service:    service,
		AccountID:  "123456789012",
		Operations: mfa.Operations(),
		Now:        now,
		Random:     rand.Reader,
	})
	if err != nil {
		t.Fatal(err)
	}
	return &recorder{Handler: handler, t: t, sample: 500}
}

// changes calls try with every change of one bit, in two places of a byte, of
// what the client signed: the second makes other cases of letters.
func (r recording) changes(try func(what string, changed endpoint.Request)) {
	for _, bit := range []byte{0x01, 0x20} {
		flip := func(text string, i int) string { return text[:i] + string([]byte{text[i] ^ bit}) + text[i+1:] }
		for i := range len(r.Body) {
			changed := r.request()
			changed.Body[i] ^= bit
			try("the body", changed)
		}
		for i := range len(r.Host) {
			changed := r.request()
			changed.Host = flip(r.Host, i)
			try("the host", changed)
		}
		for _, name := range r.signed() {
			value := r.Header.Get(name)
			for i := range len(value) {
				changed := r.request()
				changed.Header[name] = []string{flip(value, i)}
				try(name, changed)
			}
		}
	}
}

// signed names the headers that matter, Authorization among them. The length is
// the body's, whatever the header says.
func (r recording) signed() []string {
	names := []string{"Authorization"}
	_, list, _ := strings.Cut(r.Header.Get("Authorization"), "SignedHeaders=")
	list, _, _ = strings.Cut(list, ",")
	for name := range strings.SplitSeq(list, ";") {
		if name != "host" && name != "content-length" {
			names = append(names, http.CanonicalHeaderKey(name))
		}
	}
	return names
}

func TestRecordedRequestsOfRealClientsAreAcceptedAndNoChangeOfThemIs(t *testing.T) {
	var clock time.Time
	front := newRecorded(t, &clock)
	authentic := func(r endpoint.Request) bool {
		front.events = front.events[:0]
		front.Serve(context.Background(), r)
		return front.events[0].UserIdentity.Type == "Root"
	}
	tried := 0
	for i, r := range recordings(t) {
		clock = r.at(t)
		if !authentic(r.request()) {
			t.Errorf("%d, %s: refused as %s", i, r.Client, front.events[0].ErrorCode)
			continue
		}
		if testing.Short() && i%5 > 0 {
			continue
		}
		r.changes(func(what string, changed endpoint.Request) {
			tried++
			if authentic(changed) {
				t.Errorf("%d, %s: %s was changed, and accepted", i, r.Client, what)
			}
		})
	}
	t.Logf("%d changes refused", tried)
}
