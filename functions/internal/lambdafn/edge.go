package lambdafn

import (
	"crypto/subtle"
	"net/http"

	"github.com/aws/aws-lambda-go/events"
)

// edgeHeader bears what the edge proves itself by (wasm/worker). API Gateway writes names in lower case.
const edgeHeader = "x-edge-secret"

// admits says whether a request came through the edge, if it has to. This keeps floods and foreign fronts away; who calls is known by the
// signature alone.
func (s settings) admits(event events.APIGatewayV2HTTPRequest) bool {
	return s.edgeSecret.IsZero() || subtle.ConstantTimeCompare([]byte(event.Headers[edgeHeader]), []byte(s.edgeSecret.Reveal())) == 1
}

// notAdmitted says nothing more: whoever is meant to call knows the edge.
func notAdmitted() events.APIGatewayV2HTTPResponse {
	return events.APIGatewayV2HTTPResponse{StatusCode: http.StatusForbidden, Headers: map[string]string{"Cache-Control": "no-store"}}
}
