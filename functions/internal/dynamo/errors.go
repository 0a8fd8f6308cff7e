package dynamo

import (
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// conflict turns the error of a conditional write into the contract's words. A
// conflict comes with the item that was found instead; one without an item
// means that there is none.
func conflict(err error) (item, error) {
	var failed *types.ConditionalCheckFailedException
	var canceled *types.TransactionCanceledException
	switch {
	case errors.As(err, &failed):
		return found(failed.Item)
	case errors.As(err, &canceled):
		return reasons(canceled)
	}
	return nil, failure(err)
}

func found(i item) (item, error) {
	if len(i) == 0 {
		return nil, mfa.ErrNotFound
	}
	return i, mfa.ErrConflict
}

// reasons looks for a failed condition; that of a missing item comes first.
func reasons(canceled *types.TransactionCanceledException) (old item, err error) {
	for _, reason := range canceled.CancellationReasons {
		if aws.ToString(reason.Code) != "ConditionalCheckFailed" {
			continue
		}
		if old, err = found(reason.Item); errors.Is(err, mfa.ErrNotFound) {
			return nil, err
		}
	}
	if err == nil {
		err = failure(canceled)
	}
	return old, err
}

// failure marks what came of too much at once, after all tries. No error of
// DynamoDB quotes the value of an attribute that is secret.
func failure(err error) error {
	var refusal smithy.APIError
	if !errors.As(err, &refusal) {
		return err
	}
	_, throttled := retry.DefaultThrottleErrorCodes[refusal.ErrorCode()]
	if throttled || isContention(err) {
		return fmt.Errorf("%w: %w", mfa.ErrThrottled, err)
	}
	return err
}

// isContention reports whether DynamoDB rejected a write because of a
// conflicting transaction or throttling. Nothing was changed then, and no
// condition failed.
func isContention(err error) bool {
	var busy *types.TransactionConflictException
	if errors.As(err, &busy) {
		return true
	}
	var canceled *types.TransactionCanceledException
	if !errors.As(err, &canceled) {
		return false
	}
	contention, refused := false, false
	for _, reason := range canceled.CancellationReasons {
		switch aws.ToString(reason.Code) {
		case "TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded":
			contention = true
		case "ConditionalCheckFailed":
			refused = true
		}
	}
	return contention && !refused
}

// A conflictRetryer tries again when two writes met on one item, which the SDK
// leaves to its users.
type conflictRetryer struct{ aws.Retryer }

func (r conflictRetryer) IsErrorRetryable(err error) bool {
	return isContention(err) || r.Retryer.IsErrorRetryable(err)
}
