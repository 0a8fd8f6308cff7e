package pskc_test

import (
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/pskc"
)

const hexSeed = "3132333435363738393031323334353637383930"

var oathFile = "\ufeff# serial, seed, type, digits, seconds\r\n" +
	"2308531700001, " + hexSeed + ", TOTP, 6, 30\r\n" +
	"\"2308531700002\",\"" + hexSeed + "\",totp\r\n" +
	"\r\n" +
	"2308531700003," + hexSeed + ",hotp,6\r\n" +
	"2308531700004," + hexSeed + "\r\n" +
	"2308531700005," + hexSeed + ",totp,8,30\r\n" +
	"2308531700006," + hexSeed + ",totp,6,60\r\n" +
	"2308531700007," + hexSeed + ",totp,6,30,sha256\r\n" +
	"2308531700008,zz32333435363738393031323334353637383930,totp,6,30\r\n" +
	"2308531700009,313233,totp,6,30\r\n" +
	"2308531700010\r\n" +
	"2308531700011;" + hexSeed + ";totp\r\n" +
	"2308531700012," + hexSeed[:39] + ",totp\r\n" +
	hexSeed + ",2308531700013,totp,6,30\r\n"

const yubicoFile = "508326,,0,69cfb9202438ca68964ec3244bfa4843d073a43b,,2013-12-12T08:41:07,\n" +
	"1382042,ubom01382042,0,bf7efc1c8b6f23604930a9ce693bdd6c3265be00,,2013-12-12T08:41:17,\n" +
	"508327,cccccccccccc,83cebdfb7b93,a47c5bf9c152202f577be6721c0113af,,2013-12-12T08:43:17,\n" +
	"508328,,,9e2fd386224a7f77e9b5aee775464033,,2013-12-12T08:44:34,\n" +
	",,0,69cfb9202438ca68964ec3244bfa4843d073a43b,,2013-12-12T08:41:07,\n" +
	"508329,,0,69cfb9,,2013-12-12T08:41:07,\n"

func checkRows(t *testing.T, rows []pskc.Row, want []string) {
	t.Helper()
	if len(rows) != len(want) {
		t.Fatalf("%d rows, want %d: %v", len(rows), len(want), rows)
	}
	for i, row := range rows {
		serial, why, _ := strings.Cut(want[i], ": ")
		accepted := why == ""
		if row.SerialNumber != serial || accepted != (row.Rejection == "") || !strings.Contains(row.Rejection, why) ||
			accepted == row.Seed.IsZero() {
			t.Errorf("line %d: %q, %q; want %q", row.Number, row.SerialNumber, row.Rejection, want[i])
		}
	}
}

func TestOATHCSV(t *testing.T) {
	rows := read(t, oathFile, pskc.Key{})
	checkRows(t, rows, []string{
		"2308531700001",
		"2308531700002",
		"2308531700003: HOTP",
		"2308531700004: HOTP",
		"2308531700005: six digits",
		"2308531700006: 30 seconds",
		"2308531700007: SHA-1",
		"2308531700008: hexadecimal",
		"2308531700009: fewer than 16 bytes",
		"2308531700010: no seed",
		": semicolons",
		"2308531700012: hexadecimal",
		": looks like a seed",
	})
	if string(rows[0].Seed.Reveal()) != seed20 || rows[0].Number != 2 {
		t.Errorf("line %d has another seed", rows[0].Number)
	}
}

func TestASeedInAnotherColumnIsNotShownAsASerialNumber(t *testing.T) {
	const base32Seed = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
	for _, seed := range []string{
		hexSeed,
		base32Seed,
		strings.ToLower(base32Seed),
		"3132 3334 3536 3738 3930 3132 3334 3536 3738 3930",
		"31:32:33:34:35:36:37:38:39:30:31:32:33:34:35:36",
	} {
		for _, separator := range []string{"\t", " ", "|", ":", "="} {
			line := "2308531700001" + separator + seed + separator + "totp"
			for _, text := range []string{line, seed + ",2308531700001,totp", line + ",,totp,6,30"} {
				rows := read(t, text, pskc.Key{})
				if rows[0].SerialNumber != "" || rows[0].Rejection == "" {
					t.Errorf("%q: %q, %q", text, rows[0].SerialNumber, rows[0].Rejection)
				}
			}
		}
	}
}

func TestYubicoCSV(t *testing.T) {
	rows := read(t, yubicoFile, pskc.Key{})
	checkRows(t, rows, []string{
		"YUBIKEY-508326",
		"YUBIKEY-1382042: HOTP",
		"YUBIKEY-508327: Yubico OTP",
		"YUBIKEY-508328: Yubico OTP",
		": no serial number",
		"YUBIKEY-508329: fewer than 16 bytes",
	})
	traditional := "LOGGING START,12/11/2013 11:10\n" +
		"OATH-HOTP,11.12.13 18:55,1,cccccccccccc,,916821d3a138bf855e70069605559a206ba854cd,,,0,0,0,6,0,0,0,0,0,0\n" +
		"Challenge-Response: HMAC-SHA1,3/9/2018 5:00 PM,2,,,7fb21c407f0693ab30259664680a047f8c462ccb,,,0,0,0,0,0,0,0,0,0,0\n"
	checkRows(t, read(t, traditional, pskc.Key{}), []string{": no serial number", ": no serial number"})
}
