package wire

import (
	"slices"
	"strings"
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
