package lambdafn

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"net/netip"

	"github.com/aws/aws-lambda-go/events"

	"github.com/virtual-mfa/virtual-mfa/shared/endpoint"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// request is what the client sent, as far as API Gateway shows it: it joins the
// values of a header that was sent twice by commas, which makes them one value
// that fits no signature.
func request(event events.APIGatewayV2HTTPRequest) endpoint.Request {
	header := http.Header{}
	for name, value := range event.Headers {
		header.Add(name, value)
	}
	host := header.Get("Host")
	header.Del("Host")
	return endpoint.Request{
		Method:   event.RequestContext.HTTP.Method,
		Path:     event.RawPath,
		RawQuery: event.RawQueryString,
		Host:     host,
		Header:   header,
		Body:     body(event),
		SourceIP: event.RequestContext.HTTP.SourceIP,
		TLS:      true, // API Gateway takes no other
	}
}

// body returns the body's bytes. Text that claims to be base64 and is not stays
// as it is, because no client has signed it.
func body(event events.APIGatewayV2HTTPRequest) []byte {
	if event.IsBase64Encoded {
		if decoded, err := base64.StdEncoding.DecodeString(event.Body); err == nil {
			return decoded
		}
	}
	return []byte(event.Body)
}

// answer hands the response back. Its body is text.
func answer(response endpoint.Response) events.APIGatewayV2HTTPResponse {
	return events.APIGatewayV2HTTPResponse{
		StatusCode: response.Status,
		Headers:    response.Header,
		Body:       string(response.Body),
	}
}

// admit says whether a request came through the edge, if it has to, and returns
// it with the address of the client that the edge reports. This keeps floods and
// foreign fronts away; the caller is known by the signature alone.
//
// The function knows the SHA-256 of the edge's secret and not the secret, so that
// a reader of its configuration cannot pretend to be the edge.
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
var notFromTheEdge = wire.NewError(wire.AccessDenied, "The request did not come through the edge.").
	Because(wire.NotFromTheEdge)
