package main

import (
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/virtual-mfa/virtual-mfa/shared/query"
)

// A refusal is what the edge answers by itself, in the words of the API behind it.
type refusal struct {
	status        int
	code, message string
}

func (r *refusal) Error() string { return r.code }

func refuse(status int, code, format string, args ...any) *refusal {
	return &refusal{status, code, fmt.Sprintf(format, args...)}
}

func errThrottled() *refusal { return refuse(http.StatusBadRequest, "Throttling", "Rate exceeded") }

func errUnavailable() *refusal {
	return refuse(http.StatusServiceUnavailable, "ServiceUnavailable", "The request has failed due to a temporary failure of the server.")
}

// write answers in the protocol of the request.
func (r *refusal) write(w http.ResponseWriter, in request, id string) {
	contentType, body := "application/json", []byte(nil)
	if in.isQuery() {
		contentType = "text/xml"
		body, _ = query.MarshalError(in.service.namespace(), id, r.code, r.message, r.status >= 500)
	} else {
		body, _ = json.Marshal(struct{ Code, Message, RequestId string }{r.code, r.message, id}) //nolint:revive // the wire name
	}
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Amzn-Requestid", id)
	w.WriteHeader(r.status)
	_, _ = w.Write(body)
}
