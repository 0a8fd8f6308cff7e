package endpoint

import (
	"context"
	"errors"
	"fmt"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// statuses is the one table of HTTP statuses (IAM and STS API references, "Common Errors", and each operation's errors).
var statuses = map[mfa.ErrorCode]int{
	mfa.AccessDenied:              403,
	mfa.ConcurrentModification:    409,
	mfa.DeleteConflict:            409,
	mfa.EntityAlreadyExists:       409,
	mfa.ExpiredToken:              403,
	mfa.IncompleteSignature:       400,
	mfa.InvalidAction:             400,
	mfa.InvalidAuthenticationCode: 403,
	mfa.InvalidClientTokenID:      403,
	mfa.InvalidInput:              400,
	mfa.LimitExceeded:             409,
	mfa.MalformedInput:            400,
	mfa.MalformedPolicyDocument:   400,
	mfa.MethodNotAllowed:          405,
	mfa.MissingAction:             400,
	mfa.MissingAuthentication:     403,
	mfa.NoSuchEntity:              404,
	mfa.RequestEntityTooLarge:     413,
	mfa.ServiceFailure:            500,
	mfa.ServiceUnavailable:        503,
	mfa.SignatureDoesNotMatch:     403,
	mfa.Throttling:                400,
	mfa.UnsupportedMediaType:      415,
	mfa.ValidationError:           400,
}

func refuse(code mfa.ErrorCode, format string, args ...any) *mfa.Error {
	return &mfa.Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// What is wrong with the service itself has one sentence, which says nothing of the cause: that may be secret.
var (
	// Texts C: documented codes, and words seen in clones.
	errFailure     = refuse(mfa.ServiceFailure, "The request processing has failed because of an unknown error, exception or failure.")
	errUnavailable = refuse(mfa.ServiceUnavailable, "The request has failed due to a temporary failure of the server.")
	errThrottled   = refuse(mfa.Throttling, "Rate exceeded")
	errNoRoute     = refuse(mfa.InvalidAction, "There is no operation at this path.")
	errPanic       = errors.New("panic")
)

// public is err as its sender may see it.
func public(err error) *mfa.Error {
	var refusal *mfa.Error
	switch {
	case errors.As(err, &refusal):
		return refusal
	case errors.Is(err, mfa.ErrThrottled):
		return errThrottled
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return errUnavailable
	}
	return errFailure
}

func statusOf(refusal *mfa.Error) int {
	if refusal == errNoRoute {
		return 404
	}
	if s, known := statuses[refusal.Code]; known {
		return s
	}
	return 500
}
