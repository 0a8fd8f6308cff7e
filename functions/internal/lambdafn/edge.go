package lambdafn

import (
	"crypto/subtle"
	"net/http"
	"strings"

	"github.com/aws/aws-lambda-go/events"

	"github.com/virtual-mfa/virtual-mfa/shared/endpoint"
)

// edgeHeader bears what the edge proves itself by (wasm/worker).
const edgeHeader = "X-Edge-Secret"

// admits says whether a request came through the edge, if it has to. This keeps floods and foreign fronts away; who calls is known by the
// signature alone.
func (s settings) admits(in endpoint.Request) bool {
	sent := strings.Join(in.Header[edgeHeader], ",")
	return s.edgeSecret.IsZero() || subtle.ConstantTimeCompare([]byte(sent), []byte(s.edgeSecret.Reveal())) == 1
}

// notAdmitted says nothing more: whoever is meant to call knows the edge.
func notAdmitted() events.APIGatewayV2HTTPResponse {
	return events.APIGatewayV2HTTPResponse{StatusCode: http.StatusForbidden, Headers: map[string]string{"Cache-Control": "no-store"}}
}
