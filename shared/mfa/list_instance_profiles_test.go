package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestListInstanceProfilesIsEmpty(t *testing.T) {
	f := mfatest.New(t, nil)
	in := mfa.ListInstanceProfilesRequest{}
	out := mfatest.Must[mfa.ListInstanceProfilesResponse](f.Root, mfa.ListInstanceProfiles, in)
	if out.InstanceProfiles == nil || len(out.InstanceProfiles) > 0 {
		t.Errorf("listed %+v", out)
	}
}
