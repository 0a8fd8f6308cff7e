package main

import (
	"mime"
	"net/http"
	"strings"

	"github.com/virtual-mfa/virtual-mfa/shared/query"
)

const (
	formType = "application/x-www-form-urlencoded"
	jsonType = "application/json"
	maxBody  = 64 << 10
)

// A request is what the edge looks at before it sends a request on.
type request struct {
	*http.Request
	body    []byte
	path    string  // still escaped
	service service // that the route or the signature names, else iam, as the API has it
	keyID   string  // of the caller, not yet proved
}

func newRequest(r *http.Request, body []byte) request {
	in := request{Request: r, body: body, path: r.URL.EscapedPath(), service: iam}
	if routed, known := operations()[in.route()]; known {
		in.service = routed
	}
	return in
}

// route is the path without its slash: an operation's name, or "" where AWS's clients send theirs.
func (in request) route() string { return strings.TrimPrefix(in.path, "/") }

// header is a header's value, joined by the commas that it was split at: the library that makes an http.Request of a Worker's splits at each.
func (in request) header(name string) string { return strings.Join(in.Header[name], ",") }

func (in request) mediaType() string {
	media, _, err := mime.ParseMediaType(in.header("Content-Type"))
	if err != nil {
		return ""
	}
	return media
}

// isQuery tells the protocols apart: a form is of the Query protocol on every path; else an operation's own path speaks JSON.
func (in request) isQuery() bool { return in.path == "/" || in.mediaType() == formType }

// operation is what the request asks for, or a refusal of what no signature would make good, as the API refuses it.
func (in *request) operation() (string, error) {
	if err := in.checkFront(); err != nil {
		return "", err
	}
	signedFor, err := in.readScope()
	if err != nil {
		return "", err
	}
	if !in.isQuery() {
		return in.route(), nil
	}
	if known := signedFor.version() != ""; !known || in.route() != "" && signedFor != in.service {
		return "", refuse(http.StatusForbidden, "SignatureDoesNotMatch", "Credential should be scoped to correct service: '%s'.", in.service)
	}
	in.service = signedFor
	return in.action()
}

func (in *request) checkFront() error {
	media := jsonType
	if in.isQuery() {
		media = formType
	}
	_, routed := operations()[in.route()]
	switch {
	case len(in.body) > maxBody:
		return refuse(http.StatusRequestEntityTooLarge, "RequestEntityTooLarge", "The body must not be larger than %d bytes.", maxBody)
	case in.path != "/" && !routed:
		return refuse(http.StatusNotFound, "InvalidAction", "There is no operation at this path.")
	case in.Method != http.MethodPost:
		return refuse(http.StatusMethodNotAllowed, "MethodNotAllowed", "The only method is POST.")
	case in.URL.RawQuery != "":
		return refuse(http.StatusBadRequest, "MalformedInput", "The query string must be empty: parameters are in the body, the signature is in the Authorization header.")
	case in.mediaType() != media:
		return refuse(http.StatusUnsupportedMediaType, "UnsupportedMediaType", "The Content-Type must be %s.", media)
	}
	return nil
}

// readScope reads of the Authorization header who says to call, and which service. The rest of it the API checks, which has the keys.
func (in *request) readScope() (service, error) {
	value := in.header("Authorization")
	if value == "" {
		return "", refuse(http.StatusForbidden, "MissingAuthenticationToken", "Request is missing Authentication Token")
	}
	if !strings.HasPrefix(value, "AWS4-HMAC-SHA256 ") {
		return "", refuse(http.StatusBadRequest, "IncompleteSignature", "Authorization header requires the algorithm AWS4-HMAC-SHA256.")
	}
	_, credential, _ := strings.Cut(value, "Credential=")
	credential, _, _ = strings.Cut(credential, ",")
	if credential == "" {
		return "", refuse(http.StatusBadRequest, "IncompleteSignature", "Authorization header requires 'Credential' parameter.")
	}
	scope := strings.Split(credential, "/")
	if len(scope) != 5 {
		return "", refuse(http.StatusBadRequest, "IncompleteSignature", "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.")
	}
	in.keyID = scope[0]
	return service(scope[3]), nil
}

// action is the operation that the form names.
func (in *request) action() (string, error) {
	form, err := query.Parse(in.body)
	if err != nil {
		return "", refuse(http.StatusBadRequest, "MalformedInput", "%v", err)
	}
	action, version := form["Action"], form["Version"]
	if action == "" {
		return "", refuse(http.StatusBadRequest, "MissingAction", "The request must contain the parameter Action.")
	}
	if operations()[action] != in.service || version != in.service.version() || in.route() != "" && in.route() != action {
		return "", refuse(http.StatusBadRequest, "InvalidAction", "Could not find operation %s for version %s", action, version)
	}
	return action, nil
}
