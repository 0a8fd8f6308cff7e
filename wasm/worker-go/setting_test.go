//go:build !js

package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/virtual-mfa/virtual-mfa/shared/endpoint"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

const (
	form      = "application/x-www-form-urlencoded; charset=utf-8"
	listUsers = "Action=ListUsers&Version=2010-05-08"
)

// A setting is an edge in front of the API, which hears only what comes through
// it, or in front of a handler of the test's.
type setting struct {
	*testing.T
	url, host, direct string
	key               aws.Credentials
	edge              *edge

	mu    sync.Mutex
	calls []*http.Request
}

func newSetting(t *testing.T, origin http.Handler) *setting {
	t.Helper()
	s := &setting{T: t}
	behind := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.calls = append(s.calls, r)
		s.mu.Unlock()
		origin.ServeHTTP(w, r)
	}))
	t.Cleanup(behind.Close)
	s.edge = &edge{
		origin:    behind.URL,
		transport: transport(),
		allow:     func(string, string) bool { return true },
		random:    rand.Reader,
		audit:     io.Discard,
	}
	front := httptest.NewServer(handler(s.edge))
	t.Cleanup(front.Close)
	s.url, s.host, s.direct = front.URL, strings.TrimPrefix(front.URL, "http://"), behind.URL
	s.key = aws.Credentials{AccessKeyID: "AKIAAAAAAAAAAAAAAAAA", SecretAccessKey: "none"}
	return s
}

// newAPI is the API as each operation's function serves it, and the key of its root.
func newAPI(t *testing.T) (http.Handler, aws.Credentials) {
	t.Helper()
	fixture := mfatest.New(t, nil)
	id, key, err := fixture.CreateRootKey(context.Background(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		operations := mfa.Operations()
		if op, routed := mfa.OperationNamed(strings.TrimPrefix(r.URL.Path, "/")); routed {
			operations = []mfa.Operation{op}
		}
		front, err := endpoint.New(endpoint.Config{
			Service:    fixture.Service,
			AccountID:  mfatest.Account,
			Operations: operations,
			Now:        time.Now,
			Random:     rand.Reader,
		})
		if err != nil {
			panic(err)
		}
		body, _ := io.ReadAll(r.Body)
		response, _ := front.Serve(r.Context(), endpoint.Request{
			Method: r.Method, Path: r.URL.EscapedPath(), RawQuery: r.URL.RawQuery, Host: r.Host, Header: r.Header,
			Body: body, SourceIP: "127.0.0.1",
		})
		for name, value := range response.Header {
			w.Header().Set(name, value)
		}
		w.WriteHeader(response.Status)
		_, _ = w.Write(response.Body)
	}), aws.Credentials{AccessKeyID: id, SecretAccessKey: key.Reveal()}
}

func newSettingOfAPI(t *testing.T) *setting {
	t.Helper()
	front, key := newAPI(t)
	s := newSetting(t, front)
	s.key = key
	return s
}

// signed is a request as AWS's own signer signs it, for the edge.
func (s *setting) signed(service, path, contentType, body string) *http.Request {
	s.Helper()
	r, err := http.NewRequest(http.MethodPost, s.url+path, strings.NewReader(body))
	if err != nil {
		s.Fatal(err)
	}
	r.Header.Set("Content-Type", contentType)
	hash := sha256.Sum256([]byte(body))
	if err := v4.NewSigner().SignHTTP(s.Context(), s.key, r, hex.EncodeToString(hash[:]), service, "us-east-1",
		time.Now()); err != nil {
		s.Fatal(err)
	}
	return r
}

func (s *setting) send(r *http.Request) (status int, header http.Header, body string) {
	s.Helper()
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		s.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		s.Fatal(err)
	}
	return response.StatusCode, response.Header, string(text)
}
