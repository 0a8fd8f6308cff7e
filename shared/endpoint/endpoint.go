// Package endpoint authenticates requests, dispatches them to operations and
// encodes the responses, in the Query and JSON protocols. It does not know how
// requests arrive.
//
// It trusts nothing of a request but what its signature covers. The holder of an
// enrollment ticket sends that instead, to three operations. Every rejected
// request gets exactly one error response; nothing in a body is acted upon
// before its signature has been verified; and every request has exactly one
// audit record, an [Event], even if it is refused or fails.
package endpoint

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
	"github.com/virtual-mfa/virtual-mfa/shared/sigv4"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// A Request is one HTTP request. Path is as it was sent, still escaped.
type Request struct {
	Method    string
	Path      string
	SentPath  string // what was sent, if Path is only what follows the base path of the server
	RawQuery  string
	Host      string
	Header    map[string][]string // names in any case; without Host
	Body      []byte              // at most wire.MaxBody+1 bytes are looked at
	BodyIsCut bool                // the client did not send all of the body that it announced
	SourceIP  string              // of the client, as far as the caller can prove it
	TLS       bool                // the client's connection was encrypted
}

// A Response is the answer to a Request.
type Response struct {
	Status int
	Header map[string]string
	Body   []byte
}

// A Config is all that a Handler needs. Every field but Regions and Hosts must
// be set.
type Config struct {
	Service    *mfa.Service
	AccountID  string           // for the audit record
	Operations []mfa.Operation  // that are served; other routes and actions do not exist
	Regions    []string         // that a signature may be scoped to; nil is any
	Hosts      []string         // that a request may have been signed for; nil is the one it was sent to
	Now        func() time.Time // the real time, for signatures and audit records
	Random     io.Reader        // for request and event ids
}

// A Handler serves requests. It is safe for concurrent use.
type Handler struct{ config Config }

// New returns an error that names the first missing field of c.
func New(c Config) (*Handler, error) {
	for _, field := range []struct {
		name    string
		missing bool
	}{
		{"Service", c.Service == nil},
		{"AccountID", c.AccountID == ""},
		{"Operations", len(c.Operations) == 0},
		{"Now", c.Now == nil},
		{"Random", c.Random == nil},
	} {
		if field.missing {
			return nil, fmt.Errorf("endpoint: missing Config.%s", field.name)
		}
	}
	return &Handler{c}, nil
}

// An exchange is one request on its way to a response.
type exchange struct {
	Config
	request    Request
	header     sigv4.Header
	front      wire.Front
	credential wire.Credential // that the request claims, unproved
	routed     wire.Service    // the service of the route's operation, or ""
	id         string          // of the request
	eventID    string
	protocol   protocol
	operation  string     // "" until it is known
	caller     mfa.Caller // zero until it is known
	input      any        // the operation's request, as far as it was read
	output     any        // the operation's response
}

func (h *Handler) exchange(r Request) (*exchange, error) {
	header := sigv4.NewHeader(r.Header)
	contentType, _ := header.One(wire.ContentTypeHeader)
	x := &exchange{
		Config:  h.config,
		request: r,
		header:  header,
		front: wire.Front{
			Method:      r.Method,
			Path:        r.Path,
			RawQuery:    r.RawQuery,
			ContentType: contentType,
			BodySize:    len(r.Body),
			BodyIsCut:   r.BodyIsCut,
		},
		protocol: jsonProtocol{},
	}
	if x.front.IsQuery() {
		x.protocol = queryProtocol{}
	}
	if values := header[wire.AuthorizationHeader]; len(values) == 1 {
		x.credential, _ = wire.ReadCredential(values[0])
	}
	if operation, exists := x.operationNamed(x.front.Route()); exists {
		x.routed, x.operation = operation.Service, operation.Name
	}
	var err error
	if x.id, err = wire.NewRequestID(h.config.Random); err == nil {
		x.eventID, err = wire.NewRequestID(h.config.Random)
	} else {
		x.eventID = wire.NoRequestID
	}
	return x, err
}

// signedPath is the path that the client signed.
func (x *exchange) signedPath() string {
	if x.request.SentPath != "" {
		return x.request.SentPath
	}
	return x.protocol.signedPath(x.request.Path)
}

// Serve answers a request, and returns its audit record for the caller to keep.
func (h *Handler) Serve(ctx context.Context, r Request) (Response, Event) {
	x, err := h.exchange(r)
	var body []byte
	if err == nil {
		body, err = x.run(ctx)
	}
	return x.respond(body, err), x.event(err)
}

// Refuse answers a request that was refused before it came here, as Serve does.
func (h *Handler) Refuse(r Request, refusal *wire.Error) (Response, Event) {
	x, err := h.exchange(r)
	if err == nil {
		err = refusal
	}
	return x.respond(nil, err), x.event(err)
}

