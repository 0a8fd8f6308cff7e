package dynamo

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

type keyItem struct {
	PK       string              `dynamodbav:"pk"`
	ID       string              `dynamodbav:"id"`
	User     string              `dynamodbav:"user,omitempty"` // the user's partition key
	UserName string              `dynamodbav:"user_name,omitempty"`
	UserPath string              `dynamodbav:"user_path,omitempty"`
	UserID   string              `dynamodbav:"user_id,omitempty"`
	Secret   []byte              `dynamodbav:"secret"`
	Status   mfa.AccessKeyStatus `dynamodbav:"status"`
	Created  time.Time           `dynamodbav:"created"`
	lastUseItem
}

func accessKeyPK(id string) string { return "key#" + id }

// ofUser is the condition that a key is the user's.
func ofUser(name string) expression.ConditionBuilder {
	return expression.Name("user").Equal(value(userKey(name)))
}

func newKey(i item) (mfa.AccessKey, error) {
	var k keyItem
	err := attributevalue.UnmarshalMap(i, &k)
	return k.accessKey(), err
}

func (k keyItem) accessKey() mfa.AccessKey {
	return mfa.AccessKey{
		ID:       k.ID,
		UserName: k.UserName,
		UserPath: k.UserPath,
		UserID:   k.UserID,
		Secret:   k.Secret,
		Status:   k.Status,
		Created:  k.Created,
		LastUsed: k.lastUse(),
	}
}

func newKeyItem(k mfa.AccessKey) keyItem {
	made := keyItem{
		PK:       accessKeyPK(k.ID),
		ID:       k.ID,
		UserName: k.UserName,
		UserPath: k.UserPath,
		UserID:   k.UserID,
		Secret:   k.Secret,
		Status:   k.Status,
		Created:  k.Created,
	}
	if k.UserName != "" {
		made.User = userKey(k.UserName)
	}
	return made
}

// AccessKey implements mfa.Store.
func (s *Store) AccessKey(ctx context.Context, id string) (mfa.AccessKey, error) {
	found, err := s.get(ctx, accessKeyPK(id))
	if err != nil {
		return mfa.AccessKey{}, err
	}
	return newKey(found)
}

// AccessKeys implements mfa.Store.
func (s *Store) AccessKeys(ctx context.Context, ids []string) ([]mfa.AccessKey, error) {
	return those(ctx, s, ids, accessKeyPK, newKey)
}

// CreateAccessKey implements mfa.Store.
func (s *Store) CreateAccessKey(ctx context.Context, k mfa.AccessKey, limit int) error {
	made := newKeyItem(k)
	if k.UserName == "" {
		return s.put(ctx, made)
	}
	attempt, err := s.newAttempt()
	if err != nil {
		return err
	}
	keys := expression.Name("keys")
	_, err = s.transact(ctx, attempt,
		updating(
			userKey(k.UserName),
			stamped(attempt).Add(keys, stringSet(k.ID)),
			expression.Name("id").
				Equal(value(k.UserID)).
				And(hasName(k.UserName, k.UserPath), expression.AttributeNotExists(keys).Or(keys.Size().LessThan(value(limit)))),
		),
		putting(made, notExists))
	return err
}

// put puts an item, whatever was there.
func (s *Store) put(ctx context.Context, what any) error {
	made, err := attributevalue.MarshalMap(what)
	if err != nil {
		return err
	}
	_, err = s.client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &s.table, Item: made})
	return failure(err)
}

// UpdateAccessKey implements mfa.Store.
func (s *Store) UpdateAccessKey(ctx context.Context, userName, id string, status mfa.AccessKeyStatus) error {
	attempt, err := s.newAttempt()
	if err != nil {
		return err
	}
	change := expression.Set(expression.Name("status"), value(status))
	_, err = s.transact(ctx, attempt, updating(accessKeyPK(id), change, ofUser(userName)))
	return notFound(err)
}

// DeleteAccessKey implements mfa.Store.
func (s *Store) DeleteAccessKey(ctx context.Context, userName, id string) error {
	attempt, err := s.newAttempt()
	if err != nil {
		return err
	}
	_, err = s.transact(ctx, attempt,
		updating(userKey(userName),
			stamped(attempt).Delete(expression.Name("keys"), stringSet(id)),
			exists),
		deleting(accessKeyPK(id), ofUser(userName)))
	return notFound(err)
}

// notFound says of the key of another user that it does not exist.
func notFound(err error) error {
	if errors.Is(err, mfa.ErrConflict) {
		return mfa.ErrNotFound
	}
	return err
}

func stringSet(members ...string) expression.ValueBuilder {
	return value(&types.AttributeValueMemberSS{Value: members})
}

// A lastUseItem is the part of a key or a role that every function may write, and
// nothing else of them: see CallerPolicy in template.yaml.
type lastUseItem struct {
	LastUsed        time.Time       `dynamodbav:"last_used"`
	LastUsedRegion  string          `dynamodbav:"last_used_region,omitempty"`
	LastUsedService mfa.ServiceName `dynamodbav:"last_used_service,omitempty"`
}

func newLastUse(u mfa.LastUse) lastUseItem { return lastUseItem{u.Date, u.Region, u.Service} }

func (l lastUseItem) lastUse() mfa.LastUse {
	return mfa.LastUse{Date: l.LastUsed, Region: l.LastUsedRegion, Service: l.LastUsedService}
}

// RecordUse implements mfa.Store. A copy that arrives late finds a date that is not
// before its own.
func (s *Store) RecordUse(ctx context.Context, u mfa.Use) error {
	pk, id := accessKeyPK(u.KeyID), u.KeyID
	if u.KeyID == "" {
		pk, id = rolePK(u.RoleName), u.RoleID
	}
	date := expression.Name("last_used")
	e, err := expression.NewBuilder().
		WithUpdate(expression.
			Set(date, value(u.Date)).
			Set(expression.Name("last_used_region"), value(u.Region)).
			Set(expression.Name("last_used_service"), value(u.Service))).
		WithCondition(expression.Name("id").Equal(value(id)).
			And(date.AttributeNotExists().Or(date.LessThan(value(u.Date))))).
		Build()
	if err != nil {
		return err
	}
	_, err = s.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName:                 &s.table,
		Key:                       keyOf(pk),
		UpdateExpression:          e.Update(),
		ConditionExpression:       e.Condition(),
		ExpressionAttributeNames:  e.Names(),
		ExpressionAttributeValues: e.Values(),
	})
	if _, err = conflict(err); errors.Is(err, mfa.ErrNotFound) { // gone, or used later
		return nil
	}
	return err
}
