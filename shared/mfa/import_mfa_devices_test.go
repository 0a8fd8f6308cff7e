package mfa_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/storetest"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

const (
	seed20 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" // RFC 6238's
	seed10 = "GEZDGNBVGY3TQOJQ"
)

// tokens is an import request of serial number and seed, in turn.
func tokens(texts ...string) mfa.ImportMFADevicesRequest {
	var in mfa.ImportMFADevicesRequest
	for i := 0; i < len(texts); i += 2 {
		in.Devices = append(in.Devices, &mfa.ImportedMFADevice{
			SerialNumber:     &texts[i],
			Base32StringSeed: secret.New(texts[i+1]),
		})
	}
	return in
}

func importTokens(t *testing.T, f *mfatest.Fixture, in mfa.ImportMFADevicesRequest) (results []string) {
	t.Helper()
	for _, r := range mfatest.Must[mfa.ImportMFADevicesResponse](f.Root, mfa.ImportMFADevices, in).Results {
		results = append(results, fmt.Sprintf("%s %s", r.SerialNumber, r.Status))
		if (r.Message == "") != (r.Status == mfa.Imported) || strings.Contains(r.Message, seed20) {
			t.Errorf("%s: %q", r.Status, r.Message)
		}
	}
	return results
}

func stock(f *mfatest.Fixture, which mfa.AssignmentStatus) (serials []string) {
	f.T.Helper()
	out := mfatest.Must[mfa.ListHardwareMFADevicesResponse](f.Root, mfa.ListHardwareMFADevices,
		mfa.ListHardwareMFADevicesRequest{AssignmentStatus: ptr(string(which))})
	for _, d := range out.HardwareMFADevices {
		serials = append(serials, d.SerialNumber)
	}
	return serials
}

func TestImportMFADevicesReportsEachDevice(t *testing.T) {
	f := mfatest.New(t, nil)
	in := tokens(
		"GAHT12345678", seed20,
		"gaht12345678", seed20,
		"gaht12345679", seed20,
		"GAHT1", seed20,
		"GAHT 1234567", seed20,
		"GAH\u017f12345678", seed20, // whose upper case is GAHS12345678
		"arn:aws:iam::123456789012:mfa/alice", seed20,
		"Arn:aws:iam::123456789012:mfa/alice", seed20,
		"GAHT12345680", "not base32!",
		"GAHT12345681", seed10,
		"GAHT12345682", strings.Repeat(seed20, 4),
	)
	want := []string{
		"GAHT12345678 Imported",
		"GAHT12345678 Refused",
		"GAHT12345679 Imported",
		"GAHT1 Refused",
		"GAHT 1234567 Refused",
		"GAH\u017f12345678 Refused",
		"arn:aws:iam::123456789012:mfa/alice Refused",
		"Arn:aws:iam::123456789012:mfa/alice Refused",
		"GAHT12345680 Refused",
		"GAHT12345681 Refused",
		"GAHT12345682 Refused",
	}
	dry := in
	dry.DryRun = ptr(true)
	wantEqual(t, "a dry run", importTokens(t, f, dry), want)
	wantEqual(t, "the stock after a dry run", stock(f, mfa.AnyAssignment), nil)
	wantEqual(t, "an import", importTokens(t, f, in), want)
	before, err := f.Config.Store.Device(context.Background(), "GAHT12345678")
	if err != nil || before.CreatedBy != "" || strings.Contains(string(before.Seed), "1234567890") {
		t.Errorf("stored as %+v, %v", before, err)
	}
	want[0], want[2] = "GAHT12345678 AlreadyExists", "GAHT12345679 AlreadyExists"
	wantEqual(t, "a second import", importTokens(t, f, in), want)
	wantEqual(t, "a second dry run", importTokens(t, f, dry), want)
	wantEqual(t, "another seed", importTokens(t, f, tokens("gahT12345678", strings.Repeat(seed20, 2))),
		[]string{"GAHT12345678 AlreadyExists"})
	after, err := f.Config.Store.Device(context.Background(), "GAHT12345678")
	if err != nil || after.Revision != before.Revision {
		t.Errorf("a repeated import changed the device: %v", err)
	}
}

