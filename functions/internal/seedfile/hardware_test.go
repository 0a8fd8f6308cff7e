package seedfile_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/seedfile"
	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

const token = "GAHT12345678"

func hardwareExample(t *testing.T) string {
	t.Helper()
	return filepath.Join(tooltest.Root(t), "infra/examples/seed/hardware.yaml")
}

func TestAnExportHasTheStockAndTheTokensOfUsers(t *testing.T) {
	filled := fill(t, hardwareExample(t))
	first, text := exported(t, filled, true)
	if _, again := exported(t, fill(t, first), true); text != again {
		t.Errorf("the second export differs:\n%s\nfirst:\n%s", again, text)
	}
	var want strings.Builder
	want.WriteString("users:\n  - name: alice\n    devices:\n      - name: alice\n")
	want.WriteString("        seed: GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\n")
	want.WriteString("    hardwareDevices:\n      - serialNumber: GAHT12345678\n")
	want.WriteString("        seed: ONSWG4TFOQWW6ZRNMEWXIZLTOQWXG5LJ\n")
	want.WriteString("hardwareDevices:\n")
	want.WriteString("  - serialNumber: GAHT12345679\n    seed: KRUGKIDTMVRXEZLUEBXWMIDBEB2G623F\n")
	want.WriteString("  - serialNumber: YUBIKEY-7654321\n    seed: MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U\n")
	if text != want.String() {
		t.Errorf("the export is\n%s\nwant\n%s", text, &want)
	}
	plainFile, plain := exported(t, filled, false)
	if strings.Contains(plain, "seed:") || strings.Contains(plain, "hardwareDevices:") {
		t.Errorf("an export without secrets is\n%s", plain)
	}
	if _, again := exported(t, fill(t, plainFile), false); plain != again {
		t.Errorf("the second export differs:\n%s", again)
	}
}

func TestATokenOfASeedFileIsEnabledAndOneOfTheStockIsNot(t *testing.T) {
	s := fill(t, hardwareExample(t))
	alice, err := s.Store().User(t.Context(), "alice")
	if err != nil {
		t.Fatal(err)
	}
	d, has := alice.Devices[token]
	if !has || len(alice.Devices) != 2 {
		t.Fatalf("alice has %d devices", len(alice.Devices))
	}
	if d.State.Skew != 0 || len(d.State.Accepted.Above) != 0 {
		t.Errorf("the token has a history: %+v", d.State)
	}
	stock, _, err := s.Store().HardwareDevices(t.Context(), mfa.Unassigned, "", 10)
	if err != nil || len(stock) != 2 || stock[0].Owner != nil {
		t.Errorf("the stock has %d tokens (%v)", len(stock), err)
	}
}

func TestAStateThatHasTokensOnlyIsNotEmpty(t *testing.T) {
	s, _ := newService(t, true)
	if empty, err := seedfile.IsEmpty(t.Context(), s.Store()); err != nil || !empty {
		t.Fatalf("a new state is empty: %v (%v)", empty, err)
	}
	if err := s.Store().CreateDevice(t.Context(), mfa.Device{Serial: token}); err != nil {
		t.Fatal(err)
	}
	if empty, err := seedfile.IsEmpty(t.Context(), s.Store()); err != nil || empty {
		t.Errorf("a state with a token in stock is empty: %v (%v)", empty, err)
	}
}
