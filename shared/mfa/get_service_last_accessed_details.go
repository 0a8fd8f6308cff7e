package mfa

import (
	"context"
	"regexp"
	"strconv"
	"sync"
	"time"
)

// GetServiceLastAccessedDetailsRequest names the job, and has the page.
type GetServiceLastAccessedDetailsRequest struct {
	JobId    *string
	Marker   *string
	MaxItems *int32
}

var jobIDType = shape(36, 36, "")

func (in GetServiceLastAccessedDetailsRequest) validate(v *validation) {
	v.required("jobId", in.JobId, jobIDType)
	v.page(in.Marker, in.MaxItems)
}

// GetServiceLastAccessedDetailsResponse is that of a job that failed.
type GetServiceLastAccessedDetailsResponse struct {
	JobStatus            string // FAILED
	JobCreationDate      time.Time
	ServicesLastAccessed []NoOutput
	JobCompletionDate    time.Time
	IsTruncated          bool
	Error                ErrorDetails
}

// ErrorDetails says why a job failed.
type ErrorDetails struct {
	Message string
	Code    string
}

// GetServiceLastAccessedDetails says that a job failed: which services were used is not
// recorded here.
// NoSuchEntity: IAM API reference.
var GetServiceLastAccessedDetails = operation(
	IAM, "GetServiceLastAccessedDetails", (*Service).GetServiceLastAccessedDetails)

// GetServiceLastAccessedDetails knows by its id when a job was begun. An empty
// list of services would say that none was used; a failed job does not.
func (s *Service) GetServiceLastAccessedDetails(
	ctx context.Context, c Caller, in GetServiceLastAccessedDetailsRequest,
) (out GetServiceLastAccessedDetailsResponse, err error) {
	if err := s.onAccount(ctx, c, "GetServiceLastAccessedDetails"); err != nil {
		return out, err
	}
	began, ok := jobBegan(*in.JobId)
	if !ok || began.After(s.now()) { // text D
		return out, fail(NoSuchEntity, "The job with id %s cannot be found.", *in.JobId)
	}
	began = began.Truncate(time.Second)
	return GetServiceLastAccessedDetailsResponse{
		JobStatus:            "FAILED",
		JobCreationDate:      began,
		ServicesLastAccessed: []NoOutput{},
		JobCompletionDate:    began,
		Error: ErrorDetails{ // text D
			Message: "Which services an entity used is not recorded.",
			Code:    "NotRecorded",
		},
	}, nil
}

var jobIDPattern = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\A([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\z`)
})

// jobBegan is when the job of an id was begun, if newJobID can have drawn it.
func jobBegan(id string) (time.Time, bool) {
	parts := jobIDPattern().FindStringSubmatch(id)
	if parts == nil {
		return time.Time{}, false
	}
	milliseconds, err := strconv.ParseInt(parts[1]+parts[2], 16, 64)
	return time.UnixMilli(milliseconds).UTC(), err == nil
}
