package dynamo_test

import (
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

const rootDevice = "arn:aws:iam::123456789012:mfa/root-account-mfa-device"

// Scanners look for the account root's device in each of these places.
func TestEveryStoreShowsTheRootDeviceWhereScannersLook(t *testing.T) {
	everyStore(t, otp.AWS, func(t *testing.T, f *mfatest.Fixture) {
		t.Helper()
		f.User("alice")
		f.Enable("alice", "phone")
		checkRoot(t, f, false)
		if err := f.PutRootDevice(t.Context(), otp.RawSeed(make([]byte, otp.SeedSize))); err != nil {
			t.Fatal(err)
		}
		f.Wait(5 * time.Hour) // for another credential report
		checkRoot(t, f, true)

		for _, status := range []string{"Any", "Assigned", "Unassigned"} {
			listed := listedRoot(t, f, status)
			if want := status != "Unassigned"; (listed != nil) != want {
				t.Errorf("%s: the root's device is listed: %v", status, listed != nil)
			}
			if listed == nil {
				continue
			}
			u := listed.User
			if u == nil || u.Arn != "arn:aws:iam::123456789012:root" || u.UserId != mfatest.Account || u.UserName != nil {
				t.Errorf("%s: its user is %+v", status, u)
			}
			if !listed.EnableDate.Before(f.Time()) || listed.EnableDate.IsZero() {
				t.Errorf("%s: it was enabled at %v", status, listed.EnableDate)
			}
		}
		in := mfa.DeleteVirtualMFADeviceRequest{SerialNumber: new(string)}
		*in.SerialNumber = rootDevice
		if err := mfatest.Refused(f.Root, mfa.DeleteVirtualMFADevice, in); err.Code != mfa.DeleteConflict {
			t.Errorf("deleting it: %v", err)
		}
	})
}

// checkRoot looks for the device in the answers that say whether there is one.
func checkRoot(t *testing.T, f *mfatest.Fixture, has bool) {
	t.Helper()
	own := mfatest.Must[mfa.ListMFADevicesResponse](f.Root, mfa.ListMFADevices, mfa.ListMFADevicesRequest{}).MFADevices
	if (len(own) == 1) != has || own == nil {
		t.Errorf("the root's own devices are %+v", own)
	}
	if has && (own[0].SerialNumber != rootDevice || own[0].UserName != "root" || own[0].EnableDate.IsZero()) {
		t.Errorf("the root's own device is %+v", own[0])
	}
	summary := mfatest.Must[mfa.GetAccountSummaryResponse](
		f.Root, mfa.GetAccountSummary, mfa.GetAccountSummaryRequest{}).SummaryMap
	want := int32(0)
	if has {
		want = 1
	}
	if got := summary["AccountMFAEnabled"]; got != want {
		t.Errorf("AccountMFAEnabled is %d", got)
	}
	mfatest.Must[mfa.GenerateCredentialReportResponse](
		f.Root, mfa.GenerateCredentialReport, mfa.GenerateCredentialReportRequest{})
	report := mfatest.Must[mfa.GetCredentialReportResponse](
		f.Root, mfa.GetCredentialReport, mfa.GetCredentialReportRequest{})
	rows, err := csv.NewReader(strings.NewReader(string(report.Content))).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if rows[1][0] != "<root_account>" || rows[0][7] != "mfa_active" || (rows[1][7] == "true") != has {
		t.Errorf("the root's row is %v", rows[1])
	}
}

// listedRoot is the root's device in ListVirtualMFADevices, or nil.
func listedRoot(t *testing.T, f *mfatest.Fixture, status string) (found *mfa.VirtualMFADevice) {
	t.Helper()
	in := mfa.ListVirtualMFADevicesRequest{AssignmentStatus: &status}
	out := mfatest.Must[mfa.ListVirtualMFADevicesResponse](f.Root, mfa.ListVirtualMFADevices, in)
	for _, d := range out.VirtualMFADevices {
		if d.SerialNumber == rootDevice {
			found = &d
		}
	}
	return found
}
