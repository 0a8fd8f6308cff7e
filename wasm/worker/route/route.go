// Package route decides at the edge what becomes of a request: it is forwarded
// to its operation's own route, or refused because no signature would make it
// acceptable. It holds no keys and does not authenticate callers. It does not
// know how requests arrive, so that it also fits into a small WebAssembly module.
//
// TinyGo's maps have constant seeds, so nothing that a client names is kept in
// one: a body full of colliding names would cost the edge its processor time.
package route

import (
	"slices"
	"strings"

	"github.com/virtual-mfa/virtual-mfa/shared/query"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// maxHeaders is the largest number of headers; AWS's clients send about fifteen,
// and Cloudflare adds as many.
const maxHeaders = 128

// A Header is one header: its name in lower case, and its values joined by commas.
type Header struct{ Name, Value string }

// A Request is one as it arrived.
type Request struct {
	Method   string
	Host     string
	Address  string // of the client
	Path     string // still escaped
	RawQuery string
	Headers  []Header
	Body     []byte // no more than wire.MaxBody+1 bytes are needed
	// BodyIsCut says that the client did not send all of the body that it announced.
	BodyIsCut bool
}

// A Target is where a request is forwarded to.
type Target struct {
	URL     string
	Headers []Header
	KeyID   string // of the access key that the request claims, unproved
}

// Forward returns where the request goes, or the refusal that the service would
// give to any caller. origin is the service's URL without a slash at its end;
// edge is the secret that the origin knows the edge by, and may be empty.
func (r Request) Forward(origin string, edge secret.String) (Target, *wire.Error) {
	front, routed := r.front(), r.routed()
	if refusal := front.Check(routed != ""); refusal != nil {
		return Target{}, refusal
	}
	if len(r.Headers) > maxHeaders {
		return Target{}, wire.NewError(wire.MalformedInput, "There must be at most %d headers.", maxHeaders)
	}
	if r.hasTicket(front) {
		if !AllowedOrigin(origin) {
			return Target{}, wire.Unavailable()
		}
		return Target{URL: origin + "/" + front.Route(), Headers: r.onward(edge)}, nil
	}
	credential, refusal := wire.ReadCredential(r.header(wire.AuthorizationHeader))
	if refusal != nil {
		return Target{}, refusal
	}
	operation, refusal := r.operation(front, routed, credential.Service)
	if refusal != nil {
		return Target{}, refusal
	}
	if !AllowedOrigin(origin) {
		return Target{}, wire.Unavailable()
	}
	return Target{origin + "/" + operation, r.onward(edge), credential.KeyID}, nil
}

// hasTicket reports whether a request has an enrollment ticket in place of a
// signature, on the JSON route of an operation that takes one.
func (r Request) hasTicket(front wire.Front) bool {
	return !front.IsQuery() && wire.TakesTickets(front.Route()) &&
		strings.HasPrefix(r.header(wire.AuthorizationHeader), wire.TicketScheme+" ")
}

// operation is the one that the route or the form names.
func (r Request) operation(front wire.Front, routed, signedFor wire.Service) (string, *wire.Error) {
	if refusal := wire.CheckService(routed, signedFor); refusal != nil || !front.IsQuery() {
		return front.Route(), refusal
	}
	values, err := query.Find(r.Body, "Action", "Version")
	if err != nil {
		return "", wire.NewError(wire.MalformedInput, "%v", err)
	}
	return front.Action(values[0], values[1], signedFor, wire.ServiceOf)
}

func (r Request) front() wire.Front {
	return wire.Front{
		Method:      r.Method,
		Path:        r.Path,
		RawQuery:    r.RawQuery,
		ContentType: r.header(wire.ContentTypeHeader),
		BodySize:    len(r.Body),
		BodyIsCut:   r.BodyIsCut,
	}
}

// routed is the service of the operation that the route names, or "".
func (r Request) routed() wire.Service { return wire.ServiceOf(r.front().Route()) }

func (r Request) header(name string) string {
	i := slices.IndexFunc(r.Headers, func(h Header) bool { return h.Name == name })
	if i < 0 {
		return ""
	}
	return r.Headers[i].Value
}

// AllowedOrigin reports whether requests may be forwarded to a URL: over TLS, or
// to this machine. They hold session tokens and codes.
func AllowedOrigin(origin string) bool {
	scheme, rest, _ := strings.Cut(origin, "://")
	host, _, _ := strings.Cut(rest, "/")
	switch {
	case host == "" || strings.ContainsAny(rest, "?#@\\ ") || strings.HasSuffix(rest, "/"):
		return false
	case scheme == "https":
		return true
	}
	return scheme == "http" && slices.ContainsFunc(thisMachine, func(name string) bool {
		return host == name || strings.HasPrefix(host, name+":")
	})
}

var thisMachine = []string{"localhost", "127.0.0.1", "[::1]"}
