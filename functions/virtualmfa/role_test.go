package main

import (
	"context"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
)

// trustAlice is a trust policy that asks for MFA.
const trustAlice = `{"Version":"2012-10-17","Statement":{"Effect":"Allow",` +
	`"Principal":{"AWS":"arn:aws:iam::` + account + `:user/alice"},"Action":"sts:AssumeRole",` +
	`"Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}}`

func TestARoleWithMFAThroughTheSDKForGo(t *testing.T) {
	t.Parallel()
	s := serve(t)
	ctx, root, alice := t.Context(), s.root().iam, s.user(t, "alice")
	serial, seed := alice.enrol(t, "alice")
	role := must(root.CreateRole(ctx, &iam.CreateRoleInput{
		RoleName: aws.String("ops"), AssumeRolePolicyDocument: aws.String(trustAlice),
	}))(t).Role

	asked := 0
	provider := stscreds.NewAssumeRoleProvider(alice.sts, *role.Arn, func(o *stscreds.AssumeRoleOptions) {
		o.SerialNumber = &serial
		o.RoleSessionName = "work"
		o.TokenProvider = func() (string, error) {
			asked++
			return *app(t, seed, 0), nil
		}
	})
	c := must(provider.Retrieve(ctx))(t)
	session := s.sdk(c.AccessKeyID, c.SecretAccessKey, c.SessionToken)
	who := must(session.sts.GetCallerIdentity(ctx, nil))(t)
	if *who.Arn != "arn:aws:sts::"+account+":assumed-role/ops/work" || *who.UserId != *role.RoleId+":work" || asked != 1 {
		t.Errorf("the session is %s, %s, after %d codes", *who.Arn, *who.UserId, asked)
	}
	_, err := session.iam.ListUsers(ctx, nil)
	wantError[*smithy.GenericAPIError](t, err, "AccessDenied")
	_, err = provider.Retrieve(context.Background()) // the same code again
	wantError[*smithy.GenericAPIError](t, err, "AccessDenied")
}

func TestOneCodeOpensOneSessionOfEitherKindThroughTheSDKForGo(t *testing.T) {
	t.Parallel()
	s := serve(t)
	ctx, alice := t.Context(), s.user(t, "alice")
	serial, seed := alice.enrol(t, "alice")
	role := must(s.root().iam.CreateRole(ctx, &iam.CreateRoleInput{
		RoleName: aws.String("ops"), AssumeRolePolicyDocument: aws.String(trustAlice),
	}))(t).Role
	code := app(t, seed, 0)
	var all sync.WaitGroup
	errs := make([]error, 8) // fewer than the budget has
	for i := range errs {
		all.Go(func() {
			if i%2 == 0 {
				_, errs[i] = alice.sts.AssumeRole(ctx, &sts.AssumeRoleInput{
					RoleArn: role.Arn, RoleSessionName: aws.String("work"), SerialNumber: &serial, TokenCode: code,
				})
				return
			}
			_, errs[i] = alice.sts.GetSessionToken(ctx, &sts.GetSessionTokenInput{SerialNumber: &serial, TokenCode: code})
		})
	}
	all.Wait()
	opened := 0
	for _, err := range errs {
		if err == nil {
			opened++
			continue
		}
		wantError[*smithy.GenericAPIError](t, err, "AccessDenied")
	}
	if opened != 1 {
		t.Errorf("one code opened %d sessions", opened)
	}
}
