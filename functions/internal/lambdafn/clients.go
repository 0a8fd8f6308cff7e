package lambdafn

import (
	"context"
	"net"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	awskms "github.com/aws/aws-sdk-go-v2/service/kms"
)

// Clients are made by hand: package config of the SDK would add clients of four more services to every function, and look for credentials
// where a function has none.

// A call of DynamoDB or KMS takes milliseconds. One that takes attemptTime is tried again, after maxBackoff at most: three tries fit into
// wholeTime.
const (
	attemptTime = 500 * time.Millisecond
	maxBackoff  = 100 * time.Millisecond
)

func (s settings) dynamoDB(getenv func(string) string) *dynamodb.Client {
	return dynamodb.New(dynamodb.Options{
		Region: s.region, Credentials: credentials(getenv), Retryer: retryer(), BaseEndpoint: baseEndpoint(getenv("AWS_ENDPOINT_URL_DYNAMODB")),
		HTTPClient: client(func(c *call) *int { return &c.dynamoDBCalls }),
	})
}

func (s settings) kms(getenv func(string) string) *awskms.Client {
	return awskms.New(awskms.Options{
		Region: s.region, Credentials: credentials(getenv), Retryer: retryer(), BaseEndpoint: baseEndpoint(getenv("AWS_ENDPOINT_URL_KMS")),
		HTTPClient: client(func(c *call) *int { return &c.kmsCalls }),
	})
}

// credentials are the function's role, where Lambda puts them (Lambda developer guide, "Defined runtime environment variables").
func credentials(getenv func(string) string) aws.CredentialsProvider {
	return aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{
			AccessKeyID: getenv("AWS_ACCESS_KEY_ID"), SecretAccessKey: getenv("AWS_SECRET_ACCESS_KEY"), SessionToken: getenv("AWS_SESSION_TOKEN"),
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

// client counts its requests, retries too, on the call that they belong to.
func client(counter func(*call) *int) *http.Client {
	return &http.Client{
		Timeout: attemptTime,
		Transport: counting{counter, &http.Transport{
			DialContext:         (&net.Dialer{Timeout: attemptTime, KeepAlive: 30 * time.Second}).DialContext,
			TLSHandshakeTimeout: attemptTime,
			MaxIdleConnsPerHost: 2,
			IdleConnTimeout:     90 * time.Second,
			ForceAttemptHTTP2:   true,
		}},
	}
}

type counting struct {
	counter   func(*call) *int
	transport http.RoundTripper
}

func (c counting) RoundTrip(r *http.Request) (*http.Response, error) {
	if call := callOf(r.Context()); call != nil {
		*c.counter(call)++
	}
	return c.transport.RoundTrip(r)
}
