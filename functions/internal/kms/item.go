package kms

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/dynamo"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// ErrChanged is returned by AddKey if the ring changed since it was read.
var ErrChanged = errors.New("kms: the key ring was changed by someone else at the same time")

// An Item is the one item of the table that holds the ring. Beside the ring it
// names the account root's access keys (dynamo.RootKeys).
type Item struct {
	client *dynamodb.Client
	table  string
}

// NewItem is the item of a table.
func NewItem(client *dynamodb.Client, table string) Item { return Item{client, table} }

// Content is what the item holds. It is empty before bootstrap.
type Content struct{ Wrapped []WrappedKey } // oldest first

// A WrappedKey is a data key that KMS encrypted.
type WrappedKey struct {
	Key []byte
	// OlderEnd is when what all older data keys sealed stops opening, in whole
	// seconds. It is part of the encryption context, so that KMS refuses to
	// unwrap the key once OlderEnd was edited. Keys made before there was such
	// an end have the zero time.
	OlderEnd time.Time
}

func (i Item) key() map[string]types.AttributeValue {
	return map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: dynamo.KeyRingPK}}
}

// Read reads the item as it is now.
func (i Item) Read(ctx context.Context) (Content, error) {
	out, err := i.client.GetItem(
		ctx,
		&dynamodb.GetItemInput{TableName: &i.table, Key: i.key(), ConsistentRead: aws.Bool(true)},
	)
	if err != nil {
		return Content{}, fmt.Errorf("reading the key ring: %w", tableFailure(err))
	}
	return parse(out.Item), nil
}

func parse(item map[string]types.AttributeValue) (c Content) {
	list, _ := item["wrapped_keys"].(*types.AttributeValueMemberL)
	if list == nil {
		return c
	}
	for _, element := range list.Value {
		c.Wrapped = append(c.Wrapped, parseKey(element))
	}
	return c
}

// parseKey reads a wrapped key. What is malformed becomes a key that KMS does
// not unwrap.
func parseKey(element types.AttributeValue) (k WrappedKey) {
	switch e := element.(type) {
	case *types.AttributeValueMemberB: // made before keys had an end
		k.Key = e.Value
	case *types.AttributeValueMemberM:
		if key, ok := e.Value["key"].(*types.AttributeValueMemberB); ok {
			k.Key = key.Value
		}
		if end, ok := e.Value["older_end"].(*types.AttributeValueMemberS); ok {
			k.OlderEnd, _ = time.Parse(time.RFC3339, end.Value)
		}
	}
	return k
}

func (k WrappedKey) attribute() types.AttributeValue {
	return &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{
		"key":       &types.AttributeValueMemberB{Value: k.Key},
		"older_end": &types.AttributeValueMemberS{Value: k.OlderEnd.Format(time.RFC3339)},
	}}
}

func (k WrappedKey) equal(other WrappedKey) bool {
	return bytes.Equal(k.Key, other.Key) && k.OlderEnd.Equal(other.OlderEnd)
}

// append adds the wrapped key of a version, if the one before is the last. No
// two wrapped keys are equal: if this one is in its place already, an earlier
// try put it there and only the answer was lost.
func (i Item) append(ctx context.Context, version int, wrapped WrappedKey) error {
	values := map[string]types.AttributeValue{
		":none": &types.AttributeValueMemberL{},
		":new":  &types.AttributeValueMemberL{Value: []types.AttributeValue{wrapped.attribute()}},
	}
	condition := "attribute_not_exists(wrapped_keys)"
	if version > 1 {
		condition, values[":count"] = "size(wrapped_keys) = :count", &types.AttributeValueMemberN{
			Value: strconv.Itoa(version - 1),
		}
	}
	old, err := i.update(ctx, &dynamodb.UpdateItemInput{
		UpdateExpression:          aws.String("SET wrapped_keys = list_append(if_not_exists(wrapped_keys, :none), :new)"),
		ConditionExpression:       &condition,
		ExpressionAttributeValues: values,
	})
	if errors.Is(err, ErrChanged) && len(old.Wrapped) == version && old.Wrapped[version-1].equal(wrapped) {
		return nil
	}
	return err
}

// update carries out a conditional change. With ErrChanged comes what the item
// holds instead.
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
