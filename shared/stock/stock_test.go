package stock_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/pskc"
	"github.com/virtual-mfa/virtual-mfa/shared/stock"
)

// read returns the rows of a CSV file with n tokens, each of which is behind one
// that counts events.
func read(t *testing.T, n int) []pskc.Row {
	t.Helper()
	var file strings.Builder
	for i := range n {
		fmt.Fprintf(&file, "HOTP%06d,%040x,hotp,6,30\nTOTP%06d,%040x,totp,6,30\n", i, i+1, i, i+1)
	}
	rows, err := pskc.Read(strings.NewReader(file.String()), pskc.OATH, pskc.Key{})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestTheLimitAndTheStatusesAreThoseOfTheOperation(t *testing.T) {
	if stock.MaxDevices != mfa.MaxImportedDevices {
		t.Errorf("%d, %d", stock.MaxDevices, mfa.MaxImportedDevices)
	}
	for ours, theirs := range map[stock.Status]mfa.ImportStatus{
		stock.Imported:      mfa.Imported,
		stock.AlreadyExists: mfa.AlreadyExists,
		stock.Refused:       mfa.Refused,
	} {
		if string(ours) != string(theirs) {
			t.Errorf("%s, %s", ours, theirs)
		}
	}
}

func TestEachBatchHasAsManyUsableRowsAsARequestTakes(t *testing.T) {
	rest := read(t, 51)
	var sizes, sent []int
	for len(rest) > 0 {
		var batch stock.Batch
		batch, rest = stock.Next(rest)
		sizes = append(sizes, len(batch))
		// The form as encoding/json would write it: a name with a character to escape
		// would not come back.
		var in struct {
			Devices []struct{ SerialNumber, Base32StringSeed string }
			DryRun  bool
		}
		if err := json.Unmarshal(batch.Request(true).Reveal(), &in); err != nil || !in.DryRun {
			t.Fatalf("%v, %t", err, in.DryRun)
		}
		sent = append(sent, len(in.Devices))
		for _, d := range in.Devices {
			if !strings.HasPrefix(d.SerialNumber, "TOTP") || len(d.Base32StringSeed) != 32 {
				t.Errorf("sent %s", d.SerialNumber)
			}
		}
	}
	// The row of a token that counts events is before that of the first of a batch.
	if !slices.Equal(sent, []int{25, 25, 1}) || !slices.Equal(sizes, []int{51, 50, 1}) {
		t.Errorf("batches of %v rows send %v", sizes, sent)
	}
}

func TestABatchWithNothingToSendIsReportedWithoutAnAnswer(t *testing.T) {
	batch := stock.Batch(read(t, 1)[:1])
	if !batch.Request(false).IsZero() {
		t.Error("there is a request")
	}
	results, err := batch.Report(nil)
	if err != nil || len(results) != 1 || results[0].Status != stock.Refused || results[0].Message == "" {
		t.Errorf("%+v, %v", results, err)
	}
}

func TestAReportPairsAnswersWithTheRowsThatWereSent(t *testing.T) {
	batch := stock.Batch(read(t, 2))
	results, err := batch.Report([]stock.Result{
		{SerialNumber: "TOTP000000", Status: stock.AlreadyExists, Message: "A device exists."},
		{SerialNumber: "TOTP000001", Status: stock.Imported},
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range results {
		got = append(got, strings.Join(r.Rejected(), " "))
	}
	want := []string{
		"1 HOTP000000 Refused it counts events (HOTP); only time-based tokens (TOTP) are supported",
		"2 TOTP000000 AlreadyExists A device exists.",
		"3 HOTP000001 Refused it counts events (HOTP); only time-based tokens (TOTP) are supported",
		"4 TOTP000001 Imported ",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	for _, n := range []int{0, 1, 3} {
		if _, err := batch.Report(make([]stock.Result, n)); err == nil {
			t.Errorf("%d answers for two devices were taken", n)
		}
	}
}

func TestASpreadsheetTakesNoRejectedRowForAFormula(t *testing.T) {
	for _, text := range []string{`=HYPERLINK("http://example.com")`, "@SUM(1)", "-2+3", "+2"} {
		line := stock.Result{SerialNumber: text, Message: text}.Rejected()
		if line[1] != "'"+text || line[3] != "'"+text {
			t.Errorf("%q", line)
		}
	}
}
