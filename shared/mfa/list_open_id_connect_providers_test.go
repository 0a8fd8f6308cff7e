package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestListOpenIDConnectProvidersIsEmpty(t *testing.T) {
	f := mfatest.New(t, nil)
	in := mfa.ListOpenIDConnectProvidersRequest{}
	out := mfatest.Must[mfa.ListOpenIDConnectProvidersResponse](f.Root, mfa.ListOpenIDConnectProviders, in)
	if out.OpenIDConnectProviderList == nil || len(out.OpenIDConnectProviderList) > 0 {
		t.Errorf("listed %+v", out)
	}
}
