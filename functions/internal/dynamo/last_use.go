package dynamo

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

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
