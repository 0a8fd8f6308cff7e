package terraformtest

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// client returns an SDK client of a script's server, for its account root.
func client(getenv func(string) string) *iam.Client {
	return iam.New(iam.Options{
		Region:       getenv("AWS_REGION"),
		BaseEndpoint: aws.String(getenv("AWS_ENDPOINT_URL")),
		Credentials: credentials.NewStaticCredentialsProvider(
			getenv("AWS_ACCESS_KEY_ID"), getenv("AWS_SECRET_ACCESS_KEY"), "",
		),
	})
}

// left is what an account still has after everything was destroyed, by kind.
func left(ctx context.Context, c *iam.Client) (found []string, err error) {
	details, err := c.GetAccountAuthorizationDetails(ctx, &iam.GetAccountAuthorizationDetailsInput{})
	if err != nil {
		return nil, err
	}
	devices, err := c.ListVirtualMFADevices(ctx, &iam.ListVirtualMFADevicesInput{})
	if err != nil {
		return nil, err
	}
	aliases, err := c.ListAccountAliases(ctx, &iam.ListAccountAliasesInput{})
	if err != nil {
		return nil, err
	}
	_, err = c.GetAccountPasswordPolicy(ctx, &iam.GetAccountPasswordPolicyInput{})
	if missing := (*types.NoSuchEntityException)(nil); !errors.As(err, &missing) {
		found = append(found, fmt.Sprintf("a password policy (%v)", err))
	}
	for kind, n := range map[string]int{
		"users":    len(details.UserDetailList),
		"groups":   len(details.GroupDetailList),
		"roles":    len(details.RoleDetailList),
		"policies": len(details.Policies),
		"devices":  len(devices.VirtualMFADevices),
		"aliases":  len(aliases.AccountAliases),
	} {
		if n > 0 {
			found = append(found, fmt.Sprintf("%d %s", n, kind))
		}
	}
	return found, nil
}
