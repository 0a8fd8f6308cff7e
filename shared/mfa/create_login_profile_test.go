package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

func createProfile(password string) mfa.CreateLoginProfileRequest {
	return mfa.CreateLoginProfileRequest{
		UserName:           ptr("alice"),
		LoginProfileChange: mfa.LoginProfileChange{Password: secret.New(password)},
	}
}

func TestCreateLoginProfileChecksTheFormOfThePassword(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	policy := `{"MinimumPasswordLength":6,"RequireSymbols":true}`
	sent(t, f.Root, mfa.CreateAccountAlias, `{"AccountAlias":"blue-team-1"}`)
	for _, c := range []struct {
		policy   bool
		password string
		allowed  bool
	}{
		{false, "short-1", false},
		{false, "onlylowercase", false},
		{false, "lowercase-1", true},
		{false, "Lowercase1", true},
		{false, "blue-team-1", false},
		{true, "abcde-", true},
		{true, "abcdefgH1", false},
		{true, "abc-", false},
	} {
		if c.policy {
			sent(t, f.Root, mfa.UpdateAccountPasswordPolicy, policy)
		}
		if !c.allowed {
			want(t, mfatest.Refused(f.Root, mfa.CreateLoginProfile, createProfile(c.password)),
				mfa.PasswordPolicyViolation, "Password does not conform to the account password policy.")
			continue
		}
		mfatest.Must[mfa.CreateLoginProfileResponse](f.Root, mfa.CreateLoginProfile, createProfile(c.password))
		sent(t, f.Root, mfa.DeleteLoginProfile, `{"UserName":"alice"}`)
	}
	for _, password := range []string{"", "\u0007", string(make([]rune, 129))} {
		wantCode(t, mfatest.Refused(f.Root, mfa.CreateLoginProfile, createProfile(password)), mfa.ValidationError)
	}
}
