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
	answer := Answer{Status: status, Header: front.AnswerHeader(status, requestID)}
	if !front.IsQuery() {
		answer.Body = refusal.JSON(requestID)
		return answer
	}
	credential, _ := wire.ReadCredential(r.header(wire.AuthorizationHeader))
	namespace := wire.AnswersFor(r.routed(), credential).Namespace(r.front().Route())
	answer.Body = query.MarshalError(namespace, requestID, string(refusal.Code), refusal.Message, "", status >= 500)
	return answer
}
