package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestGetCallerIdentityNamesEveryCaller(t *testing.T) {
	c := newConsole(t)
	alice := c.f.KeyOf("alice")
	for arn, caller := range map[string]mfatest.Caller{
		"arn:aws:iam::123456789012:root":       c.f.Root,
		"arn:aws:iam::123456789012:user/alice": alice,
	} {
		out := mfatest.Must[mfa.GetCallerIdentityResponse](caller, mfa.GetCallerIdentity, mfa.GetCallerIdentityRequest{})
		if out.Arn != arn || out.Account != mfatest.Account || out.UserId == "" {
			t.Errorf("%s is %+v", arn, out)
		}
	}
}