// run does everything in AWS's order: the front, the signature, the body, the
// operation. It returns the body of the response, encoded, so that a record
// never says more than the sender learns.
func (x *exchange) run(ctx context.Context) (body []byte, err error) {
	defer func() {
		if cause := recover(); cause != nil { // its text may be secret
			body, err = nil, wire.Failure().Because(wire.Panicked)
		}
	}()
	if refusal := x.front.Check(x.routed != ""); refusal != nil {
		return nil, refusal
	}
	service, err := x.authenticate(ctx)
	if err != nil {
		return nil, err
	}
	operation, decode, err := x.protocol.read(x, service)
	if err != nil {
		return nil, err
	}
	x.operation = operation.Name
	x.input, x.output, err = operation.Call(ctx, x.Service, x.caller, decode)
	// A use that cannot be recorded is recorded with the next request.
	_ = x.Service.RecordUse(ctx, x.caller, operation.Service)
	if err != nil {
		return nil, err
	}
	return x.protocol.write(x, x.output)
}

// authenticate verifies the signature, or the ticket in its place, finds the
// caller, and returns the service that the request is for.
func (x *exchange) authenticate(ctx context.Context) (wire.Service, error) {
	if ticket := x.ticket(); !ticket.IsZero() {
		caller, err := x.Service.TicketHolder(ctx, ticket)
		if err != nil {
			return "", err
		}
		x.caller = caller.With(x.facts(wire.DefaultRegion))
		return x.routed, nil
	}
	claim, err := sigv4.Verify(sigv4.Request{
		Method: x.request.Method,
		Path:   x.signedPath(),
		Hosts:  x.hosts(),
		Header: x.header,
		Body:   x.request.Body,
	}, sigv4.Rules{
		Regions:     x.Regions,
		Service:     x.routed,
		ContentType: x.routed != "", // at POST / there is one protocol, so that the type decides nothing
		Now:         x.Now(),
	})
	if err != nil {
		return "", err
	}
	signer, err := x.Service.Signer(ctx, claim.KeyID, claim.Token)
	if err != nil {
		return "", err
	}
	caller, err := signer.Caller(ctx, claim.Matches(signer.SecretKey))
	if err != nil {
		return "", err
	}
	x.caller = caller.With(x.facts(claim.Region))
	return claim.Service, nil
}

// facts are what policies may ask about how the request was sent.
func (x *exchange) facts(region string) mfa.RequestFacts {
	facts := mfa.RequestFacts{
		SourceIP:  x.request.SourceIP,
		UserAgent: x.header.Canonical(wire.UserAgentHeader),
		Region:    region,
		TLS:       x.request.TLS,
		Host:      x.request.Host,
		BasePath:  strings.TrimSuffix(strings.TrimSuffix(x.request.SentPath, x.request.Path), "/"),
	}
	if hosts := x.hosts(); len(hosts) > 0 {
		facts.Host = hosts[len(hosts)-1] // a proxy's, if there is one
	}
	return facts
}

// ticket is the enrollment ticket that a JSON request has instead of a
// signature, on the route of an operation that takes tickets. It is zero if
// there is none: any other request must be signed.
func (x *exchange) ticket() secret.String {
	values := x.header[wire.AuthorizationHeader]
	operation, served := x.operationNamed(x.front.Route())
	if !served || !operation.TakesTickets() || x.front.IsQuery() || len(values) != 1 {
		return secret.String{}
	}
	text, is := strings.CutPrefix(values[0], wire.TicketScheme+" ")
	if !is {
		return secret.String{}
	}
	return secret.New(text)
}

// hosts are those that the client may have signed: the one that was called, and
// the one that a proxy says was called. With an allow-list both must be on it,
// so that a request signed for another deployment is refused here.
func (x *exchange) hosts() (hosts []string) {
	if x.Hosts == nil {
		return []string{x.request.Host}
	}
	forwarded, _ := x.header.One(wire.ForwardedHostHeader)
	for _, host := range []string{x.request.Host, forwarded} {
		if host != "" && slices.Contains(x.Hosts, host) {
			hosts = append(hosts, host)
		}
	}
	return hosts
}

// operationNamed finds an operation among those that are served.
func (x *exchange) operationNamed(name string) (mfa.Operation, bool) {
	i := slices.IndexFunc(x.Operations, func(op mfa.Operation) bool { return op.Name == name })
	if i < 0 {
		return mfa.Operation{}, false
	}
	return x.Operations[i], true
}

// serviceOf is the service of an operation that is served, or "".
func (x *exchange) serviceOf(name string) wire.Service {
	operation, _ := x.operationNamed(name)
	return operation.Service
}

// respond wraps the body, or writes the refusal.
func (x *exchange) respond(body []byte, err error) Response {
	status := 200
	if err != nil {
		refusal := public(err)
		status = refusal.Status()
		body = x.protocol.writeError(x, refusal)
	}
	return Response{Status: status, Header: x.front.AnswerHeader(status, x.id), Body: body}
}

// answersFor is the service in whose name the request is answered.
func (x *exchange) answersFor() wire.Service { return wire.AnswersFor(x.routed, x.credential) }
