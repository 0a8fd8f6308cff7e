// Command lifecycle is a virtual MFA device's life through the AWS SDK for Go.
// Needs the exports of `virtualmfa serve`, and virtualmfa on PATH for codes.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"os/exec"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
)

var (
	ctx   = context.Background()
	alice = aws.String("alice")
)

func main() {
	root := must(config.LoadDefaultConfig(ctx))
	admin := iam.NewFromConfig(root)
	must(admin.CreateUser(ctx, &iam.CreateUserInput{UserName: alice}))
	key := must(admin.CreateAccessKey(ctx, &iam.CreateAccessKeyInput{UserName: alice})).AccessKey
	user := as(root, key.AccessKeyId, key.SecretAccessKey, nil)
	serial, session := enrol(user)

	manager := iam.NewFromConfig(session)
	tag := types.Tag{Key: aws.String("team"), Value: aws.String("rot + grün")}
	must(manager.TagMFADevice(ctx, &iam.TagMFADeviceInput{SerialNumber: serial, Tags: []types.Tag{tag}}))
	if tags := must(
		manager.ListMFADeviceTags(ctx, &iam.ListMFADeviceTagsInput{SerialNumber: serial}),
	).Tags; len(tags) != 1 ||
		*tags[0].Value != *tag.Value {
		log.Fatal(tags)
	}
	_, err := admin.DeleteVirtualMFADevice(ctx, &iam.DeleteVirtualMFADeviceInput{SerialNumber: serial})
	refused("DeleteConflict", err)
	must(manager.DeactivateMFADevice(ctx, &iam.DeactivateMFADeviceInput{UserName: alice, SerialNumber: serial}))
	must(admin.DeleteVirtualMFADevice(ctx, &iam.DeleteVirtualMFADeviceInput{SerialNumber: serial}))
	for pages := iam.NewListVirtualMFADevicesPaginator(admin, nil); pages.HasMorePages(); {
		if devices := must(pages.NextPage(ctx)).VirtualMFADevices; len(devices) != 0 {
			log.Fatal(devices)
		}
	}
	must(admin.DeleteAccessKey(ctx, &iam.DeleteAccessKeyInput{UserName: alice, AccessKeyId: key.AccessKeyId}))
	must(admin.DeleteUser(ctx, &iam.DeleteUserInput{UserName: alice}))
	fmt.Println("done")
}

// enrol gives alice a device, and spends a code on a session.
func enrol(user aws.Config) (serial *string, session aws.Config) {
	people, tokens := iam.NewFromConfig(user), sts.NewFromConfig(user)
	device := must(
		people.CreateVirtualMFADevice(ctx, &iam.CreateVirtualMFADeviceInput{VirtualMFADeviceName: alice}),
	).VirtualMFADevice
	pair := codes(device.Base32StringSeed, "-pair")
	enable := &iam.EnableMFADeviceInput{
		UserName:            alice,
		SerialNumber:        device.SerialNumber,
		AuthenticationCode1: &pair[1],
		AuthenticationCode2: &pair[1],
	}
	_, err := people.EnableMFADevice(ctx, enable)
	refused("InvalidAuthenticationCode", err)
	enable.AuthenticationCode1 = &pair[0]
	must(people.EnableMFADevice(ctx, enable))

	login := &sts.GetSessionTokenInput{SerialNumber: device.SerialNumber, TokenCode: &codes(device.Base32StringSeed)[0]}
	c := must(tokens.GetSessionToken(ctx, login)).Credentials
	_, err = tokens.GetSessionToken(ctx, login)
	refused("AccessDenied", err)
	return device.SerialNumber, as(user, c.AccessKeyId, c.SecretAccessKey, c.SessionToken)
}

func as(c aws.Config, id, secret, token *string) aws.Config {
	c.Credentials = credentials.NewStaticCredentialsProvider(*id, *secret, aws.ToString(token))
	return c
}

// codes are what the phone shows, by the server's clock. The seed goes in by
// stdin, so that no process list has it.
func codes(seed []byte, flags ...string) []string {
	phone := exec.Command(
		"virtualmfa",
		append(append([]string{"code", "-endpoint", os.Getenv("AWS_ENDPOINT_URL")}, flags...), "-")...)
	phone.Stdin = strings.NewReader(string(seed))
	return strings.Fields(string(must(phone.Output())))
}

func refused(code string, err error) {
	var refusal smithy.APIError
	if !errors.As(err, &refusal) || strings.TrimSuffix(refusal.ErrorCode(), "Exception") != code {
		log.Fatalf("not refused with %s: %v", code, err)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return v
}
