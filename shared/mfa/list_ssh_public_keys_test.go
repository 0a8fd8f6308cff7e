package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestListSSHPublicKeysIsEmptyAndKnowsUsers(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	in := mfa.ListSSHPublicKeysRequest{UserName: ptr("alice")}
	out := mfatest.Must[mfa.ListSSHPublicKeysResponse](f.Root, mfa.ListSSHPublicKeys, in)
	if out.SSHPublicKeys == nil || len(out.SSHPublicKeys) > 0 || out.IsTruncated {
		t.Errorf("listed %+v", out)
	}
	want(t, mfatest.Refused(f.Root, mfa.ListSSHPublicKeys, mfa.ListSSHPublicKeysRequest{UserName: ptr("bob")}),
		mfa.NoSuchEntity, "The user with name bob cannot be found.")
}
