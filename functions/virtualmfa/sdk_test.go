package main

import (
	"bytes"
	"errors"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
	"github.com/pquerna/otp/totp"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
)

// sdk is the SDK's two clients, signing as one caller.
type sdk struct {
	iam *iam.Client
	sts *sts.Client
}

func (s *server) sdk(id, secret, token string) sdk {
	config := aws.Config{
		BaseEndpoint: aws.String(s.exported("AWS_ENDPOINT_URL")),
		Region:       s.exported("AWS_DEFAULT_REGION"),
		Credentials:  credentials.NewStaticCredentialsProvider(id, secret, token),
	}
	return sdk{iam.NewFromConfig(config), sts.NewFromConfig(config)}
}

func (s *server) root() sdk {
	return s.sdk(s.exported("AWS_ACCESS_KEY_ID"), s.exported("AWS_SECRET_ACCESS_KEY"), "")
}

// user makes a user and signs as her from here on.
func (s *server) user(t *testing.T, name string) sdk {
	t.Helper()
	root := s.root().iam
	must(root.CreateUser(t.Context(), &iam.CreateUserInput{UserName: &name}))(t)
	key := must(root.CreateAccessKey(t.Context(), &iam.CreateAccessKeyInput{UserName: &name}))(t).AccessKey
	return s.sdk(*key.AccessKeyId, *key.SecretAccessKey, "")
}

// enrol gives the user a device of the same name, and returns its serial number,
// and its seed in base32.
func (c sdk) enrol(t *testing.T, user string) (serial, seed string) {
	t.Helper()
	device := must(c.iam.CreateVirtualMFADevice(t.Context(),
		&iam.CreateVirtualMFADeviceInput{VirtualMFADeviceName: &user}))(t).VirtualMFADevice
	serial, seed = *device.SerialNumber, string(device.Base32StringSeed)
	must(c.iam.EnableMFADevice(t.Context(), &iam.EnableMFADeviceInput{
		UserName:            &user,
		SerialNumber:        &serial,
		AuthenticationCode1: app(t, seed, -30*time.Second),
		AuthenticationCode2: app(t, seed, 0),
	}))(t)
	return serial, seed
}

// app is an authenticator app that shares no code with ours: pquerna/otp, on the
// machine's clock.
func app(t *testing.T, seed string, ago time.Duration) *string {
	t.Helper()
	return aws.String(must(totp.GenerateCode(seed, time.Now().Add(ago)))(t))
}

func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestADevicesLifeThroughTheSDKForGo(t *testing.T) {
	t.Parallel()
	s := serve(t)
	ctx, root, alice := t.Context(), s.root().iam, s.user(t, "alice")
	serial, seed := alice.enrol(t, "alice")
	_, err := alice.iam.EnableMFADevice(ctx, &iam.EnableMFADeviceInput{
		UserName: aws.String("alice"), SerialNumber: &serial, AuthenticationCode1: aws.String("000000"),
		AuthenticationCode2: aws.String("000000"),
	})
	wantError[*smithy.GenericAPIError](t, err, "AccessDenied") // AWS-2023-001: she has a device, and shows no MFA

	c := must(alice.sts.GetSessionToken(ctx,
		&sts.GetSessionTokenInput{SerialNumber: &serial, TokenCode: app(t, seed, 0)}))(t).Credentials
	session := s.sdk(*c.AccessKeyId, *c.SecretAccessKey, *c.SessionToken)
	if who := must(session.sts.GetCallerIdentity(ctx, nil))(t); *who.Arn != "arn:aws:iam::"+account+":user/alice" {
		t.Errorf("the session is %s", *who.Arn)
	}

	tag := iamtypes.Tag{Key: aws.String("Team"), Value: aws.String("rot + grün")}
	must(session.iam.TagMFADevice(ctx, &iam.TagMFADeviceInput{SerialNumber: &serial, Tags: []iamtypes.Tag{tag}}))(t)
	tags := must(session.iam.ListMFADeviceTags(ctx, &iam.ListMFADeviceTagsInput{SerialNumber: &serial}))(t).Tags
	if len(tags) != 1 || *tags[0].Key != *tag.Key || *tags[0].Value != *tag.Value {
		t.Errorf("tags came back as %v", tags)
	}

	_, err = root.DeleteVirtualMFADevice(ctx, &iam.DeleteVirtualMFADeviceInput{SerialNumber: &serial})
	wantError[*iamtypes.DeleteConflictException](t, err, "DeleteConflict")
	must(session.iam.DeactivateMFADevice(ctx, &iam.DeactivateMFADeviceInput{SerialNumber: &serial}))(t)
	must(root.DeleteVirtualMFADevice(ctx, &iam.DeleteVirtualMFADeviceInput{SerialNumber: &serial}))(t)
	_, err = root.DeleteVirtualMFADevice(ctx, &iam.DeleteVirtualMFADeviceInput{SerialNumber: &serial})
	wantError[*iamtypes.NoSuchEntityException](t, err, "NoSuchEntity")
}

// wantError checks that the SDK decoded the answer to its own error type E, so
// that callers can use errors.As.
func wantError[E smithy.APIError](t *testing.T, err error, code string) {
	t.Helper()
	var typed E
	if !errors.As(err, &typed) || !strings.HasPrefix(typed.ErrorCode(), code) {
		t.Errorf("%v, want %s as %T", err, code, typed)
	}
}

func TestACodeOpensOneSessionHoweverManyCallersRace(t *testing.T) {
	t.Parallel()
	s := serve(t)
	alice := s.user(t, "alice")
	serial, seed := alice.enrol(t, "alice")
	in := &sts.GetSessionTokenInput{SerialNumber: &serial, TokenCode: app(t, seed, 0)}
	var opened atomic.Int32
	var callers sync.WaitGroup
	for range 8 { // within the budget of nine, so that each code is judged
		callers.Go(func() {
			if _, err := alice.sts.GetSessionToken(t.Context(), in); err == nil {
				opened.Add(1)
			}
		})
	}
	callers.Wait()
	if opened.Load() != 1 {
		t.Errorf("one code opened %d sessions", opened.Load())
	}
}

func TestTheQRCodeHoldsExactlyTheKeyURI(t *testing.T) {
	t.Parallel()
	zbarimg := tooltest.Path(t, "zbarimg")
	device := must(serve(t).root().iam.CreateVirtualMFADevice(t.Context(), &iam.CreateVirtualMFADeviceInput{
		VirtualMFADeviceName: aws.String("alice"),
	}))(t).VirtualMFADevice
	scan := exec.Command(zbarimg, "--quiet", "--raw", "-")
	scan.Stdin = bytes.NewReader(device.QRCodePNG)
	got := must(scan.Output())(t)
	// As AWS's own pictures have it: "@" literal, no algorithm, digits or period.
	want := "otpauth://totp/Amazon%20Web%20Services:alice@" + account + "?secret=" +
		string(device.Base32StringSeed) + "&issuer=Amazon%20Web%20Services\n"
	if string(got) != want {
		t.Errorf("the picture says\n%swant\n%s", got, want)
	}
}
