package mfatest_test

import (
	"context"
	"fmt"
	"log"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/virtual-mfa/virtual-mfa/functions/mfatest"
)

func Example() {
	t := newExampleT() // a test has its *testing.T
	defer t.end()

	s := mfatest.Start(t)
	alice := s.User(t, "alice")
	client := sts.NewFromConfig(alice.Config())
	login := func() {
		out, err := client.GetSessionToken(t.Context(), &sts.GetSessionTokenInput{
			SerialNumber: aws.String(alice.SerialNumber),
			TokenCode:    aws.String(alice.Code()),
		})
		fmt.Println("session:", err == nil && *out.Credentials.SessionToken != "")
	}
	login()
	login() // a code opens one session
	s.Advance(30 * time.Second)
	login() // the next code another

	// Output:
	// session: true
	// session: false
	// session: true
}

func ExampleServer_Config() {
	t := newExampleT()
	defer t.end()

	s := mfatest.Start(t)
	root := iam.NewFromConfig(s.Config())
	out, err := root.CreateVirtualMFADevice(t.Context(), &iam.CreateVirtualMFADeviceInput{
		VirtualMFADeviceName: aws.String("phone"),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(*out.VirtualMFADevice.SerialNumber)

	// Output: arn:aws:iam::123456789012:mfa/phone
}

func ExampleServer_Audit() {
	t := newExampleT()
	defer t.end()

	s := mfatest.Start(t)
	s.User(t, "alice")
	for _, record := range s.Audit() {
		fmt.Println(record.EventName, record.ErrorCode == "")
	}

	// Output:
	// CreateUser true
	// CreateAccessKey true
	// CreateVirtualMFADevice true
	// EnableMFADevice true
}

func ExampleServer_Reset() {
	t := newExampleT()
	defer t.end()

	s := mfatest.Start(t)
	s.User(t, "alice")
	s.Reset()
	users, err := iam.NewFromConfig(s.Config()).ListUsers(t.Context(), nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(users.Users), "users")

	// Output: 0 users
}

// An exampleT stands in for the *testing.T that an example does not have.
type exampleT struct {
	testing.TB
	cleanups []func()
}

func newExampleT() *exampleT { return &exampleT{} }

func (t *exampleT) Helper() {}

func (t *exampleT) Context() context.Context { return context.Background() }

func (t *exampleT) Cleanup(f func()) { t.cleanups = append(t.cleanups, f) }

func (t *exampleT) Fatal(args ...any) { log.Fatal(args...) }

func (t *exampleT) end() {
	for _, f := range t.cleanups {
		f()
	}
}
