package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestListOrganizationsFeaturesKnowsNoOrganization(t *testing.T) {
	f := mfatest.New(t, nil)
	want(t, mfatest.Refused(f.Root, mfa.ListOrganizationsFeatures, mfa.ListOrganizationsFeaturesRequest{}),
		mfa.OrganizationNotFound, "The account "+mfatest.Account+" is not a member of an organization.")
}
