package mfatest

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// A User is an IAM user with an access key and a virtual MFA device in use.
type User struct {
	Name         string
	ARN          string
	SerialNumber string // the ARN of the device, which is named like the user

	server *Server
	key    aws.Config
	seed   otp.Seed
}

// User creates a user, an access key, and a device that is enabled for the user.
// It fails the test if it cannot, for example because the name is taken.
func (s *Server) User(t testing.TB, name string) *User {
	t.Helper()
	ctx, root := t.Context(), iam.NewFromConfig(s.Config())
	user, err := root.CreateUser(ctx, &iam.CreateUserInput{UserName: &name})
	if err != nil {
		t.Fatal("mfatest: ", err)
	}
	key, err := root.CreateAccessKey(ctx, &iam.CreateAccessKeyInput{UserName: &name})
	if err != nil {
		t.Fatal("mfatest: ", err)
	}
	device, err := root.CreateVirtualMFADevice(ctx, &iam.CreateVirtualMFADeviceInput{VirtualMFADeviceName: &name})
	if err != nil {
		t.Fatal("mfatest: ", err)
	}
	seed, err := otp.ParseSeed(string(device.VirtualMFADevice.Base32StringSeed))
	if err != nil {
		t.Fatal("mfatest: ", err)
	}
	u := &User{
		Name:         name,
		ARN:          *user.User.Arn,
		SerialNumber: *device.VirtualMFADevice.SerialNumber,
		server:       s,
		key:          s.config(*key.AccessKey.AccessKeyId, *key.AccessKey.SecretAccessKey),
		seed:         seed,
	}
	step := otp.StepAt(s.Now())
	_, err = root.EnableMFADevice(ctx, &iam.EnableMFADeviceInput{
		UserName:            &name,
		SerialNumber:        &u.SerialNumber,
		AuthenticationCode1: aws.String(u.codeAt(step - 1)),
		AuthenticationCode2: aws.String(u.codeAt(step)),
	})
	if err != nil {
		t.Fatal("mfatest: ", err)
	}
	return u
}

// Config returns the configuration of clients that sign with the user's access
// key, without MFA.
func (u *User) Config() aws.Config { return u.key.Copy() }

// Code returns the six digits that the user's device shows now, by the server's
// clock. A code opens one session; Advance(30*time.Second) brings the next one.
func (u *User) Code() string { return u.codeAt(otp.StepAt(u.server.Now())) }

func (u *User) codeAt(step otp.Step) string {
	u.server.t.Helper()
	code, err := otp.CodeAt(u.seed, step)
	if err != nil {
		u.server.t.Fatal("mfatest: ", err)
	}
	return code.Reveal()
}
