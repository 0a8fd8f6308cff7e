// Package faulttest tests what becomes of a request when DynamoDB or KMS is in
// trouble: what its sender is told, and what is left behind.
package faulttest

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"syscall"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// A fault is what may happen to a call on its way to DynamoDB or KMS, or back.
type fault struct {
	name       string
	happens    happening
	carriedOut bool          // the service does what it was asked, and its answer is lost
	retried    bool          // by the SDK, so that a fault that passes is not noticed
	code       mfa.ErrorCode // what the sender is told of one that does not pass
}

// A happening takes the place of an answer.
type happening func(*wire, *http.Request) (*http.Response, error)

var faults = []fault{
	{name: "throttled", happens: refusing(400, "ProvisionedThroughputExceededException", "ThrottlingException"),
		retried: true, code: mfa.Throttling},
	{name: "answered by 500", happens: refusing(500, "InternalServerError", "KMSInternalException"), retried: true,
		code: mfa.ServiceFailure},
	{name: "not connected", happens: failing(syscall.ECONNREFUSED), retried: true, code: mfa.ServiceFailure},
	{name: "cut off after it was carried out", happens: failing(syscall.ECONNRESET), carriedOut: true,
		retried: true, code: mfa.ServiceFailure},
	{name: "slower than one try may be", happens: failing(context.DeadlineExceeded), carriedOut: true,
		retried: true, code: mfa.ServiceUnavailable},
	{name: "denied to us", happens: refusing(400, "AccessDeniedException", "AccessDeniedException"),
		code: mfa.ServiceFailure},
	{name: "of a table that is gone or a key that is disabled",
		happens: refusing(400, "ResourceNotFoundException", "DisabledException"), code: mfa.ServiceFailure},
	{name: "half answered", happens: breakingOff, carriedOut: true, code: mfa.ServiceFailure},
	{name: "slower than the deadline", happens: ending(context.DeadlineExceeded), code: mfa.ServiceUnavailable},
	{name: "carried out after the deadline", happens: ending(context.DeadlineExceeded), carriedOut: true,
		code: mfa.ServiceUnavailable},
	{name: "cancelled by the sender", happens: ending(context.Canceled), code: mfa.ServiceUnavailable},
	{name: "carried out and then cancelled", happens: ending(context.Canceled), carriedOut: true,
		code: mfa.ServiceUnavailable},
}

// refusing answers by an error of either service instead.
func refusing(status int, ofDynamoDB, ofKMS string) happening {
	return func(_ *wire, r *http.Request) (*http.Response, error) {
		code := ofDynamoDB
		if toKMS(r) {
			code = ofKMS
		}
		return answer(r, status, fmt.Sprintf(`{"__type":%q,"message":"a fault"}`, code)), nil
	}
}

func answer(r *http.Request, status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}}, Body: io.NopCloser(strings.NewReader(body)), Request: r,
	}
}

// failing is the end of the connection.
func failing(err error) happening {
	return func(_ *wire, r *http.Request) (*http.Response, error) {
		return nil, &url.Error{Op: "Post", URL: r.URL.String(), Err: err}
	}
}

// breakingOff loses the end of an answer.
func breakingOff(_ *wire, r *http.Request) (*http.Response, error) {
	return answer(r, 200, `{"Attrib`), nil
}

// ending lets the time of the whole request run out, or its sender go away,
// while the call is under way.
func ending(err error) happening {
	return func(w *wire, r *http.Request) (*http.Response, error) {
		w.lifetime.end(err)
		<-r.Context().Done()
		return nil, &url.Error{Op: "Post", URL: r.URL.String(), Err: r.Context().Err()}
	}
}

// A lifetime is the context of a request, with a deadline that comes when a fault says so.
type lifetime struct {
	context.Context
	ended chan struct{}
	err   error
}

func newLifetime(parent context.Context) *lifetime {
	return &lifetime{Context: parent, ended: make(chan struct{})}
}

func (l *lifetime) end(err error) {
	l.err = err
	close(l.ended)
}

func (l *lifetime) Done() <-chan struct{} { return l.ended }

func (l *lifetime) Err() error {
	select {
	case <-l.ended:
		return l.err
	default:
		return nil
	}
}

// A wire carries the calls of one request to DynamoDB and KMS. Those from first
// to last meet the fault; the first is number 0.
type wire struct {
	stage       *stage
	lifetime    *lifetime
	fault       fault
	first, last int
	seen        []string // the calls so far: GetItem, Decrypt
}

// Do implements the HTTPClient of both services' clients.
func (w *wire) Do(r *http.Request) (*http.Response, error) {
	n := len(w.seen)
	w.seen = append(w.seen, actionOf(r))
	if n < w.first || n > w.last {
		return w.deliver(r)
	}
	if w.fault.carriedOut {
		lost, err := w.deliver(r)
		if err != nil {
			return nil, err
		}
		_ = lost.Body.Close()
	}
	return w.fault.happens(w, r)
}

func (w *wire) deliver(r *http.Request) (*http.Response, error) {
	if toKMS(r) {
		recorder := httptest.NewRecorder()
		w.stage.kms.ServeHTTP(recorder, r)
		return recorder.Result(), nil
	}
	if !slices.Contains([]string{"GetItem", "BatchGetItem", "Query", "Scan"}, actionOf(r)) {
		w.stage.scanned = nil
	}
	return http.DefaultClient.Do(r)
}

// actionOf is what a call asks for: GetItem, Decrypt.
func actionOf(r *http.Request) string {
	_, action, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	return action
}

func toKMS(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("X-Amz-Target"), "TrentService.")
}
