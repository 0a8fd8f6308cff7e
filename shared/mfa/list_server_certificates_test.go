package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestListServerCertificatesIsEmpty(t *testing.T) {
	f := mfatest.New(t, nil)
	in := mfa.ListServerCertificatesRequest{}
	out := mfatest.Must[mfa.ListServerCertificatesResponse](f.Root, mfa.ListServerCertificates, in)
	if out.ServerCertificateMetadataList == nil || len(out.ServerCertificateMetadataList) > 0 {
		t.Errorf("listed %+v", out)
	}
}
