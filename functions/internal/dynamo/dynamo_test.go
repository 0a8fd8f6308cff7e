package dynamo_test

import (
	"context"
	"crypto/rand"
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/dynamo"
	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, openNew)
}

// openNew opens a table of its own.
func openNew(t *testing.T) mfa.Store {
	t.Helper()
	return open(t, newTable(t), http.DefaultClient)
}

func newTable(t *testing.T) (name string) {
	t.Helper()
	name = rand.Text()
	if err := dynamo.CreateTable(t.Context(), connect(tooltest.DynamoDBLocal(t), http.DefaultClient), name); err != nil {
		t.Fatal(err)
	}
	return name
}

func open(t *testing.T, table string, through dynamodb.HTTPClient) *dynamo.Store {
	t.Helper()
	return dynamo.New(connect(tooltest.DynamoDBLocal(t), through), table, time.Now, rand.Reader)
}

func connect(endpoint string, through dynamodb.HTTPClient) *dynamodb.Client {
	return dynamodb.New(dynamodb.Options{
		Region:       "us-east-1",
		BaseEndpoint: &endpoint,
		HTTPClient:   through,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local"}, nil
		}),
		Retryer: retry.NewStandard(func(o *retry.StandardOptions) { // as the SDK's own, but at once and whatever came before
			o.MaxAttempts = tries
			o.RateLimiter = ratelimit.None
			o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return 0, nil })
		}),
	})
}

const tries = 4
