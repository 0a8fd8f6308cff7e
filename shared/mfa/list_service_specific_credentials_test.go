package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestListServiceSpecificCredentialsIsEmptyAndKnowsUsers(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	in := mfa.ListServiceSpecificCredentialsRequest{UserName: ptr("alice")}
	out := mfatest.Must[mfa.ListServiceSpecificCredentialsResponse](f.Root, mfa.ListServiceSpecificCredentials, in)
	if out.ServiceSpecificCredentials == nil || len(out.ServiceSpecificCredentials) > 0 || out.IsTruncated {
		t.Errorf("listed %+v", out)
	}
	in.UserName = ptr("bob")
	want(t, mfatest.Refused(f.Root, mfa.ListServiceSpecificCredentials, in),
		mfa.NoSuchEntity, "The user with name bob cannot be found.")
}
