package dynamo

import (
	"context"
	"errors"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// KeyRingPK is the partition key of the one item that holds the ring of data
// keys (package kms) and the ids of the account root's access keys.
const KeyRingPK = "key-ring"

// RootKeys are the account root's access keys as the key ring item remembers
// them.
type RootKeys struct {
	Current string   `dynamodbav:"root_key_id"`            // "" before bootstrap
	All     []string `dynamodbav:"root_key_ids,stringset"` // every one that may still work
}

// Old returns the keys that were replaced and not yet deleted.
func (r RootKeys) Old() []string {
	return slices.DeleteFunc(slices.Clone(r.All), func(id string) bool { return id == r.Current })
}

// RootKeys reads which keys the account root has. It returns no keys if the
// deployment has none.
func (s *Store) RootKeys(ctx context.Context) (RootKeys, error) {
	found, err := s.get(ctx, KeyRingPK)
	if errors.Is(err, mfa.ErrNotFound) {
		return RootKeys{}, nil
	}
	if err != nil {
		return RootKeys{}, err
	}
	return read[RootKeys](found)
}

// ReplaceRootKey creates an access key of the account root and remembers it in
// the same transaction, so that no root key exists that the key ring item does
// not name. The old key keeps working until DeleteRootKey. It returns
// mfa.ErrConflict if old is not the current key any more, and mfa.ErrNotFound
// if there is no key ring.
func (s *Store) ReplaceRootKey(ctx context.Context, k mfa.AccessKey, old string) error {
	attempt, err := s.newAttempt()
	if err != nil {
		return err
	}
	current := expression.Name("root_key_id")
	ids, when := []string{k.ID}, expression.AttributeNotExists(current)
	if old != "" {
		ids, when = append(ids, old), current.Equal(value(old))
	}
	_, err = s.transact(
		ctx,
		attempt,
		updating(
			KeyRingPK,
			expression.Set(current, value(k.ID)).Add(expression.Name("root_key_ids"), stringSet(ids...)),
			exists.And(when),
		),
		putting(newKeyItem(k), notExists),
	)
	return err
}

// DeleteRootKey deletes an access key of the account root that was replaced,
// and forgets it in the same transaction. It is idempotent, and returns
// mfa.ErrConflict for the current key.
func (s *Store) DeleteRootKey(ctx context.Context, id string) error {
	attempt, err := s.newAttempt()
	if err != nil {
		return err
	}
	isRootKey := expression.AttributeNotExists(expression.Name("user"))
	_, err = s.transact(ctx, attempt,
		updating(KeyRingPK,
			expression.Delete(expression.Name("root_key_ids"), stringSet(id)),
			expression.Name("root_key_id").NotEqual(value(id))),
		deleting(accessKeyPK(id), isRootKey))
	return err
}

// EachAccessKey reads every access key of the table, in no order. It is for
// virtualmfa bootstrap, not for functions.
func (s *Store) EachAccessKey(ctx context.Context, do func(mfa.AccessKey) error) error {
	e, err := expression.NewBuilder().WithFilter(expression.Name(partitionKey).BeginsWith(accessKeyPK(""))).Build()
	if err != nil {
		return err
	}
	pages := dynamodb.NewScanPaginator(s.client, &dynamodb.ScanInput{
		TableName:                 &s.table,
		ConsistentRead:            aws.Bool(true),
		FilterExpression:          e.Filter(),
		ExpressionAttributeNames:  e.Names(),
		ExpressionAttributeValues: e.Values(),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return failure(err)
		}
		for _, found := range page.Items {
			var k keyItem
			if err := attributevalue.UnmarshalMap(found, &k); err != nil {
				return err
			}
			if err := do(k.accessKey()); err != nil {
				return err
			}
		}
	}
	return nil
}

// ReplaceSecret stores the secret of an access key as it was sealed again, on
// condition that it is still sealed as it was read. It returns mfa.ErrConflict
// or mfa.ErrNotFound otherwise.
func (s *Store) ReplaceSecret(ctx context.Context, k mfa.AccessKey, sealed []byte) error {
	secret := expression.Name("secret")
	found, err := s.update(ctx, accessKeyPK(k.ID), expression.Set(secret, value(sealed)), secret.Equal(value(k.Secret)))
	if errors.Is(err, mfa.ErrConflict) {
		if now, bad := newKey(found); bad == nil && slices.Equal(now.Secret, sealed) {
			return nil // only the answer was lost
		}
	}
	return err
}
