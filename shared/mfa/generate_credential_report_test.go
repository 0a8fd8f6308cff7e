package mfa_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func generate(f *mfatest.Fixture) string {
	f.T.Helper()
	in := mfa.GenerateCredentialReportRequest{}
	return mfatest.Must[mfa.GenerateCredentialReportResponse](f.Root, mfa.GenerateCredentialReport, in).State
}

func report(f *mfatest.Fixture) mfa.GetCredentialReportResponse {
	f.T.Helper()
	return mfatest.Must[mfa.GetCredentialReportResponse](f.Root, mfa.GetCredentialReport, mfa.GetCredentialReportRequest{})
}

func TestGenerateCredentialReportMakesOneInFourHours(t *testing.T) {
	f := mfatest.New(t, nil)
	want(t, mfatest.Refused(f.Root, mfa.GetCredentialReport, mfa.GetCredentialReportRequest{}), mfa.ReportNotPresent, "")
	for _, c := range []struct {
		wait time.Duration
		want string
	}{
		{0, "STARTED"},
		{0, "COMPLETE"},
		{4*time.Hour - time.Second, "COMPLETE"},
		{time.Second, "STARTED"},
		{time.Hour, "COMPLETE"},
	} {
		f.Wait(c.wait)
		if got := generate(f); got != c.want {
			t.Errorf("after %v: %s, want %s", c.wait, got, c.want)
		}
	}
	first := report(f)
	f.User("alice")
	if !bytes.Equal(report(f).Content, first.Content) {
		t.Error("the report changed")
	}
	f.Wait(23*time.Hour - time.Second)
	report(f)
	f.Wait(time.Second)
	want(t, mfatest.Refused(f.Root, mfa.GetCredentialReport, mfa.GetCredentialReportRequest{}), mfa.ReportExpired, "")
	generate(f)
	if got := report(f); !strings.Contains(string(got.Content), "\nalice,") || got.ReportFormat != "text/csv" {
		t.Errorf("the report is %s: %s", got.ReportFormat, got.Content)
	}
}
