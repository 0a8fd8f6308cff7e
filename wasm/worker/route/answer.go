package route

import (
	"github.com/virtual-mfa/virtual-mfa/shared/query"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// An Answer is one of the edge's own.
type Answer struct {
	Status int
	Header map[string]string
	Body   []byte
}

// Refuse writes a refusal in the protocol of the request.
func (r Request) Refuse(refusal *wire.Error, requestID string) Answer {
	front, status := r.front(), refusal.Status()
	body := refusal.JSON(requestID)
	if front.IsQuery() {
		credential, _ := wire.ReadCredential(r.header("authorization"))
		namespace := wire.AnswersFor(r.routed(), credential).Namespace()
		body = query.MarshalError(namespace, requestID, string(refusal.Code), refusal.Message, status >= 500)
	}
	return Answer{status, front.AnswerHeader(status, requestID), body}
}
