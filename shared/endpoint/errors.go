package endpoint

import (
	"context"
	"errors"
	"regexp"
	"strings"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// public returns the error to report to the client. What is wrong with the
// service itself is not reported: it may be secret.
func public(err error) *wire.Error {
	var refusal *wire.Error
	switch {
	case errors.As(err, &refusal):
		return refusal
	case errors.Is(err, mfa.ErrThrottled):
		return wire.Throttled().Because(cause(err))
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return wire.Unavailable().Because(cause(err))
	}
	return wire.Failure().Because(cause(err))
}

// wellFormedName is what a name in a reason must look like.
var wellFormedName = regexp.MustCompile(`\A[\w.:#-]{1,64}\z`)

// cause says in the audit record what failed, in names only: an error's own text
// may quote what the sender wrote, as DynamoDB's validation errors do. The names
// are those of AWS's SDK: service, operation, error code and request id.
func cause(err error) wire.Reason {
	var names []string
	add := func(name string) {
		if wellFormedName.MatchString(name) {
			names = append(names, name)
		}
	}
	var call interface{ Service() string }
	if errors.As(err, &call) {
		add(call.Service())
	}
	var operation interface{ Operation() string }
	if errors.As(err, &operation) {
		add(operation.Operation())
	}
	var code interface{ ErrorCode() string }
	if errors.As(err, &code) {
		add(code.ErrorCode())
	}
	var request interface{ ServiceRequestID() string }
	if errors.As(err, &request) {
		add(request.ServiceRequestID())
	}
	for _, known := range []error{
		context.DeadlineExceeded, context.Canceled, mfa.ErrThrottled, mfa.ErrNotSealed, mfa.ErrNotFound, mfa.ErrConflict,
	} {
		if errors.Is(err, known) {
			names = append(names, known.Error())
		}
	}
	if len(names) == 0 {
		return "failure"
	}
	return wire.Reason(strings.Join(names, " "))
}
