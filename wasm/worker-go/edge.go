// Command worker-go stands in front of the service: it finds the operation that
// an AWS client asks for (package route) and forwards the request, as it is, to
// that operation's own function.
//
// Built for GOOS=js it is a Cloudflare Worker that is all Go; otherwise it is a
// server. The Worker that costs least, and is deployed, is in wasm/worker.
package main

import (
	"bytes"
	"context"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
	"github.com/virtual-mfa/virtual-mfa/wasm/worker/route"
)

// originTime is longer than a function may take (template.yaml), so that its
// answer wins.
const originTime = 6 * time.Second

// An edge is the handler of all requests that are for no file.
type edge struct {
	origin    string            // the service's URL, without a slash at its end
	secret    secret.String     // that the origin knows the edge by; may be empty
	transport http.RoundTripper // to the origin
	allow     limiter
	random    io.Reader // for request ids
	audit     io.Writer // takes a record of each refusal, as a line of JSON
}

// A limiter says whether one more request from an address, with an access key
// that it claims, is admitted. It is flood protection and not a budget: it counts
// approximately, and the claim is not proved.
type limiter func(address, keyID string) bool

func (e *edge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet && r.URL.Path == "/healthz" {
		_, _ = io.WriteString(w, "ok\n")
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, wire.MaxBody+1))
	answer := e.serve(r.Context(), route.Request{
		Method:    r.Method,
		Host:      r.Host,
		Address:   addressOf(r),
		Path:      r.URL.EscapedPath(),
		RawQuery:  r.URL.RawQuery,
		Headers:   headersOf(r.Header),
		Body:      body,
		BodyIsCut: err != nil,
	})
	maps.Copy(w.Header(), answer.header)
	w.WriteHeader(answer.status)
	if len(answer.body) > 0 { // writing zero bytes never unblocks the reader, and the Worker hangs
		_, _ = w.Write(answer.body)
	}
}

// addressOf is the client's address, without the port that a server adds to it.
func addressOf(r *http.Request) string {
	if host, _, err := net.SplitHostPort(r.RemoteAddr); err == nil {
		return host
	}
	return r.RemoteAddr
}

// headersOf joins the values of one name by the commas that they were split at:
// the library that makes an http.Request of a Worker's request splits at each.
func headersOf(header http.Header) (headers []route.Header) {
	for _, name := range slices.Sorted(maps.Keys(header)) {
		headers = append(headers, route.Header{Name: strings.ToLower(name), Value: strings.Join(header[name], ",")})
	}
	return headers
}

// An answer is the origin's, whole, or the edge's own.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// serve refuses a request or has the origin answer it.
func (e *edge) serve(ctx context.Context, in route.Request) *answer {
	target, refusal := in.Forward(e.origin, e.secret)
	switch {
	case refusal != nil:
	case !e.allow(in.Address, target.KeyID):
		refusal = wire.Throttled()
	default:
		forwarded, err := e.forward(ctx, in, target)
		if err == nil {
			return forwarded
		}
		refusal = wire.Unavailable()
	}
	id, _ := wire.NewRequestID(e.random)
	own := in.Refuse(refusal, id)
	eventID, _ := wire.NewRequestID(e.random)
	at := time.Now().UTC().Format(time.RFC3339)
	line := in.Record(refusal, route.Occasion{RequestID: id, EventID: eventID, Time: at})
	_, _ = e.audit.Write(append(line, '\n')) // without it, the answer is the same
	header := http.Header{}
	for name, value := range own.Header {
		header.Set(name, value)
	}
	return &answer{own.Status, header, own.Body}
}

// forward sends the request's own bytes to the operation's route. A truncated
// response counts as a failure.
func (e *edge) forward(ctx context.Context, in route.Request, target route.Target) (*answer, error) {
	ctx, cancel := context.WithTimeout(ctx, originTime)
	defer cancel()
	out, err := http.NewRequestWithContext(ctx, http.MethodPost, target.URL, bytes.NewReader(in.Body))
	if err != nil {
		return nil, err
	}
	for _, h := range target.Headers {
		out.Header.Set(h.Name, h.Value)
	}
	out.Host = in.Host // where a transport can set it; a Worker's cannot
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
	maps.DeleteFunc(response.Header, func(name string, _ []string) bool {
		return route.OfConnection(strings.ToLower(name), connection)
	})
	return &answer{response.StatusCode, response.Header, body}, nil
}
