package route

import (
	"maps"
	"slices"
	"strings"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// secretHeader tells the origin that a request came this way. Its name has no x-amz-: those must be signed.
const secretHeader = "x-edge-secret"

// hopByHop are the headers of a connection (RFC 9110 §7.6.1), and the length, which each connection states itself.
var hopByHop = []string{"connection", "content-length", "host", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"}

// OfConnection reports whether a header, by its name in lower case, is for one connection only. connection is the value of its Connection header,
// which adds names to those of RFC 9110.
func OfConnection(name, connection string) bool {
	return slices.Contains(hopByHop, name) || slices.ContainsFunc(strings.Split(connection, ","), func(named string) bool {
		return strings.EqualFold(strings.TrimSpace(named), name)
	})
}

// Onward are the headers of the request to the origin: what the client sent, and what the origin must know to check the signature, which host was
// called. The secret that the origin knows the edge by may be empty.
func (in Request) Onward(edge secret.String) map[string]string {
	header := maps.Clone(in.Header)
	maps.DeleteFunc(header, func(name, _ string) bool {
		return OfConnection(name, in.Header["connection"]) || name == "cookie" || name == secretHeader
	})
	header["x-forwarded-host"] = in.Host
	if !edge.IsZero() {
		header[secretHeader] = edge.Reveal()
	}
	return header
}
