package mfa

import (
	"context"
	"errors"
	"time"
)

// GetCredentialReportRequest has no members.
type GetCredentialReportRequest struct{}

func (GetCredentialReportRequest) validate(*validation) {}

// GetCredentialReportResponse has the report as comma-separated values.
type GetCredentialReportResponse struct {
	Content       []byte
	ReportFormat  string
	GeneratedTime time.Time
}

// GetCredentialReport returns the last credential report for 24 hours.
// ReportExpired, ReportNotPresent: IAM API reference. Neither has a message
// (text A).
var GetCredentialReport = operation(IAM, "GetCredentialReport", (*Service).GetCredentialReport)

// GetCredentialReport answers ReportNotPresent before the first report, and
// ReportExpired 24 hours after the last one.
func (s *Service) GetCredentialReport(
	ctx context.Context, c Caller, _ GetCredentialReportRequest,
) (out GetCredentialReportResponse, err error) {
	if err := s.onAccount(ctx, c, "GetCredentialReport"); err != nil {
		return out, err
	}
	report, err := s.store.CredentialReport(ctx)
	switch {
	case errors.Is(err, ErrNotFound):
		return out, fail(ReportNotPresent, "")
	case err != nil:
		return out, err
	case s.now().Sub(report.Generated) >= expireAfter:
		return out, fail(ReportExpired, "")
	}
	content, err := decompressed(report.Content)
	return GetCredentialReportResponse{content, "text/csv", report.Generated}, err
}
