// Package mfa shows the service in a container that a Go test starts. A test that
// needs no container uses package mfatest.
package mfa

import (
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/wait"
)

const (
	keyID  = "AKIAROOTEXAMPLE00000"
	secret = "the-root-key-of-this-test"
)

func startMFA(t *testing.T) (endpoint string) {
	t.Helper()
	container, err := testcontainers.Run(t.Context(), "virtual-mfa:local",
		testcontainers.WithExposedPorts("4599/tcp"),
		testcontainers.WithEnv(map[string]string{
			"VIRTUALMFA_ROOT_ACCESS_KEY_ID":     keyID,
			"VIRTUALMFA_ROOT_SECRET_ACCESS_KEY": secret,
		}),
		testcontainers.WithWaitStrategy(wait.ForHTTP("/healthz").WithPort("4599/tcp")),
	)
	testcontainers.CleanupContainer(t, container)
	if err != nil {
		t.Fatal(err)
	}
	endpoint, err = container.PortEndpoint(t.Context(), "4599/tcp", "http")
	if err != nil {
		t.Fatal(err)
	}
	return endpoint
}

func TestADeviceIsCreatedInAContainer(t *testing.T) {
	endpoint := startMFA(t)
	client := iam.NewFromConfig(aws.Config{
		BaseEndpoint: &endpoint,
		Region:       "us-east-1",
		Credentials:  credentials.NewStaticCredentialsProvider(keyID, secret, ""),
	})
	created, err := client.CreateVirtualMFADevice(t.Context(), &iam.CreateVirtualMFADeviceInput{
		VirtualMFADeviceName: aws.String("alice"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := *created.VirtualMFADevice.SerialNumber; got != "arn:aws:iam::000000000000:mfa/alice" {
		t.Errorf("the serial number is %s", got)
	}

	// The next code, without a wait.
	response, err := http.Post(endpoint+"/_local/clock", "application/json", strings.NewReader(`{"advance":"30s"}`))
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Errorf("the clock answers %s", response.Status)
	}
}
