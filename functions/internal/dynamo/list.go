package dynamo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// Users implements mfa.Store.
func (s *Store) Users(ctx context.Context, after string, limit int) (users []mfa.User, next string, err error) {
	found, next, err := s.page(ctx, listing, allUsers, after, limit)
	for _, i := range found {
		var u userItem
		if err := attributevalue.UnmarshalMap(i, &u); err != nil {
			return nil, "", err
		}
		users = append(users, mfa.User{Name: u.Name, Path: u.Path, ID: u.ID, Created: u.Created})
	}
	return users, next, err
}

// Devices implements mfa.Store.
func (s *Store) Devices(
	ctx context.Context,
	which mfa.AssignmentStatus,
	after string,
	limit int,
) (devices []mfa.Device, next string, err error) {
	return s.devices(ctx, deviceListing{allDevices, assignedList, unassignedList}, which, after, limit)
}

// HardwareDevices implements mfa.Store.
func (s *Store) HardwareDevices(
	ctx context.Context,
	which mfa.AssignmentStatus,
	after string,
	limit int,
) (devices []mfa.Device, next string, err error) {
	kind := deviceListing{allHardware, assignedHardware, unassignedHardware}
	return s.devices(ctx, kind, which, after, limit)
}

func (s *Store) devices(
	ctx context.Context,
	kind deviceListing,
	which mfa.AssignmentStatus,
	after string,
	limit int,
) (devices []mfa.Device, next string, err error) {
	index, list := listing, kind.all
	switch which {
	case mfa.Assigned:
		index, list = assignment, kind.assigned
	case mfa.Unassigned:
		index, list = assignment, kind.unassigned
	}
	found, next, err := s.page(ctx, index, list, after, limit)
	for _, i := range found {
		d, err := newDevice(i)
		if err != nil {
			return nil, "", err
		}
		devices = append(devices, d)
	}
	return devices, next, err
}

// page asks for one item more than it returns, to know whether another follows.
func (s *Store) page(ctx context.Context, index, list, after string, limit int) (items []item, next string, err error) {
	for _, part := range shards {
		if after != "" && part < shard(after) {
			continue
		}
		found, err := s.query(ctx, index, list+"#"+part, after, limit+1-len(items))
		if err != nil {
			return nil, "", err
		}
		if items = append(items, found...); len(items) > limit {
			return items[:limit], text(items[limit-1], position), nil
		}
	}
	return items, "", nil
}

// query reads up to limit items of one part, in as many calls as DynamoDB wants
// (API reference, Query: a call reads at most 1 MB).
func (s *Store) query(ctx context.Context, index, part, after string, limit int) (items []item, err error) {
	where := expression.Key(index).Equal(value(part))
	if after != "" {
		where = where.And(expression.Key(position).GreaterThan(value(after)))
	}
	e, err := expression.NewBuilder().WithKeyCondition(where).Build()
	if err != nil {
		return nil, err
	}
	input := dynamodb.QueryInput{
		TableName: &s.table, IndexName: &index,
		KeyConditionExpression: e.KeyCondition(), ExpressionAttributeNames: e.Names(), ExpressionAttributeValues: e.Values(),
	}
	for {
		input.Limit = aws.Int32(int32(limit - len(items)))
		out, err := s.client.Query(ctx, &input)
		if err != nil {
			return nil, failure(err)
		}
		items = append(items, out.Items...)
		if len(items) == limit || out.LastEvaluatedKey == nil {
			return items, nil
		}
		input.ExclusiveStartKey = out.LastEvaluatedKey
	}
}
