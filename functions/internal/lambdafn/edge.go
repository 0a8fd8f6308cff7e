package lambdafn

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"net/netip"

	"github.com/virtual-mfa/virtual-mfa/shared/endpoint"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// admit says whether a request came through the edge, if it has to, and returns
// it with the address of the client that the edge reports. This keeps floods and
// foreign fronts away; the caller is known by the signature alone.
//
// The function knows the SHA-256 of the edge's secret and not the secret, so that
// its configuration lets nobody pretend to be the edge.
func (s settings) admit(in endpoint.Request) (endpoint.Request, bool) {
	header := http.Header(in.Header).Clone()
	secret, address := header.Values(wire.EdgeSecretHeader), header.Get(wire.EdgeAddressHeader)
	header.Del(wire.EdgeSecretHeader)
	header.Del(wire.EdgeAddressHeader)
	in.Header = header
	if s.edgeSecretHash == nil {
		return in, true
	}
	if len(secret) != 1 {
		return in, false
	}
	hash := sha256.Sum256([]byte(secret[0]))
	if subtle.ConstantTimeCompare(hash[:], s.edgeSecretHash) != 1 {
		return in, false
	}
	if client, err := netip.ParseAddr(address); err == nil {
		in.SourceIP = client.WithZone("").String()
	}
	return in, true
}

// notFromTheEdge is only for the record: the answer has no body, because
// legitimate clients go through the edge.
var notFromTheEdge = wire.NewError(wire.AccessDenied, "The request did not come through the edge.").Because(wire.NotFromTheEdge)
