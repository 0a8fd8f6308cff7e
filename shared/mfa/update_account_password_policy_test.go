package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestUpdateAccountPasswordPolicyReplacesTheWhole(t *testing.T) {
	f := mfatest.New(t, nil)
	get := func() (mfa.PasswordPolicyDetail, error) {
		in := mfa.GetAccountPasswordPolicyRequest{}
		out, err := mfatest.Call[mfa.GetAccountPasswordPolicyResponse](f.Root, mfa.GetAccountPasswordPolicy, in)
		return out.PasswordPolicy, err
	}
	want(t, mfatest.Refused(f.Root, mfa.GetAccountPasswordPolicy, mfa.GetAccountPasswordPolicyRequest{}),
		mfa.NoSuchEntity, "The Password Policy with domain name 123456789012 cannot be found.")
	want(t, mfatest.Refused(f.Root, mfa.DeleteAccountPasswordPolicy, mfa.DeleteAccountPasswordPolicyRequest{}),
		mfa.NoSuchEntity, "The account policy with name PasswordPolicy cannot be found.")
	sent(t, f.Root, mfa.UpdateAccountPasswordPolicy,
		`{"MinimumPasswordLength":14,"RequireNumbers":true,"MaxPasswordAge":90,"HardExpiry":false}`)
	if got, err := get(); err != nil || got.MinimumPasswordLength != 14 || !got.RequireNumbers || !got.ExpirePasswords ||
		*got.MaxPasswordAge != 90 || got.PasswordReusePrevention != nil || got.HardExpiry == nil {
		t.Errorf("the policy is %+v, %v", got, err)
	}
	sent(t, f.Root, mfa.UpdateAccountPasswordPolicy, `{"PasswordReusePrevention":24}`)
	if got, err := get(); err != nil || got.MinimumPasswordLength != 6 || got.RequireNumbers || got.ExpirePasswords ||
		got.MaxPasswordAge != nil || *got.PasswordReusePrevention != 24 || got.HardExpiry != nil {
		t.Errorf("the policy is %+v, %v", got, err)
	}
	bad := mfa.UpdateAccountPasswordPolicyRequest{
		MinimumPasswordLength:   ptr(int32(5)),
		MaxPasswordAge:          ptr(int32(0)),
		PasswordReusePrevention: ptr(int32(25)),
	}
	want(t, mfatest.Refused(f.Root, mfa.UpdateAccountPasswordPolicy, bad), mfa.ValidationError,
		"3 validation errors detected: Value at 'minimumPasswordLength' failed to satisfy constraint: Member must have value greater than or equal to 6; "+
			"Value at 'passwordReusePrevention' failed to satisfy constraint: Member must have value less than or equal to 24; "+
			"Value at 'maxPasswordAge' failed to satisfy constraint: Member must have value greater than or equal to 1")
	sent(t, f.Root, mfa.DeleteAccountPasswordPolicy, `{}`)
}
