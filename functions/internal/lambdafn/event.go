package lambdafn

import (
	"encoding/base64"
	"net/http"

	"github.com/aws/aws-lambda-go/events"

	"github.com/virtual-mfa/virtual-mfa/shared/endpoint"
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
