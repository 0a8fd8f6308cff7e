package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestListSAMLProvidersIsEmpty(t *testing.T) {
	f := mfatest.New(t, nil)
	out := mfatest.Must[mfa.ListSAMLProvidersResponse](f.Root, mfa.ListSAMLProviders, mfa.ListSAMLProvidersRequest{})
	if out.SAMLProviderList == nil || len(out.SAMLProviderList) > 0 {
		t.Errorf("listed %+v", out)
	}
}
