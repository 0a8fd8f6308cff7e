package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestListSigningCertificatesIsEmptyAndKnowsUsers(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	in := mfa.ListSigningCertificatesRequest{UserName: ptr("alice")}
	out := mfatest.Must[mfa.ListSigningCertificatesResponse](f.Root, mfa.ListSigningCertificates, in)
	if out.Certificates == nil || len(out.Certificates) > 0 || out.IsTruncated {
		t.Errorf("listed %+v", out)
	}
	want(t, mfatest.Refused(f.Root, mfa.ListSigningCertificates, mfa.ListSigningCertificatesRequest{UserName: ptr("bob")}),
		mfa.NoSuchEntity, "The user with name bob cannot be found.")
}
