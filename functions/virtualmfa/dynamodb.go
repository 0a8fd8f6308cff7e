package main

import (
	"context"
	"crypto/rand"
	"errors"
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
	"github.com/virtual-mfa/virtual-mfa/functions/internal/local"
)

// attemptTimeout limits one attempt of a call of DynamoDB. The SDK makes three.
// DynamoDB Local on a busy machine takes seconds where it else takes
// milliseconds.
const attemptTimeout = 9 * time.Second

var errNoSeedForTables = errors.New("-seed fills an empty state in memory or of -state, not a table of -dynamodb")

// A table is a state in DynamoDB.
type table struct{ *dynamo.Store }

// Reset implements local.State. The table may be shared, or a real one.
func (table) Reset() error { return local.ErrNoReset }

// Generation implements local.State.
func (table) Generation() []byte { return nil }

// Created implements local.State.
func (table) Created() time.Time { return time.Time{} }

// Fill implements local.State.
func (table) Fill(string, func() error) error { return errNoSeedForTables }

// FilledFrom implements local.State.
func (table) FilledFrom() string { return "" }

// openTable opens the table of -dynamodb.
func (c config) openTable(ctx context.Context, clock *local.Clock) (local.State, error) {
	endpoint, err := url.Parse(c.dynamodb)
	if err != nil || endpoint.Host == "" {
		return nil, fmt.Errorf("-dynamodb must be a URL such as http://127.0.0.1:8000, not %q",
			c.dynamodb)
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
	return table{store}, store.Check(ctx)
}

// newDynamoDB makes a client. DynamoDB Local asks for credentials and takes any;
// the real one gets those of the environment.
func newDynamoDB(ctx context.Context, endpoint *url.URL) (*dynamodb.Client, error) {
	patient := awshttp.NewBuildableClient().WithTimeout(attemptTimeout)
	options := []func(*awsconfig.LoadOptions) error{awsconfig.WithHTTPClient(patient)}
	ip := net.ParseIP(endpoint.Hostname())
	if endpoint.Hostname() == "localhost" || ip != nil && ip.IsLoopback() {
		anyKey := credentials.NewStaticCredentialsProvider("local", "local", "")
		options = append(options,
			awsconfig.WithRegion(region),
			awsconfig.WithCredentialsProvider(anyKey))
	}
	loaded, err := awsconfig.LoadDefaultConfig(ctx, options...)
	if err != nil {
		return nil, err
	}
	return dynamodb.NewFromConfig(loaded, func(o *dynamodb.Options) {
		o.BaseEndpoint = aws.String(endpoint.String())
	}), nil
}
