package endpoint_test

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"html"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/virtual-mfa/virtual-mfa/shared/endpoint"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

const (
	host = "127.0.0.1:4599"
	form = "application/x-www-form-urlencoded; charset=utf-8"
)

// now is when requests are signed and checked.
var now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// A recorder is a Handler that keeps the record of every request.
type recorder struct {
	*endpoint.Handler
	t      testing.TB
	events []endpoint.Event
	served int
	sample int // of so many records one is checked against the schema; 0 is every one
}

// Serve answers a request, and keeps its record.
func (r *recorder) Serve(ctx context.Context, request endpoint.Request) endpoint.Response {
	response, event := r.Handler.Serve(ctx, request)
	if r.served++; r.sample == 0 || r.served%r.sample == 1 {
		checkSchema(r.t, event)
	}
	r.events = append(r.events, event)
	return response
}

// A front is a Handler with the keys of its account root.
type front struct {
	recorder
	config endpoint.Config
	mfa    *mfatest.Fixture
	key    aws.Credentials
}

func newFront(t testing.TB, change func(*endpoint.Config)) *front {
	t.Helper()
	f := &front{mfa: mfatest.New(t, nil)}
	id, key, err := f.mfa.CreateRootKey(context.Background(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	f.key = aws.Credentials{AccessKeyID: id, SecretAccessKey: key.Reveal()}
	f.config = endpoint.Config{
		Service:    f.mfa.Service,
		AccountID:  mfatest.Account,
		Operations: mfa.Operations(),
		Now:        func() time.Time { return now },
		Random:     rand.Reader,
	}
	if change != nil {
		change(&f.config)
	}
	handler, err := endpoint.New(f.config)
	if err != nil {
		t.Fatal(err)
	}
	f.recorder = recorder{Handler: handler, t: t}
	return f
}

// change replaces the service behind the endpoint by one of another configuration.
func (f *front) change(change func(*mfa.Config)) {
	f.t.Helper()
	f.mfa.Change(change)
	f.config.Service = f.mfa.Service
	handler, err := endpoint.New(f.config)
	if err != nil {
		f.t.Fatal(err)
	}
	f.Handler = handler
}

// A message is what a client is about to sign and send.
type message struct {
	path, service, region, contentType, body string
	host                                     string
	at                                       time.Time
	header                                   map[string]string // signed too
	payload                                  string            // what is signed for the body's hash, if not that
	key                                      aws.Credentials
}

// iam is a Query message to IAM.
func (f *front) iam(body string) message {
	return message{path: "/", service: "iam", region: "us-east-1", contentType: form, body: body, host: host,
		at: now, key: f.key}
}

func (f *front) sts(body string) message {
	m := f.iam(body)
	m.service = "sts"
	return m
}

func (f *front) json(operation, body string) message {
	m := f.iam(body)
	m.path, m.contentType = "/"+operation, "application/json"
	return m
}

// signed is the message as AWS's own signer signs it.
func (f *front) signed(m message) endpoint.Request {
	f.t.Helper()
	r, err := http.NewRequest(http.MethodPost, "http://"+m.host+m.path, strings.NewReader(m.body))
	if err != nil {
		f.t.Fatal(err)
	}
	r.Header.Set("Content-Type", m.contentType)
	for name, value := range m.header {
		r.Header.Set(name, value)
	}
	if err := v4.NewSigner().SignHTTP(context.Background(), m.key, r, m.payloadHash(), m.service, m.region,
		m.at); err != nil {
		f.t.Fatal(err)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		f.t.Fatal(err)
	}
	return endpoint.Request{Method: r.Method, Path: m.path, Host: m.host, Header: r.Header, Body: body,
		SourceIP: "127.0.0.1"}
}

func (m message) payloadHash() string {
	hash := sha256.Sum256([]byte(m.body))
	return cmp.Or(m.payload, hex.EncodeToString(hash[:]))
}

// send signs and sends.
func (f *front) send(m message) endpoint.Response {
	f.t.Helper()
	return f.Serve(context.Background(), f.signed(m))
}

// want checks the status and that the body has a text.
func want(t testing.TB, got endpoint.Response, status int, text string) {
	t.Helper()
	if got.Status != status || !strings.Contains(html.UnescapeString(string(got.Body)), text) {
		t.Errorf("got %d: %s\nwant %d: %s", got.Status, got.Body, status, text)
	}
}

const (
	listUsers = "Action=ListUsers&Version=2010-05-08"
	whoami    = "Action=GetCallerIdentity&Version=2011-06-15"
)
