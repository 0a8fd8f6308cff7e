package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestSetDefaultPolicyVersionDecidesTheNextRequest(t *testing.T) {
	c := newConsole(t)
	alice := c.f.KeyOf("alice")
	c.do(mfa.AttachUserPolicy, `{"UserName":"alice","PolicyArn":"$reading"}`)
	c.do(mfa.CreatePolicyVersion, `{"PolicyArn":"$reading","PolicyDocument":"$other"}`)
	wantListing(t, alice, true, "")
	c.do(mfa.SetDefaultPolicyVersion, `{"PolicyArn":"$reading","VersionId":"v2"}`)
	wantListing(t, alice, false, "no identity-based policy allows the iam:ListUsers action")
	c.refuses(mfa.SetDefaultPolicyVersion, `{"PolicyArn":"$reading","VersionId":"v3"}`, mfa.NoSuchEntity,
		"Policy "+readingARN+" version v3 does not exist or is not attachable.")
}
