package mfa

import (
	"context"
	"encoding/base64"
	"errors"
)

// DecodeAuthorizationMessageRequest has the EncodedMessage of a refusal.
type DecodeAuthorizationMessageRequest struct{ EncodedMessage *string }

func (in DecodeAuthorizationMessageRequest) validate(v *validation) {
	v.required("encodedMessage", in.EncodedMessage, encodedMessageType)
}

// DecodeAuthorizationMessageResponse has a JSON object: see denial.
type DecodeAuthorizationMessageResponse struct{ DecodedMessage string }

// DecodeAuthorizationMessage tells which statements led to a refusal of this service.
// InvalidAuthorizationMessageException: STS API reference.
var DecodeAuthorizationMessage = operation(STS, "DecodeAuthorizationMessage", (*Service).DecodeAuthorizationMessage)

// DecodeAuthorizationMessage opens what a refusal had sealed in EncodedMessage. It
// needs its own permission: the statements are the administrators'.
func (s *Service) DecodeAuthorizationMessage(
	ctx context.Context, c Caller, in DecodeAuthorizationMessageRequest,
) (out DecodeAuthorizationMessageResponse, err error) {
	wanted := access{service: STS, action: "DecodeAuthorizationMessage", resource: "*"}
	if err := s.permit(ctx, c, wanted); err != nil {
		return out, err
	}
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(*in.EncodedMessage)
	if err != nil {
		return out, errInvalidMessage
	}
	plain, err := s.keySealer.Open(ctx, sealed, s.denialContext())
	switch {
	case errors.Is(err, ErrNotSealed):
		return out, errInvalidMessage
	case err != nil:
		return out, err
	}
	return DecodeAuthorizationMessageResponse{DecodedMessage: string(plain)}, nil
}

// errInvalidMessage is text D.
var errInvalidMessage = fail(InvalidAuthorizationMessage, "The encoded authorization message is not valid.")