func wantEqual(t *testing.T, what string, got, want []string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

func TestImportMFADevicesRefusesRequestsOfAnotherShape(t *testing.T) {
	f := mfatest.New(t, nil)
	many := tokens()
	for i := range mfa.MaxImportedDevices + 1 {
		many.Devices = append(many.Devices, tokens(fmt.Sprintf("GAHT%08d", i), seed20).Devices...)
	}
	for want, in := range map[string][]*mfa.ImportedMFADevice{
		"'devices' failed to satisfy constraint: Member must not be null":  nil,
		"length greater than or equal to 1":                                {},
		"length less than or equal to 25":                                  many.Devices,
		"'devices.1.member' failed to satisfy constraint: Member must not": {nil},
		"'devices.1.member.base32StringSeed' failed":                       {{}},
	} {
		refusal := mfatest.Refused(f.Root, mfa.ImportMFADevices,
			mfa.ImportMFADevicesRequest{Devices: in})
		if refusal.Code != mfa.ValidationError || !strings.Contains(refusal.Message, want) {
			t.Errorf("%v, want %q", refusal, want)
		}
	}
	many.Devices = many.Devices[1:]
	if got := len(importTokens(t, f, many)); got != mfa.MaxImportedDevices {
		t.Errorf("%d results", got)
	}
}

// The store fails before or after each of the writes of an import. What a
// repetition imports and what exists by then is together everything, once.
func TestImportMFADevicesLosesAndDoublesNothingWhenTheStoreFails(t *testing.T) {
	const devices = 10
	in := tokens()
	for i := range devices {
		in.Devices = append(in.Devices, tokens(fmt.Sprintf("GAHT%08d", i), seed20).Devices...)
	}
	faults := 0
	for _, after := range []bool{false, true} {
		for nth := range devices {
			f := mfatest.New(t, nil)
			healthy := f.Config.Store
			f.ChangeStore(&failingOnce{Failing: storetest.Failing{Store: healthy, After: after}, left: nth})
			_, err := mfatest.Call[mfa.ImportMFADevicesResponse](f.Root, mfa.ImportMFADevices, in)
			if !errors.Is(err, storetest.ErrFailed) {
				t.Fatalf("write %d: %v", nth, err)
			}
			faults++
			made := nth
			if after {
				made++
			}
			if got := len(stock(f, mfa.AnyAssignment)); got != made {
				t.Errorf("write %d failed, and %d devices were made", nth, got)
			}
			results := strings.Join(importTokens(t, f, in), "\n")
			exist, imported := strings.Count(results, "AlreadyExists"), strings.Count(results, "Imported")
			if exist != made || imported != devices-made {
				t.Errorf("after write %d the repetition reports\n%s", nth, results)
			}
			if got := len(stock(f, mfa.Unassigned)); got != devices {
				t.Errorf("%d devices in stock, want %d", got, devices)
			}
		}
	}
	t.Logf("%d faults in the middle of an import: nothing lost, nothing doubled", faults)
}

// failingOnce fails at one CreateDevice, and is healthy before and after it.
type failingOnce struct {
	storetest.Failing
	left int
}

func (f *failingOnce) CreateDevice(ctx context.Context, d mfa.Device) error {
	f.Method = ""
	if f.left == 0 {
		f.Method = "CreateDevice"
	}
	f.left--
	return f.Failing.CreateDevice(ctx, d)
}

func TestHardwareDevicesAreOffByDefault(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	token := f.Import("GAHT12345678")
	f.Change(func(c *mfa.Config) { c.Hardware = false })
	for _, refusal := range []*mfa.Error{
		mfatest.Refused(f.Root, mfa.ImportMFADevices, tokens("GAHT12345679", seed20)),
		mfatest.Refused(f.Root, mfa.ListHardwareMFADevices, mfa.ListHardwareMFADevicesRequest{}),
		mfatest.Refused(f.Root, mfa.DeleteHardwareMFADevice, mfa.DeleteHardwareMFADeviceRequest{SerialNumber: &token.Serial}),
	} {
		if refusal.Code != mfa.ValidationError || !strings.Contains(refusal.Message, "-hardware") {
			t.Errorf("%v", refusal)
		}
	}
	refusal := mfatest.Refused(f.Root, mfa.EnableMFADevice, token.Pair("alice", 0))
	if refusal.Message != "MFA Device with serial number GAHT12345678 does not exist." {
		t.Errorf("EnableMFADevice: %v", refusal)
	}
}

func TestHardwareDevicesOfUsersAreCountedWhereTheyAreSwitchedOff(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	mfatest.Do(f.Root, mfa.EnableMFADevice, f.Import("GAHT12345678").Pair("alice", 0))
	f.Change(func(c *mfa.Config) { c.Hardware = false })
	summary := mfatest.Must[mfa.GetAccountSummaryResponse](
		f.Root, mfa.GetAccountSummary, mfa.GetAccountSummaryRequest{}).SummaryMap
	if summary["MFADevices"] != 1 || summary["MFADevicesInUse"] != 1 {
		t.Errorf("%d devices, %d in use", summary["MFADevices"], summary["MFADevicesInUse"])
	}
}
