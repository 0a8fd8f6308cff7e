package main

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
	"github.com/pquerna/otp/totp"
)

// A crashHolder is a user with an access key and a device. The server changes
// its address with every start, the user keeps key and seed.
type crashHolder struct {
	id, secret   string
	serial, seed string
}

// as signs with the user's key at the server that root is signed in at.
func (h crashHolder) as(root sdk) sdk {
	return sdk{
		iam.New(root.iam.Options(), func(o *iam.Options) { o.Credentials = staticKey(h.id, h.secret) }),
		sts.New(root.sts.Options(), func(o *sts.Options) { o.Credentials = staticKey(h.id, h.secret) }),
	}
}

func (h crashHolder) hasKey(ctx context.Context, root sdk) bool {
	_, err := h.as(root).sts.GetCallerIdentity(ctx, nil)
	return err == nil
}

// enableAndSpend enables the device and opens a session with a code, which must
// stay spent.
func (h crashHolder) enableAndSpend(ctx context.Context, root sdk, name string, record func(fact)) error {
	now := time.Now()
	older, err := totp.GenerateCode(h.seed, now.Add(-30*time.Second))
	if err != nil {
		return err
	}
	code, err := totp.GenerateCode(h.seed, now)
	if err != nil {
		return err
	}
	_, err = root.iam.EnableMFADevice(ctx, &iam.EnableMFADeviceInput{
		UserName:            &name,
		SerialNumber:        &h.serial,
		AuthenticationCode1: &older,
		AuthenticationCode2: &code,
	})
	if err != nil {
		return err
	}
	record(fact{"the assignment of " + h.serial, func(ctx context.Context, root sdk) bool {
		out, err := root.iam.ListMFADevices(ctx, &iam.ListMFADevicesInput{UserName: &name})
		return err == nil && len(out.MFADevices) == 1 && *out.MFADevices[0].SerialNumber == h.serial
	}})
	login := &sts.GetSessionTokenInput{SerialNumber: &h.serial, TokenCode: &code}
	if _, err := h.as(root).sts.GetSessionToken(ctx, login); err != nil {
		return err
	}
	record(fact{"the spent code of " + h.serial, func(ctx context.Context, root sdk) bool {
		_, err := h.as(root).sts.GetSessionToken(ctx, login)
		return asCode(err, "AccessDenied")
	}})
	return nil
}

// asCode reports whether a server has answered with an error of this code.
func asCode(err error, code string) bool {
	var answer smithy.APIError
	return errors.As(err, &answer) && answer.ErrorCode() == code
}
