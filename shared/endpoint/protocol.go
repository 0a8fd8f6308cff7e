package endpoint

import (
	"errors"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/query"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// A protocol is how a request says what it wants, and how it is answered.
type protocol interface {
	mediaType() string // of requests
	answerType() string
	// signedPath is the path that the client signed.
	signedPath(Request) string
	// read says which operation is meant, and how its request is filled.
	read(*call) (op mfa.Operation, decode func(request any) error, err error)
	write(c *call, output any) ([]byte, error)
	writeError(c *call, refusal *mfa.Error, status int) ([]byte, error)
}

// protocolOf tells them apart: a form is of the Query protocol on every path; else an operation's own path speaks JSON.
func protocolOf(r Request, h header) protocol {
	if r.Path == "/" || h.mediaType() == formType {
		return queryProtocol{}
	}
	return jsonProtocol{}
}

const (
	formType = "application/x-www-form-urlencoded"
	jsonType = "application/json"
)

// queryProtocol is what AWS's clients speak. They sign the path "/", from where an edge may have sent them on to the operation's own route.
type queryProtocol struct{}

func (queryProtocol) mediaType() string         { return formType }
func (queryProtocol) answerType() string        { return "text/xml" }
func (queryProtocol) signedPath(Request) string { return "/" }

func (queryProtocol) read(c *call) (mfa.Operation, func(any) error, error) {
	form, err := query.Parse(c.request.Body)
	if err != nil {
		return mfa.Operation{}, nil, refuse(mfa.MalformedInput, "%v", err)
	}
	action, version := form["Action"], form["Version"]
	if action == "" {
		return mfa.Operation{}, nil, refuse(mfa.MissingAction, "The request must contain the parameter Action.")
	}
	op, known := c.operationNamed(action)
	if !known || op.Service != c.service || version != op.Service.Version() || c.route != "" && c.route != action {
		// text C: the code is documented, the words are a clone's
		return mfa.Operation{}, nil, refuse(mfa.InvalidAction, "Could not find operation %s for version %s", action, version)
	}
	return op, func(request any) error {
		if err := query.Unmarshal(form, request); err != nil {
			return refuse(mfa.MalformedInput, "%v", err)
		}
		return nil
	}, nil
}

func (queryProtocol) namespace(s mfa.ServiceName) string {
	return "https://" + string(s) + ".amazonaws.com/doc/" + s.Version() + "/"
}

func (p queryProtocol) write(c *call, output any) ([]byte, error) {
	return query.Marshal(c.operation, p.namespace(c.service), c.id, output)
}

func (p queryProtocol) writeError(c *call, refusal *mfa.Error, status int) ([]byte, error) {
	return query.MarshalError(p.namespace(c.service), c.id, string(refusal.Code), refusal.Message, status >= 500)
}

// jsonProtocol is our own: POST /<Operation> with a body whose members have the API's names.
type jsonProtocol struct{}

func (jsonProtocol) mediaType() string           { return jsonType }
func (jsonProtocol) answerType() string          { return jsonType }
func (jsonProtocol) signedPath(r Request) string { return r.Path }

func (jsonProtocol) read(c *call) (mfa.Operation, func(any) error, error) {
	op, _ := c.operationNamed(c.route) // checkFront knows that there is one
	return op, func(request any) error {
		if len(c.request.Body) == 0 {
			return nil
		}
		return jsonError(json.Unmarshal(c.request.Body, request))
	}, nil
}

// jsonError names the member and never quotes its value, as the library's errors may.
func jsonError(err error) error {
	var semantic *json.SemanticError
	var syntactic *jsontext.SyntacticError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &semantic):
		return refuse(mfa.MalformedInput, "The JSON member at '%s' is of the wrong type.", semantic.JSONPointer)
	case errors.As(err, &syntactic):
		return refuse(mfa.MalformedInput, "The body is not one JSON value; it is wrong at byte %d.", syntactic.ByteOffset)
	}
	return refuse(mfa.MalformedInput, "The body is not one JSON value.")
}

// revealing writes answers: here secrets leave the system, in the one answer that is for them.
var revealing = json.JoinOptions(
	json.WithMarshalers(json.JoinMarshalers(
		json.MarshalToFunc(func(e *jsontext.Encoder, s secret.String) error { return e.WriteToken(jsontext.String(s.Reveal())) }),
		json.MarshalToFunc(func(e *jsontext.Encoder, s secret.Bytes) error { return json.MarshalEncode(e, s.Reveal()) }),
		json.MarshalToFunc(func(e *jsontext.Encoder, t time.Time) error {
			return e.WriteToken(jsontext.String(t.UTC().Format(time.RFC3339)))
		}),
	)),
)

func (jsonProtocol) write(_ *call, output any) ([]byte, error) {
	return json.Marshal(output, revealing)
}

func (jsonProtocol) writeError(c *call, refusal *mfa.Error, _ int) ([]byte, error) {
	return json.Marshal(struct{ Code, Message, RequestId string }{string(refusal.Code), refusal.Message, c.id}) //nolint:revive // the wire name
}

// answer wraps the body, or writes the refusal.
func (c *call) answer(body []byte, err error) Response {
	status := 200
	if err != nil {
		refusal := public(err)
		status = statusOf(refusal)
		body, _ = c.protocol.writeError(c, refusal, status)
	}
	header := map[string][]string{
		"Content-Type":     {c.protocol.answerType()},
		"Cache-Control":    {"no-store"},
		"X-Amzn-Requestid": {c.id},
	}
	if status == 405 {
		header["Allow"] = []string{"POST"} // RFC 9110 §15.5.6
	}
	return Response{Status: status, Header: header, Body: body}
}
