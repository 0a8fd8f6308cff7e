// Command cloudformation is the Lambda function of a custom resource,
// Custom::EnrollmentTicket: a link with which a user sets up a virtual MFA device.
// No seed passes through CloudFormation. See README.md.
package main

import (
	"context"
	"errors"
	"log"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
)

func main() {
	h, err := newHandler(context.Background(), os.Getenv)
	if err != nil {
		log.Fatal(err)
	}
	lambda.Start(h.handle)
}

// newHandler reads the function's environment: ENDPOINT is the URL of the service,
// and KEY_SECRET the id of the secret with the access key that calls it.
func newHandler(ctx context.Context, getenv func(string) string) (*handler, error) {
	endpoint, key := getenv("ENDPOINT"), getenv("KEY_SECRET")
	if endpoint == "" || key == "" {
		return nil, errors.New("ENDPOINT and KEY_SECRET must be set: see template.yaml")
	}
	loaded, err := awsconfig.LoadDefaultConfig(ctx)
	if err != nil {
		return nil, err
	}
	vault := secretsManager{secretsmanager.NewFromConfig(loaded)}
	return &handler{
		service: &service{endpoint: endpoint, region: loaded.Region, key: key, vault: vault},
		vault:   vault,
		pause:   time.Second,
	}, nil
}
