// Package route decides at the edge what becomes of a request: it is sent on to its operation's own route, or refused because no signature would
// make it good. It holds no keys and proves nobody. It knows nothing of how requests arrive, so that it also fits into a small WebAssembly module.
package route

import (
	"mime"
	"strings"

	"github.com/virtual-mfa/virtual-mfa/shared/query"
)

// MaxBody is the largest body that an operation takes, in bytes. Of a longer one the edge needs no more than one byte beyond.
const MaxBody = 64 << 10

const (
	formType = "application/x-www-form-urlencoded"
	jsonType = "application/json"
)

// A Request is one as it arrived.
type Request struct {
	Method, Host   string
	Path, RawQuery string            // Path is still escaped
	Header         map[string]string // by names in lower case; the values of one name are joined by commas
	Body           []byte
}

// Read returns the operation that the request asks for and the access key that it says to be signed by, or the refusal that the API would answer
// whoever asked.
func (in Request) Read() (operation, keyID string, refusal *Refusal) {
	if refusal := in.checkFront(); refusal != nil {
		return "", "", refusal
	}
	keyID, signedFor, refusal := in.scope()
	if refusal != nil {
		return "", "", refusal
	}
	if !in.isQuery() {
		return in.route(), keyID, nil
	}
	if known := signedFor.version() != ""; !known || in.route() != "" && signedFor != in.service() {
		return "", "", refuse(403, "SignatureDoesNotMatch", "Credential should be scoped to correct service: '%s'.", in.service())
	}
	operation, refusal = in.action(signedFor)
	return operation, keyID, refusal
}

// route is the path without its slash: an operation's name, or "" where AWS's clients send theirs.
func (in Request) route() string { return strings.TrimPrefix(in.Path, "/") }

// service is what the route names, else what the signature is for if the API would come to look at it, else iam.
func (in Request) service() service {
	if routed, known := operations[in.route()]; known {
		return routed
	}
	if _, signedFor, refusal := in.scope(); refusal == nil && signedFor.version() != "" && in.checkFront() == nil {
		return signedFor
	}
	return iam
}

func (in Request) mediaType() string {
	media, _, err := mime.ParseMediaType(in.Header["content-type"])
	if err != nil {
		return ""
	}
	return media
}

// isQuery tells the protocols apart: a form is of the Query protocol on every path; else an operation's own path speaks JSON.
func (in Request) isQuery() bool { return in.Path == "/" || in.mediaType() == formType }

func (in Request) checkFront() *Refusal {
	media := jsonType
	if in.isQuery() {
		media = formType
	}
	_, routed := operations[in.route()]
	switch {
	case len(in.Body) > MaxBody:
		return refuse(413, "RequestEntityTooLarge", "The body must not be larger than %d bytes.", MaxBody)
	case in.Path != "/" && !routed:
		return refuse(404, "InvalidAction", "There is no operation at this path.")
	case in.Method != "POST":
		return refuse(405, "MethodNotAllowed", "The only method is POST.")
	case in.RawQuery != "":
		return refuse(400, "MalformedInput", "The query string must be empty: parameters are in the body, the signature is in the Authorization header.")
	case in.mediaType() != media:
		return refuse(415, "UnsupportedMediaType", "The Content-Type must be %s.", media)
	}
	return nil
}

// scope reads of the Authorization header who says to call, and which service. The rest of it the API checks, which has the keys.
func (in Request) scope() (keyID string, signedFor service, refusal *Refusal) {
	value := in.Header["authorization"]
	if value == "" {
		return "", "", refuse(403, "MissingAuthenticationToken", "Request is missing Authentication Token")
	}
	if !strings.HasPrefix(value, "AWS4-HMAC-SHA256 ") {
		return "", "", refuse(400, "IncompleteSignature", "Authorization header requires the algorithm AWS4-HMAC-SHA256.")
	}
	_, credential, _ := strings.Cut(value, "Credential=")
	credential, _, _ = strings.Cut(credential, ",")
	if credential == "" {
		return "", "", refuse(400, "IncompleteSignature", "Authorization header requires 'Credential' parameter.")
	}
	scope := strings.Split(credential, "/")
	if len(scope) != 5 {
		return "", "", refuse(400, "IncompleteSignature", "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.")
	}
	return scope[0], service(scope[3]), nil
}

// action is the operation that the form names.
func (in Request) action(of service) (string, *Refusal) {
	form, err := query.Parse(in.Body)
	if err != nil {
		return "", refuse(400, "MalformedInput", "%v", err)
	}
	action, version := form["Action"], form["Version"]
	if action == "" {
		return "", refuse(400, "MissingAction", "The request must contain the parameter Action.")
	}
	if operations[action] != of || version != of.version() || in.route() != "" && in.route() != action {
		return "", refuse(400, "InvalidAction", "Could not find operation %s for version %s", action, version)
	}
	return action, nil
}
