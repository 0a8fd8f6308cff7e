package dynamo

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

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
