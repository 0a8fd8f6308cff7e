package mfa_test

import (
	"context"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

func TestAnUnknownKeyIsCheckedLikeAKnownOne(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	mfatest.Do(f.Root, mfa.UpdateAccessKey,
		mfa.UpdateAccessKeyRequest{UserName: ptr("alice"), AccessKeyId: &alice.KeyID, Status: ptr("Inactive")})
	for name, id := range map[string]string{"unknown": "AKIAAAAAAAAAAAAAAAAA", "inactive": alice.KeyID} {
		signer, err := f.Signer(context.Background(), id, secret.String{})
		if err != nil || len(signer.SecretKey.Reveal()) != 40 {
			t.Errorf("%s key: nothing to check its signature with: %v", name, err)
		}
		_, err = signer.Caller(context.Background(), true)
		wantCode(t, err, mfa.InvalidClientTokenID)
	}
	signer, err := f.Signer(context.Background(), f.KeyOf("alice").KeyID, secret.String{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = signer.Caller(context.Background(), false)
	wantCode(t, err, mfa.SignatureDoesNotMatch)
}

func TestAnUnauthenticatedCallerMayDoNothing(t *testing.T) {
	f := mfatest.New(t, nil)
	for _, op := range mfa.Operations() {
		_, _, err := op.Call(context.Background(), f.Service, mfa.Caller{}, func(any) error { return nil })
		wantCode(t, err, mfa.InvalidClientTokenID)
	}
}
