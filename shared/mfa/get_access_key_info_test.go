package mfa_test

import (
	"context"
	"errors"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func accountOf(c mfatest.Caller, id string) (string, error) {
	out, err := mfatest.Call[mfa.GetAccessKeyInfoResponse](c, mfa.GetAccessKeyInfo,
		mfa.GetAccessKeyInfoRequest{AccessKeyId: &id})
	return out.Account, err
}

func TestGetAccessKeyInfoReadsTheAccountFromTheID(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	session := mfatest.Must[mfa.GetSessionTokenResponse](alice, mfa.GetSessionToken, mfa.GetSessionTokenRequest{})
	ids := []string{f.Root.KeyID, alice.KeyID, session.Credentials.AccessKeyId}
	mfatest.Do(f.Root, mfa.DeleteAccessKey,
		mfa.DeleteAccessKeyRequest{UserName: ptr("alice"), AccessKeyId: &alice.KeyID})
	for _, id := range ids {
		if account, err := accountOf(f.Root, id); err != nil || account != mfatest.Account {
			t.Errorf("%s is of the account %q, %v", id, account, err)
		}
	}
	chosen := mfa.AccessKey{ID: "AKIACHOSENBYITSOWNER", Secret: []byte("sealed"), Status: mfa.Active}
	if err := f.Config.Store.CreateAccessKey(context.Background(), chosen, 0); err != nil {
		t.Fatal(err)
	}
	if account, err := accountOf(f.Root, chosen.ID); err != nil || account != mfatest.Account {
		t.Errorf("a root key with a chosen id is of the account %q, %v", account, err)
	}
	// An id of AWS's documentation, of another account, and of a user.
	for _, id := range []string{"AKIAIOSFODNN7EXAMPLE", "ASIAY34FZKBOKMUTVV7A", "AIDA" + f.Root.KeyID[4:],
		"0123456789abcdef"} {
		_, err := accountOf(f.Root, id)
		var refusal *mfa.Error
		if !errors.As(err, &refusal) || refusal.Code != mfa.ValidationError {
			t.Errorf("%s: %v", id, err)
		}
	}
	bob := f.User("bob")
	want(t, mfatest.Refused(bob, mfa.GetAccessKeyInfo, mfa.GetAccessKeyInfoRequest{AccessKeyId: &f.Root.KeyID}),
		mfa.AccessDenied,
		"User: arn:aws:iam::123456789012:user/bob is not authorized to perform: sts:GetAccessKeyInfo "+
			"because no identity-based policy allows the sts:GetAccessKeyInfo action")
}
