package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestGenerateServiceLastAccessedDetailsIsAboutEntitiesThatExist(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	self := f.Service.SelfServiceARN()
	ids := map[string]bool{}
	for _, arn := range []string{aliceARN, aliceARN, self} {
		ids[mfatest.Must[mfa.GenerateServiceLastAccessedDetailsResponse](f.Root,
			mfa.GenerateServiceLastAccessedDetails,
			mfa.GenerateServiceLastAccessedDetailsRequest{Arn: &arn}).JobId] = true
	}
	if len(ids) != 3 {
		t.Errorf("three jobs have the ids %v", ids)
	}
	for arn, code := range map[string]mfa.ErrorCode{
		aliceARN + "2": mfa.NoSuchEntity,
		self + "2":     mfa.NoSuchEntity,
		phoneARN:       mfa.InvalidInput,
	} {
		e := mfatest.Refused(f.Root, mfa.GenerateServiceLastAccessedDetails,
			mfa.GenerateServiceLastAccessedDetailsRequest{Arn: &arn})
		if e.Code != code {
			t.Errorf("%s: %v", arn, e)
		}
	}
}
