// Command worker stands in front of the API: it reads which operation an AWS client asks for and sends the request on, as it is, to that
// operation's own function. What no signature would make good it refuses itself, before it costs anything.
//
// It holds no keys and proves nobody. Built for GOOS=js it is a Cloudflare Worker, else a server of its own.
package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// originTime is longer than a function may take (template.yaml), so that its answer wins.
const originTime = 6 * time.Second

// secretHeader tells the origin that a request came this way. Its name has no x-amz-: those must be signed.
const secretHeader = "X-Edge-Secret"

// An edge is the handler of all requests that are for no file.
type edge struct {
	origin    string            // the API's URL, without a slash at its end
	secret    secret.String     // that the origin knows the edge by; may be empty
	transport http.RoundTripper // to the origin
	allow     limiter
	random    io.Reader // of request ids
}

// A limiter says whether one more request from an address, by a key, is welcome. It is a shield from floods and no budget: it counts loosely,
// and nobody has proved yet to hold the key.
type limiter func(address, keyID string) bool

func (e *edge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet && r.URL.Path == "/healthz" {
		_, _ = io.WriteString(w, "ok\n")
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		http.Error(w, "the body ended early", http.StatusBadRequest)
		return
	}
	in := newRequest(r, body)
	answer, err := e.serve(&in)
	if err != nil {
		e.refuse(w, in, err)
		return
	}
	for name, values := range answer.header {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.status)
	if len(answer.body) > 0 { // a write of nothing ends no read, and the Worker hangs
		_, _ = w.Write(answer.body)
	}
}

// serve refuses a request or has the origin answer it.
func (e *edge) serve(in *request) (*answer, error) {
	operation, err := in.operation()
	if err != nil {
		return nil, err
	}
	if !e.allow(in.RemoteAddr, in.keyID) {
		return nil, errThrottled()
	}
	return e.forward(in, operation)
}

// refuse answers with the refusal; whatever else went wrong is between the edge and the origin.
func (e *edge) refuse(w http.ResponseWriter, in request, err error) {
	r, ok := err.(*refusal)
	if !ok {
		r = errUnavailable()
	}
	r.write(w, in, newRequestID(e.random))
}

// An answer is the origin's, whole: one that breaks off halfway is none.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// forward sends the request's own bytes to the operation's route.
func (e *edge) forward(in *request, operation string) (*answer, error) {
	ctx, cancel := context.WithTimeout(in.Context(), originTime)
	defer cancel()
	out, err := http.NewRequestWithContext(ctx, http.MethodPost, e.origin+"/"+operation, bytes.NewReader(in.body))
	if err != nil {
		return nil, err
	}
	out.Header = e.header(in)
	out.Host = in.Host // where a transport can say so; a Worker's cannot
	response, err := e.transport.RoundTrip(out)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	return &answer{response.StatusCode, without(response.Header, hopByHop()), body}, nil
}

// header is what the client sent, and what the origin must know to check the signature: which host was called.
func (e *edge) header(in *request) http.Header {
	header := http.Header{}
	for name := range without(in.Header, append(hopByHop(), "Cookie")) {
		header.Set(name, in.header(name))
	}
	header.Set("X-Forwarded-Host", in.Host)
	header.Del(secretHeader)
	if !e.secret.IsZero() {
		header.Set(secretHeader, e.secret.Reveal())
	}
	return header
}

// hopByHop are the headers of a connection (RFC 9110 §7.6.1), and the length, which each connection states itself.
func hopByHop() []string {
	return []string{"Connection", "Content-Length", "Host", "Keep-Alive", "Proxy-Connection", "Te", "Trailer", "Transfer-Encoding", "Upgrade"}
}

// without leaves out those names, and those that the Connection header adds to them.
func without(header http.Header, names []string) http.Header {
	kept := http.Header{}
	for name, values := range header {
		if !slices.Contains(names, name) && !slices.ContainsFunc(header["Connection"], func(list string) bool {
			return slices.ContainsFunc(strings.Split(list, ","), func(n string) bool { return strings.EqualFold(strings.TrimSpace(n), name) })
		}) {
			kept[name] = values
		}
	}
	return kept
}

// newRequestID draws a UUID of version 4 (RFC 9562 §5.4).
func newRequestID(random io.Reader) string {
	var b [16]byte
	_, _ = io.ReadFull(random, b[:])
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
