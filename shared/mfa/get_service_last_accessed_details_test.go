package mfa_test

import (
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestGetServiceLastAccessedDetailsSaysThatTheJobFailed(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	began := f.Time().Truncate(time.Second)
	job := mfatest.Must[mfa.GenerateServiceLastAccessedDetailsResponse](f.Root,
		mfa.GenerateServiceLastAccessedDetails,
		mfa.GenerateServiceLastAccessedDetailsRequest{Arn: ptr(aliceARN), Granularity: ptr("ACTION_LEVEL")}).JobId
	f.Wait(time.Hour)
	out := mfatest.Must[mfa.GetServiceLastAccessedDetailsResponse](f.Root,
		mfa.GetServiceLastAccessedDetails, mfa.GetServiceLastAccessedDetailsRequest{JobId: &job})
	if out.JobStatus != "FAILED" || !out.JobCreationDate.Equal(began) || !out.JobCompletionDate.Equal(began) ||
		out.ServicesLastAccessed == nil || len(out.ServicesLastAccessed) > 0 || out.Error.Message == "" {
		t.Errorf("%+v", out)
	}
}

func TestGetServiceLastAccessedDetailsKnowsNoOtherJobs(t *testing.T) {
	f := mfatest.New(t, nil)
	for _, id := range []string{
		"016f5e66-e800-4000-8000-000000000000", // a UUID of version 4
		"7fffffff-e800-7000-8000-000000000000", // of the future
		"016F5E66-E800-7000-8000-000000000000",
		"not a UUID, of as many characters   ",
	} {
		want(t, mfatest.Refused(f.Root, mfa.GetServiceLastAccessedDetails,
			mfa.GetServiceLastAccessedDetailsRequest{JobId: &id}),
			mfa.NoSuchEntity, "The job with id "+id+" cannot be found.")
	}
}
