// Command worker stands in front of the API: it reads which operation an AWS client asks for (package route) and sends the request on, as it is, to
// that operation's own function.
//
// Built for GOOS=js it is a Cloudflare Worker that is all Go, else a server of its own. The Worker that costs least is in folder lean.
package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
	"github.com/virtual-mfa/virtual-mfa/wasm/worker/route"
)

// originTime is longer than a function may take (template.yaml), so that its answer wins.
const originTime = 6 * time.Second

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
	body, err := io.ReadAll(io.LimitReader(r.Body, route.MaxBody+1))
	if err != nil {
		http.Error(w, "the body ended early", http.StatusBadRequest)
		return
	}
	in := route.Request{Method: r.Method, Host: r.Host, Path: r.URL.EscapedPath(), RawQuery: r.URL.RawQuery, Header: lowerCase(r.Header), Body: body}
	answer := e.serve(r.Context(), r.RemoteAddr, in)
	for name, values := range answer.header {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.status)
	if len(answer.body) > 0 { // a write of nothing ends no read, and the Worker hangs
		_, _ = w.Write(answer.body)
	}
}

// lowerCase joins the values of one name by the commas that they were split at: the library that makes an http.Request of a Worker's splits at each.
func lowerCase(header http.Header) map[string]string {
	joined := map[string]string{}
	for name, values := range header {
		joined[strings.ToLower(name)] = strings.Join(values, ",")
	}
	return joined
}

// An answer is the origin's, whole, or the edge's own.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// serve refuses a request or has the origin answer it.
func (e *edge) serve(ctx context.Context, address string, in route.Request) *answer {
	operation, keyID, refusal := in.Read()
	switch {
	case refusal != nil:
	case !e.allow(address, keyID):
		refusal = route.Throttled()
	default:
		forwarded, err := e.forward(ctx, in, operation)
		if err == nil {
			return forwarded
		}
		refusal = route.Unavailable()
	}
	own := in.Refuse(refusal, newRequestID(e.random))
	header := http.Header{}
	for name, value := range own.Header {
		header.Set(name, value)
	}
	return &answer{own.Status, header, own.Body}
}

// forward sends the request's own bytes to the operation's route. An answer that breaks off halfway is none.
func (e *edge) forward(ctx context.Context, in route.Request, operation string) (*answer, error) {
	ctx, cancel := context.WithTimeout(ctx, originTime)
	defer cancel()
	out, err := http.NewRequestWithContext(ctx, http.MethodPost, e.origin+"/"+operation, bytes.NewReader(in.Body))
	if err != nil {
		return nil, err
	}
	for name, value := range in.Onward(e.secret) {
		out.Header.Set(name, value)
	}
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
	connection := response.Header.Get("Connection")
	maps.DeleteFunc(response.Header, func(name string, _ []string) bool { return route.OfConnection(strings.ToLower(name), connection) })
	return &answer{response.StatusCode, response.Header, body}, nil
}

// newRequestID draws a UUID of version 4 (RFC 9562 §5.4).
func newRequestID(random io.Reader) string {
	var b [16]byte
	_, _ = io.ReadFull(random, b[:])
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
