package dynamo

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// An item is one as DynamoDB has it.
type item = map[string]types.AttributeValue

var (
	exists    = expression.AttributeExists(expression.Name(partitionKey))
	notExists = expression.AttributeNotExists(expression.Name(partitionKey))
)

func value(v any) expression.ValueBuilder { return expression.Value(v) }

func keyOf(pk string) item {
	return item{partitionKey: &types.AttributeValueMemberS{Value: pk}}
}

// text returns a string attribute, or "".
func text(i item, attribute string) string {
	s, _ := i[attribute].(*types.AttributeValueMemberS)
	if s == nil {
		return ""
	}
	return s.Value
}

// get reads an item, consistently.
func (s *Store) get(ctx context.Context, pk string) (item, error) {
	got, err := s.client.GetItem(
		ctx,
		&dynamodb.GetItemInput{TableName: &s.table, Key: keyOf(pk), ConsistentRead: aws.Bool(true)},
	)
	switch {
	case err != nil:
		return nil, failure(err)
	case got.Item == nil:
		return nil, mfa.ErrNotFound
	}
	return got.Item, nil
}

// create puts an item that must not exist. It is a transaction although it is
// one write: a copy that arrives late must not bring back what was deleted.
func (s *Store) create(ctx context.Context, attempt string, what any) error {
	_, err := s.transact(ctx, attempt, putting(what, notExists))
	if errors.Is(err, mfa.ErrConflict) {
		return mfa.ErrExists
	}
	return err
}

// update changes an item and returns it as it is then; with mfa.ErrConflict, as
// it was found.
func (s *Store) update(
	ctx context.Context,
	pk string,
	change expression.UpdateBuilder,
	when expression.ConditionBuilder,
) (item, error) {
	e, err := expression.NewBuilder().WithUpdate(change).WithCondition(when).Build()
	if err != nil {
		return nil, err
	}
	out, err := s.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &s.table, Key: keyOf(pk),
		UpdateExpression:                    e.Update(),
		ConditionExpression:                 e.Condition(),
		ExpressionAttributeNames:            e.Names(),
		ExpressionAttributeValues:           e.Values(),
		ReturnValues:                        types.ReturnValueAllNew,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	if err != nil {
		return conflict(err)
	}
	return out.Attributes, nil
}

// An action is one item's part in a transaction.
type action func(table *string) (types.TransactWriteItem, error)

// putting puts an item as DynamoDB has it, or what is marshalled to one.
func putting(what any, when expression.ConditionBuilder) action {
	return func(table *string) (types.TransactWriteItem, error) {
		made, isItem := what.(item)
		if !isItem {
			var err error
			if made, err = attributevalue.MarshalMap(what); err != nil {
				return types.TransactWriteItem{}, err
			}
		}
		e, err := expression.NewBuilder().WithCondition(when).Build()
		return types.TransactWriteItem{Put: &types.Put{
			TableName: table, Item: made,
			ConditionExpression: e.Condition(), ExpressionAttributeNames: e.Names(), ExpressionAttributeValues: e.Values(),
			ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
		}}, err
	}
}

func updating(pk string, change expression.UpdateBuilder, when expression.ConditionBuilder) action {
	return func(table *string) (types.TransactWriteItem, error) {
		e, err := expression.NewBuilder().WithUpdate(change).WithCondition(when).Build()
		return types.TransactWriteItem{Update: &types.Update{
			TableName: table, Key: keyOf(pk),
			UpdateExpression:                    e.Update(),
			ConditionExpression:                 e.Condition(),
			ExpressionAttributeNames:            e.Names(),
			ExpressionAttributeValues:           e.Values(),
			ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
		}}, err
	}
}

func deleting(pk string, when expression.ConditionBuilder) action {
	return func(table *string) (types.TransactWriteItem, error) {
		e, err := expression.NewBuilder().WithCondition(when).Build()
		return types.TransactWriteItem{Delete: &types.Delete{
			TableName: table, Key: keyOf(pk),
			ConditionExpression: e.Condition(), ExpressionAttributeNames: e.Names(), ExpressionAttributeValues: e.Values(),
			ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
		}}, err
	}
}

// transact makes all changes or none. It also serves for single writes whose
// condition a late copy could meet: by the ClientRequestToken DynamoDB knows a
// copy for ten minutes (API reference, TransactWriteItems), which is longer than
// any call is tried again. With mfa.ErrConflict it returns the item that was
// found in the way.
func (s *Store) transact(ctx context.Context, attempt string, actions ...action) (item, error) {
	input := dynamodb.TransactWriteItemsInput{ClientRequestToken: &attempt}
	for _, action := range actions {
		part, err := action(&s.table)
		if err != nil {
			return nil, err
		}
		input.TransactItems = append(input.TransactItems, part)
	}
	_, err := s.client.TransactWriteItems(ctx, &input)
	return conflict(err)
}

// A writeStamp is what every change leaves on a user or a device.
//
// The revision is a number that only goes up, and not the attempt's id: an
// attempt that is sent again would set that again, and the item would look as
// it was before others changed it.
type writeStamp struct {
	Attempt  string                `dynamodbav:"attempt"`
	Revision attributevalue.Number `dynamodbav:"revision"`
}

// firstStamp is that of something new. Its revision is as good as random, so
// that what has the name of something deleted never has its revision.
func firstStamp(attempt string) writeStamp {
	sum := sha256.Sum256([]byte(attempt))
	return writeStamp{attempt, attributevalue.Number(strconv.FormatUint(binary.BigEndian.Uint64(sum[:]), 10))}
}

// stamped begins a change.
func stamped(attempt string) expression.UpdateBuilder {
	return expression.Set(expression.Name("attempt"), value(attempt)).Add(expression.Name("revision"), value(1))
}

// isRevision is the condition that nothing has changed since the item was read.
func isRevision(revision string) expression.ConditionBuilder {
	return expression.Name("revision").Equal(value(attributevalue.Number(revision)))
}

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
