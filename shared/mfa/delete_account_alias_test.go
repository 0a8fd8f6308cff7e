package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestDeleteAccountAliasKnowsThePresentAliasOnly(t *testing.T) {
	f := mfatest.New(t, nil)
	in := mfa.DeleteAccountAliasRequest{AccountAlias: ptr("blue")}
	want(t, mfatest.Refused(f.Root, mfa.DeleteAccountAlias, in),
		mfa.NoSuchEntity, "The account alias with name blue cannot be found.")
	sent(t, f.Root, mfa.CreateAccountAlias, `{"AccountAlias":"blue"}`)
	sent(t, f.Root, mfa.DeleteAccountAlias, `{"AccountAlias":"blue"}`)
	wantCode(t, f.Root.Send(mfa.DeleteAccountAlias, `{"AccountAlias":"blue"}`), mfa.NoSuchEntity)
}
