package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestListServerCertificatesIsEmpty(t *testing.T) {
	f := mfatest.New(t, nil)
	out := mfatest.Must[mfa.ListServerCertificatesResponse](f.Root, mfa.ListServerCertificates, mfa.ListServerCertificatesRequest{})
	if out.ServerCertificateMetadataList == nil || len(out.ServerCertificateMetadataList) > 0 {
		t.Errorf("listed %+v", out)
	}
}
