// Package wire holds the parts of the protocol that the service and the edge in
// front of it must agree on: services and their versions, operation names, error
// codes, HTTP statuses, media types, limits, and the checks that come before a
// signature is verified.
//
// It imports nothing of this module, so that the edge can be a small WebAssembly
// module and still refuse a request in the very words of the service.
package wire

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
