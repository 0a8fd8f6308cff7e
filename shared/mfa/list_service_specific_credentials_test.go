package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestListServiceSpecificCredentialsIsEmptyAndKnowsUsers(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	out := mfatest.Must[mfa.ListServiceSpecificCredentialsResponse](f.Root, mfa.ListServiceSpecificCredentials, mfa.ListServiceSpecificCredentialsRequest{UserName: ptr("alice")})
	if out.ServiceSpecificCredentials == nil || len(out.ServiceSpecificCredentials) > 0 || out.IsTruncated {
		t.Errorf("listed %+v", out)
	}
	want(t, mfatest.Refused(f.Root, mfa.ListServiceSpecificCredentials, mfa.ListServiceSpecificCredentialsRequest{UserName: ptr("bob")}),
		mfa.NoSuchEntity, "The user with name bob cannot be found.")
}
