package mfa

import (
	"context"
	"errors"
)

// GenerateCredentialReportRequest has no members.
type GenerateCredentialReportRequest struct{}

func (GenerateCredentialReportRequest) validate(*validation) {}

// GenerateCredentialReportResponse is STARTED for a new report, although it is made
// by then: some clients wait for that. After it, COMPLETE.
type GenerateCredentialReportResponse struct {
	State       string
	Description *string `json:",omitzero"`
}

// GenerateCredentialReport makes a report about the credentials of all users,
// unless there is one that is less than four hours old.
// LimitExceeded: IAM API reference.
var GenerateCredentialReport = operation(IAM, "GenerateCredentialReport", (*Service).GenerateCredentialReport)

// GenerateCredentialReport makes the report before it answers, and answers
// LimitExceeded for one that is too large to be kept.
func (s *Service) GenerateCredentialReport(
	ctx context.Context, c Caller, _ GenerateCredentialReportRequest,
) (out GenerateCredentialReportResponse, err error) {
	if err := s.onAccount(ctx, c, "GenerateCredentialReport"); err != nil {
		return out, err
	}
	old, err := s.store.CredentialReport(ctx)
	description := "No report exists. Starting a new report generation task"
	switch {
	case err == nil && s.now().Sub(old.Generated) < renewAfter:
		return GenerateCredentialReportResponse{State: "COMPLETE"}, nil
	case err == nil: // text D
		description = "The report is more than four hours old. Starting a new report generation task"
	case !errors.Is(err, ErrNotFound):
		return out, err
	}
	content, err := s.report(ctx, c)
	if err != nil {
		return out, err
	}
	packed, err := compressed(content)
	if err != nil {
		return out, err
	}
	if len(content) > maxReport || len(packed) > maxCompressedReport { // text D
		return out, fail(LimitExceeded, "Cannot exceed quota for CredentialReportSize: %d", maxReport)
	}
	report := CredentialReport{Generated: s.now(), Content: packed}
	err = s.store.Commit(ctx, Write{Report: &report})
	return GenerateCredentialReportResponse{"STARTED", &description}, err
}
