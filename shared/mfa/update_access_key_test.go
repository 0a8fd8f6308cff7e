package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

func TestUpdateAccessKeySwitchesAKeyOffAndOn(t *testing.T) {
	c := newConsole(t)
	alice := c.f.KeyOf("alice")
	body := func(status string) string {
		return `{"UserName":"alice","AccessKeyId":"` + alice.KeyID + `","Status":"` + status + `"}`
	}
	c.do(mfa.UpdateAccessKey, body("Inactive"))
	wantCode(t, authenticate(c.f, alice.KeyID, secret.String{}), mfa.InvalidClientTokenID)
	c.do(mfa.UpdateAccessKey, body("Active"))
	if err := authenticate(c.f, alice.KeyID, secret.String{}); err != nil {
		t.Errorf("a key that is on again: %v", err)
	}
	c.refuses(mfa.UpdateAccessKey, `{"UserName":"alice","AccessKeyId":"AKIAUNKNOWNUNKNOWN00","Status":"Active"}`,
		mfa.NoSuchEntity, "The Access Key with id AKIAUNKNOWNUNKNOWN00 cannot be found.")
}
