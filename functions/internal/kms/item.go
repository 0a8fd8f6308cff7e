package kms

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// ErrChanged is the error of a change that relied on what somebody else has changed meanwhile.
var ErrChanged = errors.New("kms: somebody else changed the key ring at the same time")

// An Item is the one item of the table that holds the ring, and the id of the account root's access key beside it.
type Item struct {
	client *dynamodb.Client
	table  string
}

// NewItem is the item of a table.
func NewItem(client *dynamodb.Client, table string) Item { return Item{client, table} }

// Content is what the item holds. It is empty before bootstrap.
type Content struct {
	Wrapped   [][]byte // oldest first
	RootKeyID string
}

func (i Item) key() map[string]types.AttributeValue {
	return map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: "key-ring"}}
}

// Read reads the item as it is now.
func (i Item) Read(ctx context.Context) (Content, error) {
	out, err := i.client.GetItem(ctx, &dynamodb.GetItemInput{TableName: &i.table, Key: i.key(), ConsistentRead: aws.Bool(true)})
	if err != nil {
		return Content{}, fmt.Errorf("reading the key ring: %w", tableFailure(err))
	}
	return parse(out.Item), nil
}

func parse(item map[string]types.AttributeValue) (c Content) {
	if list, ok := item["wrapped_keys"].(*types.AttributeValueMemberL); ok {
		for _, element := range list.Value {
			if key, ok := element.(*types.AttributeValueMemberB); ok {
				c.Wrapped = append(c.Wrapped, key.Value)
			}
		}
	}
	if root, ok := item["root_key_id"].(*types.AttributeValueMemberS); ok {
		c.RootKeyID = root.Value
	}
	return c
}

// append adds the wrapped key of a version, if the one before is the last. No two wrapped keys are equal, so one that is in its place
// already is ours, and only the answer was lost.
func (i Item) append(ctx context.Context, version int, wrapped []byte) error {
	values := map[string]types.AttributeValue{
		":none": &types.AttributeValueMemberL{},
		":new":  &types.AttributeValueMemberL{Value: []types.AttributeValue{&types.AttributeValueMemberB{Value: wrapped}}},
	}
	condition := "attribute_not_exists(wrapped_keys)"
	if version > 1 {
		condition, values[":count"] = "size(wrapped_keys) = :count", &types.AttributeValueMemberN{Value: strconv.Itoa(version - 1)}
	}
	old, err := i.update(ctx, &dynamodb.UpdateItemInput{
		UpdateExpression:    aws.String("SET wrapped_keys = list_append(if_not_exists(wrapped_keys, :none), :new)"),
		ConditionExpression: &condition, ExpressionAttributeValues: values,
	})
	if errors.Is(err, ErrChanged) && len(old.Wrapped) == version && bytes.Equal(old.Wrapped[version-1], wrapped) {
		return nil
	}
	return err
}

// SetRootKeyID remembers the account root's access key, if it was the old one until now; "" is none.
func (i Item) SetRootKeyID(ctx context.Context, oldID, newID string) error {
	values := map[string]types.AttributeValue{":new": &types.AttributeValueMemberS{Value: newID}}
	condition := "attribute_not_exists(root_key_id)"
	if oldID != "" {
		condition, values[":old"] = "root_key_id = :old", &types.AttributeValueMemberS{Value: oldID}
	}
	old, err := i.update(ctx, &dynamodb.UpdateItemInput{
		UpdateExpression: aws.String("SET root_key_id = :new"), ConditionExpression: &condition, ExpressionAttributeValues: values,
	})
	if errors.Is(err, ErrChanged) && old.RootKeyID == newID {
		return nil
	}
	return err
}

// update carries out a conditional change. With ErrChanged comes what the item holds instead.
func (i Item) update(ctx context.Context, in *dynamodb.UpdateItemInput) (Content, error) {
	in.TableName, in.Key = &i.table, i.key()
	in.ReturnValuesOnConditionCheckFailure = types.ReturnValuesOnConditionCheckFailureAllOld
	_, err := i.client.UpdateItem(ctx, in)
	var refused *types.ConditionalCheckFailedException
	if errors.As(err, &refused) {
		return parse(refused.Item), ErrChanged
	}
	if err != nil {
		return Content{}, fmt.Errorf("changing the key ring: %w", tableFailure(err))
	}
	return Content{}, nil
}

// tableFailure tells throttling, which passes, from everything else.
func tableFailure(err error) error {
	var answer smithy.APIError
	if errors.As(err, &answer) {
		switch code := answer.ErrorCode(); code {
		case "ThrottlingException", "ProvisionedThroughputExceededException", "RequestLimitExceeded":
			return fmt.Errorf("dynamodb: %s: %w", code, mfa.ErrThrottled)
		}
	}
	return err
}
