package lambdafn

import (
	"context"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	awskms "github.com/aws/aws-sdk-go-v2/service/kms"
)

// The clients are built without the SDK's package config, which would add the
// clients of four more services to every function, and look for credentials
// where a function has none.

// A call of DynamoDB or KMS takes milliseconds. One that takes attemptTime is
// tried again, after maxBackoff at most: three tries fit into wholeTime.
const (
	attemptTime = 500 * time.Millisecond
	maxBackoff  = 100 * time.Millisecond
)

// clients are those of a function. Each counts its HTTP requests, retries
// included. Lambda sends a function one event at a time, so the difference
// between two readings is what one event cost.
type clients struct {
	dynamoDB *dynamodb.Client
	kms      *awskms.Client
	calls    struct{ dynamoDB, kms atomic.Int64 }
}

func newClients(getenv func(string) string, region string) *clients {
	c := &clients{}
	c.dynamoDB = dynamodb.New(dynamodb.Options{
		Region:       region,
		Credentials:  credentials(getenv),
		Retryer:      retryer(),
		BaseEndpoint: baseEndpoint(getenv("AWS_ENDPOINT_URL_DYNAMODB")),
		HTTPClient:   client(&c.calls.dynamoDB),
	})
	c.kms = awskms.New(awskms.Options{
		Region:       region,
		Credentials:  credentials(getenv),
		Retryer:      retryer(),
		BaseEndpoint: baseEndpoint(getenv("AWS_ENDPOINT_URL_KMS")),
		HTTPClient:   client(&c.calls.kms),
	})
	return c
}

// credentials are those of the function's role, where Lambda puts them (Lambda
// developer guide, "Defined runtime environment variables").
func credentials(getenv func(string) string) aws.CredentialsProvider {
	return aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{
			AccessKeyID:     getenv("AWS_ACCESS_KEY_ID"),
			SecretAccessKey: getenv("AWS_SECRET_ACCESS_KEY"),
			SessionToken:    getenv("AWS_SESSION_TOKEN"),
		}, nil
	})
}

func retryer() aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) { o.MaxBackoff = maxBackoff })
}

// baseEndpoint is nil for the real service.
func baseEndpoint(url string) *string {
	if url == "" {
		return nil
	}
	return &url
}

func client(calls *atomic.Int64) *http.Client {
	return &http.Client{
		Timeout: attemptTime,
		Transport: counting{calls, &http.Transport{
			DialContext:         (&net.Dialer{Timeout: attemptTime, KeepAlive: 30 * time.Second}).DialContext,
			TLSHandshakeTimeout: attemptTime,
			MaxIdleConnsPerHost: 2,
			IdleConnTimeout:     90 * time.Second,
			ForceAttemptHTTP2:   true,
		}},
	}
}

// counting is a transport that counts its requests.
type counting struct {
	calls     *atomic.Int64
	transport http.RoundTripper
}

func (c counting) RoundTrip(r *http.Request) (*http.Response, error) {
	c.calls.Add(1)
	return c.transport.RoundTrip(r)
}
