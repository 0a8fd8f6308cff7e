package route

import (
	"slices"
	"strings"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// hopByHop are the headers of a connection (RFC 9110 §7.6.1), and the length,
// which each connection states itself.
var hopByHop = []string{
	"connection", wire.ContentLengthHeader, "host", "keep-alive", "proxy-connection",
	"te", "trailer", "transfer-encoding", "upgrade",
}

// maxConnection is how many bytes of a Connection header are looked at.
const maxConnection = 1 << 10

// OfConnection reports whether a header, by its name in lower case, is for one
// connection only. connection is the value of its Connection header, which adds
// names to those of RFC 9110.
func OfConnection(name, connection string) bool {
	if slices.Contains(hopByHop, name) {
		return true
	}
	for named := range strings.SplitSeq(connection[:min(len(connection), maxConnection)], ",") {
		if strings.EqualFold(strings.TrimSpace(named), name) {
			return true
		}
	}
	return false
}

// onward are the headers of the request to the origin: what the client sent, and
// what the edge alone may say.
func (r Request) onward(edge secret.String) []Header {
	forwarded := Header{wire.ForwardedHostHeader, r.Host} // which the client has signed
	address := Header{wire.EdgeAddressHeader, r.Address}
	proof := Header{wire.EdgeSecretHeader, edge.Reveal()}
	drop := []string{"cookie", forwarded.Name, address.Name, proof.Name}

	connection := r.header("connection")
	headers := []Header{forwarded, address}
	if proof.Value != "" {
		headers = append(headers, proof)
	}
	for _, h := range r.Headers {
		if !slices.Contains(drop, h.Name) && !OfConnection(h.Name, connection) {
			headers = append(headers, h)
		}
	}
	return headers
}
