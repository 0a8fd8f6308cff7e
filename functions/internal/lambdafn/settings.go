package lambdafn

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	awskms "github.com/aws/aws-sdk-go-v2/service/kms"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// settings are what template.yaml gives to every function.
type settings struct {
	region         string
	table          string
	key            arn.ARN // of KMS; its account is the account
	profile        otp.Profile
	issuer         string
	stack          string
	accountLabel   string // may be ""
	defaultPolicy  string // may be ""
	recoveryCodes  bool
	hardware       bool
	hosts          []string // nil is any
	edgeSecretHash []byte   // SHA-256 of the secret that requests must carry; nil if none must
}

// readSettings names the first variable that is missing. A function takes a key of
// KMS and no other: there is no way to give it a local one.
func readSettings(getenv func(string) string) (s settings, err error) {
	var key, profile string
	for _, required := range []struct {
		name string
		to   *string
	}{
		{"AWS_REGION", &s.region},
		{"TABLE_NAME", &s.table},
		{"KMS_KEY_ARN", &key},
		{"PROFILE", &profile},
		{"ISSUER", &s.issuer},
		{"STACK_NAME", &s.stack},
	} {
		if *required.to = getenv(required.name); *required.to == "" {
			return settings{}, fmt.Errorf("the environment variable %s is missing", required.name)
		}
	}
	if s.key, err = arn.Parse(key); err != nil || s.key.Service != "kms" {
		return settings{}, errors.New("the environment variable KMS_KEY_ARN must be the ARN of a KMS key; " +
			"a function takes no local key")
	}
	if s.profile, err = otp.ProfileNamed(profile); err != nil {
		return settings{}, fmt.Errorf("the environment variable PROFILE: %w", err)
	}
	s.accountLabel = getenv("ACCOUNT_LABEL")
	if s.defaultPolicy = getenv("DEFAULT_POLICY"); s.defaultPolicy != "" {
		if err = mfa.CheckDefaultPolicy(s.defaultPolicy); err != nil {
			return settings{}, fmt.Errorf("the environment variable DEFAULT_POLICY: %w", err)
		}
	}
	if s.recoveryCodes, err = onOrOff(getenv, "RECOVERY_CODES"); err != nil {
		return settings{}, err
	}
	if s.hardware, err = onOrOff(getenv, "HARDWARE_DEVICES"); err != nil {
		return settings{}, err
	}
	if hash := getenv("EDGE_SECRET_SHA256"); hash != "" {
		if s.edgeSecretHash, err = hex.DecodeString(hash); err != nil || len(s.edgeSecretHash) != sha256.Size {
			return settings{}, errors.New("the environment variable EDGE_SECRET_SHA256 must be 64 hexadecimal digits")
		}
	}
	if hosts := getenv("ALLOWED_HOSTS"); hosts != "" {
		s.hosts = strings.Split(strings.ReplaceAll(hosts, " ", ""), ",")
	}
	return s, nil
}

// onOrOff reads an option, which is off by default.
func onOrOff(getenv func(string) string, name string) (on bool, err error) {
	switch value := getenv(name); value {
	case "on":
		return true, nil
	case "", "off":
		return false, nil
	default:
		return false, fmt.Errorf("the environment variable %s must be on or off, not %q", name, value)
	}
}

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
