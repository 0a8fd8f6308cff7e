// Package wire holds the parts of the protocol that the service and the edge in
// front of it must agree on: services and their versions, operation names, error
// codes, HTTP statuses, media types, limits, and the checks that come before a
// signature is verified.
//
// It imports nothing of this module, so that the edge can be a small WebAssembly
// module and still refuse a request in the very words of the service.
package wire

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"slices"
	"strings"
)

// A Service is an AWS service as the scope of a signature names it.
type Service string

// The services whose requests are answered.
const (
	IAM Service = "iam"
	STS Service = "sts"
)

// Version is the API version that a Query request to the service must state, or
// "" if there is no such service.
func (s Service) Version() string {
	switch s {
	case IAM:
		return "2010-05-08"
	case STS:
		return "2011-06-15"
	}
	return ""
}

// OwnVersion is the API version of the operations that AWS does not have.
const OwnVersion = "2026-11-23"

// versionOf is the API version that a Query request must state for an operation
// of a service.
func versionOf(operation string, s Service) string {
	if isOwn(operation) {
		return OwnVersion
	}
	return s.Version()
}

// Known reports whether there is such a service.
func (s Service) Known() bool { return s.Version() != "" }

// Domain is the service's name in events, such as iam.amazonaws.com.
func (s Service) Domain() string { return string(s) + ".amazonaws.com" }

// Namespace is the XML namespace of the service's answers to an operation, or to
// what is none.
func (s Service) Namespace(operation string) string {
	return "https://" + s.Domain() + "/doc/" + versionOf(operation, s) + "/"
}

// MaxBody is the size in bytes of the largest body that is read.
const MaxBody = 64 << 10

// Media types of requests and answers.
const (
	FormType = "application/x-www-form-urlencoded"
	JSONType = "application/json"
	XMLType  = "text/xml"
)

// A Front is the part of a request that is checked before its signature.
type Front struct {
	Method      string
	Path        string // still escaped
	RawQuery    string
	ContentType string // the header's one value, or ""
	BodySize    int    // in bytes
	BodyIsCut   bool   // the client did not send all of the body that it announced
}

// Route is the path without its slash: an operation's name, or "" where AWS's
// clients send their requests.
func (f Front) Route() string { return strings.TrimPrefix(f.Path, "/") }

// IsQuery tells the protocols apart: a form belongs to the Query protocol on
// every path; anything else sent to an operation's own path is JSON.
func (f Front) IsQuery() bool { return f.Path == "/" || mediaType(f.ContentType) == FormType }

// Check refuses a request that no signature would make acceptable. routed says
// whether the route is an operation's.
func (f Front) Check(routed bool) *Error {
	want := JSONType
	if f.IsQuery() {
		want = FormType
	}
	switch {
	case f.BodySize > MaxBody:
		return NewError(RequestEntityTooLarge, "The body must not be larger than %d bytes.", MaxBody)
	case f.Path != "/" && !routed:
		return &Error{Code: InvalidAction, Message: "There is no operation at this path.", status: 404, fixed: true}
	case f.Method != "POST":
		return NewError(MethodNotAllowed, "The only method is POST.")
	case f.RawQuery != "":
		return NewError(MalformedInput, "The query string must be empty: parameters are in the body, "+
			"the signature is in the Authorization header.")
	case f.BodyIsCut:
		return NewError(MalformedInput, "The body ended early, or is not encoded as its headers say.")
	case mediaType(f.ContentType) != want:
		return NewError(UnsupportedMediaType, "The Content-Type must be %s.", want)
	}
	return nil
}

// mediaType is a Content-Type without its parameters, or "" if it is not one.
func mediaType(contentType string) string {
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return ""
	}
	return media
}

// Action returns the operation that a form asks for by its parameters Action and
// Version. serviceOf returns "" for an operation that does not exist.
func (f Front) Action(action, version string, signedFor Service, serviceOf func(string) Service) (string, *Error) {
	switch route := f.Route(); {
	case action == "":
		return "", NewError(MissingAction, "The request must contain the parameter Action.")
	case serviceOf(action) != signedFor, version != versionOf(action, signedFor), route != "" && route != action:
		// Text C: the code is documented, the words are a clone's.
		return "", NewError(InvalidAction, "Could not find operation %s for version %s", action, version)
	}
	return action, nil
}

