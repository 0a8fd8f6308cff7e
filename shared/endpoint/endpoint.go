// Package endpoint is the way from a request to an answer: who sent it, which operation it means, what that says, in both protocols.
//
// It trusts nothing of a request but what its signature covers. Everything it refuses costs the sender one clear error; nothing is read from a
// body before its signature was checked; and each request leaves exactly one audit record, whatever became of it.
package endpoint

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// MaxBody is the size in bytes of the largest body that is looked at.
const MaxBody = 64 << 10

// A Request is one HTTP request. Path is as it was sent, still escaped.
type Request struct {
	Method   string
	Path     string
	RawQuery string
	Host     string
	Header   map[string][]string // in any case; without Host
	Body     []byte
	// BodyIsCut says that the client did not send all of the body that it announced.
	BodyIsCut bool
	SourceIP  string
}

// A Response is the answer to it.
type Response struct {
	Status int
	Header map[string][]string
	Body   []byte
}

// A Config is all that a Handler needs. Every field but Regions and Hosts must be set.
type Config struct {
	Service    *mfa.Service
	Operations []mfa.Operation  // what is served; other routes and actions do not exist
	Audit      Audit            // gets one record of each request
	Regions    []string         // that a signature may be scoped to; if nil, any
	Hosts      []string         // that a request may have been signed for; if nil, the one it was sent to
	Now        func() time.Time // the real time, for signatures
	Random     io.Reader        // of request ids
}

// A Handler serves requests. It is safe for concurrent use.
type Handler struct{ Config }

// New refuses a Config with something missing, in the name of the missing thing.
func New(c Config) (*Handler, error) {
	for _, field := range []struct {
		name    string
		missing bool
	}{
		{"Service", c.Service == nil},
		{"Operations", len(c.Operations) == 0},
		{"Audit", c.Audit == nil},
		{"Now", c.Now == nil},
		{"Random", c.Random == nil},
	} {
		if field.missing {
			return nil, fmt.Errorf("endpoint: Config.%s is missing", field.name)
		}
	}
	return &Handler{c}, nil
}

// A call is one request on its way to an answer.
type call struct {
	*Handler
	request   Request
	header    header
	id        string // of the request
	protocol  protocol
	route     string // the path without its slash: an operation's name, or "" for the Query protocol's door
	service   mfa.ServiceName
	operation string // "" until it is known
	caller    mfa.Caller
	input     any // the operation's request, as far as it was read
}

// Serve answers a request.
func (h *Handler) Serve(ctx context.Context, r Request) Response {
	c := &call{Handler: h, request: r, header: newHeader(r.Header), route: strings.TrimPrefix(r.Path, "/"), service: mfa.IAM}
	c.protocol = protocolOf(r, c.header)
	if operation, routed := h.operationNamed(c.route); routed {
		c.service, c.operation = operation.Service, operation.Name
	}
	id, err := newRequestID(h.Random)
	c.id = id
	var body []byte
	if err == nil {
		body, err = c.run(ctx)
	}
	h.Audit.Record(ctx, c.event(err))
	return c.answer(body, err)
}

// run does everything in AWS's order: the front, the signature, the body, the operation. What it returns is the body of the answer, written
// before the record is, so that a record never says more than the sender learns.
func (c *call) run(ctx context.Context) (body []byte, err error) {
	defer func() {
		if cause := recover(); cause != nil { // what a panic says may be secret
			body, err = nil, errPanic
		}
	}()
	if err := c.checkFront(); err != nil {
		return nil, err
	}
	if err := c.authenticate(ctx); err != nil {
		return nil, err
	}
	operation, decode, err := c.protocol.read(c)
	if err != nil {
		return nil, err
	}
	c.operation = operation.Name
	input, output, err := operation.Call(ctx, c.Service, c.caller, decode)
	c.input = input
	if err != nil {
		return nil, err
	}
	return c.protocol.write(c, output)
}

// checkFront refuses what no signature would make good.
func (c *call) checkFront() error {
	switch media := c.protocol.mediaType(); {
	case len(c.request.Body) > MaxBody:
		return refuse(mfa.RequestEntityTooLarge, "The body must not be larger than %d bytes.", MaxBody)
	case c.request.Path != "/" && c.operation == "":
		return errNoRoute
	case c.request.Method != "POST":
		return refuse(mfa.MethodNotAllowed, "The only method is POST.")
	case c.request.RawQuery != "":
		return refuse(mfa.MalformedInput, "The query string must be empty: parameters are in the body, the signature is in the Authorization header.")
	case c.request.BodyIsCut:
		return refuse(mfa.MalformedInput, "The body ended early, or is not encoded as its headers say.")
	case c.header.mediaType() != media:
		return refuse(mfa.UnsupportedMediaType, "The Content-Type must be %s.", media)
	}
	return nil
}

// operationNamed finds an operation among those that are served.
func (h *Handler) operationNamed(name string) (mfa.Operation, bool) {
	i := slices.IndexFunc(h.Operations, func(op mfa.Operation) bool { return op.Name == name })
	if i < 0 {
		return mfa.Operation{}, false
	}
	return h.Operations[i], true
}

// newRequestID draws a UUID of version 4 (RFC 9562 §5.4).
func newRequestID(random io.Reader) (string, error) {
	var b [16]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "00000000-0000-4000-8000-000000000000", errors.New("drawing a request id")
	}
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:]), nil
}
