package route

import (
	"encoding/json"
	"fmt"

	"github.com/virtual-mfa/virtual-mfa/shared/query"
)

// A Refusal is what the edge answers by itself, in the words of the API behind it.
type Refusal struct {
	status        int
	code, message string
}

func refuse(status int, code, format string, args ...any) *Refusal {
	return &Refusal{status, code, fmt.Sprintf(format, args...)}
}

// Throttled refuses one request too many.
func Throttled() *Refusal { return refuse(400, "Throttling", "Rate exceeded") }

// Unavailable is said where the origin gives no whole answer. What went wrong is between the edge and the origin.
func Unavailable() *Refusal {
	return refuse(503, "ServiceUnavailable", "The request has failed due to a temporary failure of the server.")
}

// An Answer is one of the edge's own.
type Answer struct {
	Status int
	Header map[string]string
	Body   []byte
}

// Refuse writes a refusal in the protocol of the request.
func (in Request) Refuse(r *Refusal, requestID string) Answer {
	contentType, body := "application/json", []byte(nil)
	if in.isQuery() {
		contentType = "text/xml"
		body, _ = query.MarshalError(in.service().namespace(), requestID, r.code, r.message, r.status >= 500)
	} else {
		body, _ = json.Marshal(struct{ Code, Message, RequestId string }{r.code, r.message, requestID}) //nolint:revive // the wire name
	}
	return Answer{r.status, map[string]string{"Content-Type": contentType, "Cache-Control": "no-store", "X-Amzn-Requestid": requestID}, body}
}
