package endpoint

import (
	"errors"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/query"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// A protocol is how a request says what it wants, and how it is answered.
type protocol interface {
	// signedPath is the path that the client signed.
	signedPath(path string) string
	// read returns the operation that is asked for, and a function that fills
	// its request.
	read(x *exchange, signedFor wire.Service) (op mfa.Operation, decode func(request any) error, err error)
	write(x *exchange, output any) ([]byte, error)
	writeError(x *exchange, refusal *wire.Error) []byte
}

// queryProtocol is what AWS's clients speak. They sign the path "/", from where
// an edge may have forwarded them to the operation's own route.
type queryProtocol struct{}

func (queryProtocol) signedPath(string) string { return "/" }

func (queryProtocol) read(x *exchange, signedFor wire.Service) (mfa.Operation, func(any) error, error) {
	form, err := query.Parse(x.request.Body)
	if err != nil {
		return mfa.Operation{}, nil, malformed("%v", err)
	}
	action, refusal := x.front.Action(form["Action"], form["Version"], signedFor, x.serviceOf)
	if refusal != nil {
		return mfa.Operation{}, nil, refusal
	}
	op, _ := x.operationNamed(action)
	return op, func(request any) error {
		if err := query.Unmarshal(form, request); err != nil {
			return malformed("%v", err)
		}
		return nil
	}, nil
}

func (queryProtocol) write(x *exchange, output any) ([]byte, error) {
	return query.Marshal(x.operation, x.answersFor().Namespace(x.operation), x.id, output)
}

func (queryProtocol) writeError(x *exchange, refusal *wire.Error) []byte {
	namespace, isOurs := x.answersFor().Namespace(x.operation), refusal.Status() >= 500
	return query.MarshalError(namespace, x.id, string(refusal.Code), refusal.Message, refusal.EncodedMessage, isOurs)
}

// jsonProtocol is our own: POST /<Operation> with a body whose members have the
// API's names.
type jsonProtocol struct{}

func (jsonProtocol) signedPath(path string) string { return path }

func (jsonProtocol) read(x *exchange, _ wire.Service) (mfa.Operation, func(any) error, error) {
	op, _ := x.operationNamed(x.front.Route()) // Front.Check has found it
	return op, func(request any) error {
		if len(x.request.Body) == 0 {
			return nil
		}
		return jsonError(json.Unmarshal(x.request.Body, request))
	}, nil
}

// jsonError names the member and never quotes its value, as the library's errors
// may.
func jsonError(err error) error {
	var semantic *json.SemanticError
	var syntactic *jsontext.SyntacticError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &semantic):
		return malformed("The JSON member at '%s' is of the wrong type.", semantic.JSONPointer)
	case errors.As(err, &syntactic):
		return malformed("The body is not one JSON value; it is wrong at byte %d.", syntactic.ByteOffset)
	}
	return malformed("The body is not one JSON value.")
}

func malformed(format string, args ...any) *wire.Error {
	return wire.NewError(wire.MalformedInput, format, args...)
}

// revealing writes responses: here secrets leave the system, each in the one
// response that is meant to have it.
var revealing = json.JoinOptions(
	json.WithMarshalers(json.JoinMarshalers(
		json.MarshalToFunc(func(e *jsontext.Encoder, s secret.String) error {
			return e.WriteToken(jsontext.String(s.Reveal()))
		}),
		json.MarshalToFunc(func(e *jsontext.Encoder, s secret.Bytes) error {
			return json.MarshalEncode(e, s.Reveal())
		}),
		json.MarshalToFunc(func(e *jsontext.Encoder, t time.Time) error {
			return e.WriteToken(jsontext.String(t.UTC().Format(time.RFC3339)))
		}),
	)),
)

func (jsonProtocol) write(_ *exchange, output any) ([]byte, error) {
	return json.Marshal(output, revealing)
}

func (jsonProtocol) writeError(x *exchange, refusal *wire.Error) []byte { return refusal.JSON(x.id) }
