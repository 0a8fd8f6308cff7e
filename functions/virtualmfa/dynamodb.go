package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"net/url"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/dynamo"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// attemptTimeout is for one call of DynamoDB; the SDK tries a few times.
const attemptTimeout = 2 * time.Second

// openDynamoDB opens the table, and says in one sentence what keeps it from doing so.
func (c config) openDynamoDB(ctx context.Context, clock *localClock) (mfa.Store, error) {
	endpoint, err := url.Parse(c.dynamodb)
	if err != nil || endpoint.Host == "" {
		return nil, fmt.Errorf("-dynamodb wants a URL such as http://127.0.0.1:8000, not %q", c.dynamodb)
	}
	client, err := newDynamoDB(ctx, endpoint)
	if err != nil {
		return nil, fmt.Errorf("-dynamodb: %w", err)
	}
	if c.createTable {
		if err := dynamo.CreateTable(ctx, client, c.table); err != nil {
			return nil, err
		}
	}
	store := dynamo.New(client, c.table, clock.Now, rand.Reader)
	return store, store.Check(ctx)
}

// newDynamoDB makes a client. DynamoDB Local asks for credentials and takes any; the real one gets those of the environment.
func newDynamoDB(ctx context.Context, endpoint *url.URL) (*dynamodb.Client, error) {
	options := []func(*awsconfig.LoadOptions) error{awsconfig.WithHTTPClient(awshttp.NewBuildableClient().WithTimeout(attemptTimeout))}
	if ip := net.ParseIP(endpoint.Hostname()); endpoint.Hostname() == "localhost" || ip != nil && ip.IsLoopback() {
		options = append(options, awsconfig.WithRegion("us-east-1"), awsconfig.WithCredentialsProvider(credentials.NewStaticCredentialsProvider("local", "local", "")))
	}
	loaded, err := awsconfig.LoadDefaultConfig(ctx, options...)
	if err != nil {
		return nil, err
	}
	return dynamodb.NewFromConfig(loaded, func(o *dynamodb.Options) { o.BaseEndpoint = aws.String(endpoint.String()) }), nil
}
