package dynamo_test

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/dynamo"
	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) mfa.Store { return open(t) })
}

// open makes a store on an empty table.
func open(t *testing.T, options ...func(*dynamodb.Options)) *dynamo.Store {
	t.Helper()
	client := connect(t, options...)
	table := rand.Text()
	if err := dynamo.CreateTable(t.Context(), connect(t), table); err != nil {
		t.Fatal(err)
	}
	return dynamo.New(client, table, time.Now, rand.Reader)
}

func connect(t *testing.T, options ...func(*dynamodb.Options)) *dynamodb.Client {
	t.Helper()
	o := dynamodb.Options{
		Region:       "us-east-1",
		BaseEndpoint: aws.String(tooltest.DynamoDBLocal(t)),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local"}, nil
		}),
	}
	return dynamodb.New(o, options...)
}