// AnswerType is the media type of the answer.
func (f Front) AnswerType() string {
	if f.IsQuery() {
		return XMLType
	}
	return JSONType
}

// AnswerHeader returns the headers of every answer.
func (f Front) AnswerHeader(status int, requestID string) map[string]string {
	header := map[string]string{
		"Content-Type":     f.AnswerType(),
		"Cache-Control":    "no-store",
		"X-Amzn-Requestid": requestID,
	}
	if status == 405 {
		header["Allow"] = "POST" // RFC 9110 §15.5.6
	}
	return header
}

// NoRequestID is returned with an error by NewRequestID.
const NoRequestID = "00000000-0000-4000-8000-000000000000"

// NewRequestID draws a UUID of version 4 (RFC 9562 §5.4). Without randomness it
// returns NoRequestID and an error.
func NewRequestID(random io.Reader) (string, error) {
	var b [16]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return NoRequestID, errors.New("no randomness for a request id")
	}
	return UUID(4, b), nil
}

// UUID writes a UUID of a version with the variant of RFC 9562 §4, which take the
// place of six of its bits.
func UUID(version byte, b [16]byte) string {
	b[6], b[8] = b[6]&0x0f|version<<4, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// Names of headers that both sides read, in lower case.
const (
	AuthorizationHeader = "authorization"
	ContentTypeHeader   = "content-type"
	UserAgentHeader     = "user-agent"
	ContentLengthHeader = "content-length"
	ForwardedHostHeader = "x-forwarded-host" // the host that the client called, and signed
)

// TicketScheme begins the Authorization header of the holder of an enrollment
// ticket (RFC 6750 §2.1).
const TicketScheme = "Bearer"

// The headers that the edge adds for the service behind it. Their names have no
// x-amz-, because headers of that prefix must be signed.
const (
	EdgeSecretHeader  = "x-edge-secret"         // by which the edge proves itself
	EdgeAddressHeader = "x-edge-client-address" // where the request came from
)

// Algorithm is the only signature algorithm.
const Algorithm = "AWS4-HMAC-SHA256"

// A Credential is who a request says has signed it, and for which service.
// Nothing of it is proved.
type Credential struct {
	KeyID   string
	Date    string
	Region  string
	Service Service
	Term    string
}

// ReadCredential finds the Credential in an Authorization header, and checks
// nothing else of the header.
func ReadCredential(authorization string) (Credential, *Error) {
	if authorization == "" {
		return Credential{}, Unsigned()
	}
	parts, ok := strings.CutPrefix(authorization, Algorithm+" ")
	if !ok {
		return Credential{}, WrongAlgorithm()
	}
	_, credential, _ := strings.Cut(parts, "Credential=")
	credential, _, _ = strings.Cut(credential, ",")
	if credential == "" {
		return Credential{}, MissingParameter("Credential")
	}
	return ParseCredential(credential)
}

// ParseCredential takes a Credential apart: keyid/date/region/service/term.
func ParseCredential(text string) (Credential, *Error) {
	scope := strings.Split(text, "/")
	if len(scope) != 5 || slices.Contains(scope, "") {
		return Credential{}, NewError(IncompleteSignature, "Credential must have exactly 5 slash-delimited elements, "+
			"e.g. keyid/date/region/service/term.")
	}
	return Credential{scope[0], scope[1], scope[2], Service(scope[3]), scope[4]}, nil
}

// WrongAlgorithm refuses an Authorization header of another scheme.
func WrongAlgorithm() *Error {
	return NewError(IncompleteSignature, "Authorization header requires the algorithm "+Algorithm+".")
}

// MissingParameter refuses an Authorization header without one of its parts.
func MissingParameter(name string) *Error {
	return NewError(IncompleteSignature, "Authorization header requires '%s' parameter.", name)
}

// AnswersFor is the service in whose name a request is answered: that of the
// route's operation, or else the one that the credential names, or else IAM.
func AnswersFor(routed Service, c Credential) Service {
	switch {
	case routed != "":
		return routed
	case c.Service.Known():
		return c.Service
	}
	return IAM
}

// CheckService refuses a signature for another service than the route's, or for
// none of ours.
func CheckService(routed, signedFor Service) *Error {
	if !signedFor.Known() || routed != "" && routed != signedFor {
		return NewError(SignatureDoesNotMatch, "Credential should be scoped to correct service: '%s'.",
			AnswersFor(routed, Credential{}))
	}
	return nil
}
