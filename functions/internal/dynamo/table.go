package dynamo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Attributes that the table's definition names.
const (
	partitionKey = "pk"
	position     = "position"   // in both listings: a hash of the partition key
	listing      = "listing"    // which listing an item is in: users or devices
	assignment   = "assignment" // which listing of devices by assignment
)

// TimeToLive is the attribute that says when DynamoDB may delete an item. Only
// tickets have it.
const TimeToLive = "ttl"

// creationPatience is how long a new table may take.
const creationPatience = time.Minute

// TableInput defines the table.
//
// Two indexes are what the listings read, because a device changes its place in
// the second when it is assigned or taken back: a walk over all devices would
// miss it there. They show what listings show and no secret.
func TableInput(name string) *dynamodb.CreateTableInput {
	return &dynamodb.CreateTableInput{
		TableName:   &name,
		BillingMode: types.BillingModePayPerRequest,
		KeySchema:   []types.KeySchemaElement{{AttributeName: aws.String(partitionKey), KeyType: types.KeyTypeHash}},
		AttributeDefinitions: []types.AttributeDefinition{
			{AttributeName: aws.String(partitionKey), AttributeType: types.ScalarAttributeTypeS},
			{AttributeName: aws.String(listing), AttributeType: types.ScalarAttributeTypeS},
			{AttributeName: aws.String(assignment), AttributeType: types.ScalarAttributeTypeS},
			{AttributeName: aws.String(position), AttributeType: types.ScalarAttributeTypeS},
		},
		GlobalSecondaryIndexes: []types.GlobalSecondaryIndex{
			index(listing, "name", "path", "id", "created", "serial", "owner"),
			index(assignment, "serial", "owner"),
		},
	}
}

// index defines an index named after the attribute that says in which of its
// listings an item is.
func index(name string, shown ...string) types.GlobalSecondaryIndex {
	return types.GlobalSecondaryIndex{
		IndexName: &name,
		KeySchema: []types.KeySchemaElement{
			{AttributeName: &name, KeyType: types.KeyTypeHash},
			{AttributeName: aws.String(position), KeyType: types.KeyTypeRange},
		},
		Projection: &types.Projection{ProjectionType: types.ProjectionTypeInclude, NonKeyAttributes: shown},
	}
}

// CreateTable makes the table and waits for it, unless it is there. It sets the
// time to live of both.
func CreateTable(ctx context.Context, client *dynamodb.Client, name string) error {
	_, err := client.CreateTable(ctx, TableInput(name))
	var exists *types.ResourceInUseException
	switch {
	case errors.As(err, &exists):
		return setTimeToLive(ctx, client, name)
	case err != nil:
		return fmt.Errorf("making the table %q: %w", name, err)
	}
	wait := dynamodb.NewTableExistsWaiter(client, func(o *dynamodb.TableExistsWaiterOptions) { o.MinDelay = time.Second })
	if err := wait.Wait(ctx, &dynamodb.DescribeTableInput{TableName: &name}, creationPatience); err != nil {
		return fmt.Errorf("waiting for the table %q: %w", name, err)
	}
	return setTimeToLive(ctx, client, name)
}

// setTimeToLive makes DynamoDB delete what has expired. A request that finds it
// set already is refused, so it asks first.
func setTimeToLive(ctx context.Context, client *dynamodb.Client, name string) error {
	is, err := client.DescribeTimeToLive(ctx, &dynamodb.DescribeTimeToLiveInput{TableName: &name})
	if err != nil {
		return fmt.Errorf("reading the time to live of the table %q: %w", name, err)
	}
	if is.TimeToLiveDescription != nil && aws.ToString(is.TimeToLiveDescription.AttributeName) == TimeToLive {
		return nil
	}
	_, err = client.UpdateTimeToLive(ctx, &dynamodb.UpdateTimeToLiveInput{
		TableName: &name,
		TimeToLiveSpecification: &types.TimeToLiveSpecification{
			AttributeName: aws.String(TimeToLive),
			Enabled:       aws.Bool(true),
		},
	})
	if err != nil {
		return fmt.Errorf("setting the time to live of the table %q: %w", name, err)
	}
	return nil
}
