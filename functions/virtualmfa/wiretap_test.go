package main

import (
	"bytes"
	"encoding/base32"
	"encoding/base64"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"strings"
	"sync"

	"github.com/virtual-mfa/virtual-mfa/shared/secret/secrettest"
)

// A wiretap is a proxy between the clients of a test and their server. It
// remembers each secret that either sends: the server must have written it
// nowhere.
type wiretap struct {
	*httptest.Server
	transport *http.Transport
	mu        sync.Mutex
	secrets   secrettest.Secrets
	hunted    int // bytes
}

func newWiretap(server string) (*wiretap, error) {
	to, err := url.Parse(server)
	if err != nil {
		return nil, err
	}
	transport := &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 100}
	w := &wiretap{transport: transport, secrets: secrettest.Secrets{}}
	w.Server = httptest.NewServer(&httputil.ReverseProxy{
		Transport: w.transport,
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(to)
			r.Out.Host = r.In.Host // it is signed
			body, err := io.ReadAll(r.In.Body)
			w.heard(body)
			w.add("session token sent", r.In.Header.Get("X-Amz-Security-Token"))
			r.Out.Body = io.NopCloser(bytes.NewReader(body))
			if err != nil {
				r.Out.Body = r.In.Body // which gives the error again
			}
		},
		ModifyResponse: func(r *http.Response) error {
			body, err := io.ReadAll(r.Body)
			w.answered(body)
			r.Body = io.NopCloser(bytes.NewReader(body))
			return err
		},
	})
	return w, nil
}

// hangUp closes the proxy and its connections: one that was never used would
// keep the server waiting.
func (w *wiretap) hangUp() {
	w.Close()
	w.transport.CloseIdleConnections()
}

var (
	sentSecret     = regexp.MustCompile(`(AuthenticationCode[12]|TokenCode)(=|"\s*:\s*"?)([^&"]*)`)
	answeredSecret = regexp.MustCompile(`(SecretAccessKey|SessionToken|Base32StringSeed|QRCodePNG)(?:>|"\s*:\s*")([^<"]+)`)
)

// heard looks for codes in a request, well formed or not.
func (w *wiretap) heard(body []byte) {
	for _, m := range sentSecret.FindAllStringSubmatch(string(body), -1) {
		code := m[3]
		if unescaped, err := url.QueryUnescape(code); err == nil && m[2] == "=" {
			code = unescaped
		}
		w.add(m[1], code)
	}
}

// answered looks for secrets in an answer: keys, tokens, and seeds in all their
// forms.
func (w *wiretap) answered(body []byte) {
	for _, m := range answeredSecret.FindAllStringSubmatch(string(body), -1) {
		name, value := m[1], html.UnescapeString(m[2])
		decoded, _ := base64.StdEncoding.DecodeString(value)
		switch name {
		case "QRCodePNG":
			w.add("half a picture", string(decoded[len(decoded)/2:]))
		case "Base32StringSeed":
			seed, _ := base32.StdEncoding.DecodeString(string(decoded))
			w.add("seed", string(seed))
			w.add("seed's base32", string(decoded))
		default:
			w.add(name, value)
		}
	}
}

// add remembers a secret. What is shorter than a code is in every text.
func (w *wiretap) add(name, value string) {
	if value = strings.TrimSpace(value); len(value) < 6 {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.secrets[value] = name
}

// hunt looks for all that was said in what the server has left behind.
func (w *wiretap) hunt(sinks map[string][]byte) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for name, text := range sinks {
		w.hunted += len(text)
		if leaks := w.secrets.Leaks(text); leaks != nil {
			return fmt.Errorf("%s has %s", name, strings.Join(leaks, ", "))
		}
	}
	return nil
}

func (w *wiretap) String() string {
	return fmt.Sprintf("%d secrets in %d forms hunted through %d bytes", len(w.secrets),
		len(secrettest.Forms("any")), w.hunted)
}
