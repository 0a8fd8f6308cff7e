package pskc_test

import (
	"bytes"
	"crypto/pbkdf2"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/pskc"
	"github.com/virtual-mfa/virtual-mfa/shared/pskc/pskctest"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

const (
	seed20 = "12345678901234567890" // RFC 6238's
	seed32 = "12345678901234567890123456789012"
)

func read(t testing.TB, file string, key pskc.Key) []pskc.Row {
	t.Helper()
	rows, err := pskc.Read(strings.NewReader(file), pskc.Detect, key)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func figure(t testing.TB, number int) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", fmt.Sprintf("rfc6030-figure%d.xml", number)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// asTOTP makes the key of a figure one for six digits and 30 seconds, with all
// that is encrypted as it was.
func asTOTP(figure string) string {
	return strings.NewReplacer(
		"pskc:hotp", "pskc:totp",
		`Length="8"`, `Length="6"`,
		"<Data>", "<Data><TimeInterval><PlainValue>30</PlainValue></TimeInterval>",
		"<pskc:Data>", "<pskc:Data><pskc:TimeInterval><pskc:PlainValue>30</pskc:PlainValue></pskc:TimeInterval>",
	).Replace(figure)
}

func preShared(hexadecimal string) pskc.Key {
	b, err := hex.DecodeString(hexadecimal)
	if err != nil {
		panic(err)
	}
	return pskc.Key{PreShared: secret.New(b)}
}

func passphrase(text string) pskc.Key { return pskc.Key{Passphrase: secret.New(text)} }

func TestFiguresOfRFC6030AreRead(t *testing.T) {
	qwertySeed, _ := hex.DecodeString("3132333435363738393031323334353637383930")
	for number, key := range map[int]pskc.Key{
		5: {},
		6: preShared("12345678901234567890123456789012"),
		7: passphrase("qwerty"),
	} {
		rows := read(t, asTOTP(figure(t, number)), key)
		first := rows[0]
		if first.Rejection != "" || first.SerialNumber != "987654321" || !bytes.Equal(first.Seed.Reveal(), qwertySeed) {
			t.Errorf("figure %d: %q, %q, seed %x", number, first.SerialNumber, first.Rejection, first.Seed.Reveal())
		}
	}
}

func TestFiguresOfRFC6030AreRejectedByName(t *testing.T) {
	for number, want := range map[int]string{2: "HOTP", 5: "HOTP", 10: "HOTP"} {
		for _, row := range read(t, figure(t, number), pskc.Key{}) {
			if row.Rejection == "" || !row.Seed.IsZero() {
				t.Errorf("figure %d, row %d is not rejected", number, row.Number)
			}
		}
		if got := read(t, figure(t, number), pskc.Key{})[0].Rejection; !strings.Contains(got, want) {
			t.Errorf("figure %d: %q", number, got)
		}
	}
	if got := read(t, figure(t, 5), pskc.Key{})[1].Rejection; !strings.Contains(got, "not TOTP") {
		t.Errorf("figure 5 has a PIN: %q", got)
	}
	if got := len(read(t, figure(t, 10), pskc.Key{})); got != 4 {
		t.Errorf("figure 10 has %d rows, want 4", got)
	}
}

// encryptions are all that are supported. 20 bytes need padding in a key wrap,
// 32 do not.
func encryptions() map[string]pskctest.Encryption {
	all := map[string]pskctest.Encryption{"none": {}}
	for _, size := range []int{16, 24, 32} {
		for _, algorithm := range []string{fmt.Sprintf("aes%d-cbc", size*8), fmt.Sprintf("kw-aes%d", size*8)} {
			all[algorithm] = pskctest.Encryption{Algorithm: algorithm, Key: bytes.Repeat([]byte{7}, size)}
			all[algorithm+" by passphrase"] = pskctest.Encryption{Algorithm: algorithm, Passphrase: "correct horse"}
		}
	}
	all["kw-aes256 without MAC"] = pskctest.Encryption{Algorithm: "kw-aes256", Key: make([]byte, 32), NoMAC: true}
	return all
}

func keyOf(e pskctest.Encryption) pskc.Key {
	switch {
	case e.Passphrase != "":
		return passphrase(e.Passphrase)
	case e.Key != nil:
		return pskc.Key{PreShared: secret.New(e.Key)}
	}
	return pskc.Key{}
}

func TestEveryEncryptionIsRead(t *testing.T) {
	for name, e := range encryptions() {
		t.Run(name, func(t *testing.T) {
			file := pskctest.Write(t, []pskctest.Token{
				{Serial: "GAHT12345678", Seed: []byte(seed20)},
				{Serial: "GAHT12345679", Seed: []byte(seed32)},
			}, e)
			rows := read(t, string(file), keyOf(e))
			for i, want := range []string{seed20, seed32} {
				if rows[i].Rejection != "" || string(rows[i].Seed.Reveal()) != want || rows[i].Number != i+1 {
					t.Errorf("row %d: %q", i+1, rows[i].Rejection)
				}
			}
		})
	}
}

// Programs of Windows write it before the XML declaration.
func TestAByteOrderMarkIsSkipped(t *testing.T) {
	for _, format := range []pskc.Format{pskc.Detect, pskc.PSKC} {
		marked := strings.NewReader("\ufeff" + file(t, pskctest.Encryption{}))
		rows, err := pskc.Read(marked, format, pskc.Key{})
		if err != nil || len(rows) != 1 || rows[0].Rejection != "" {
			t.Errorf("format %q: %v, %v", format, rows, err)
		}
	}
}

// PBKDF2-HMAC-SHA-256 of "correct horse" is another key, so that a reader that
// does not see the name reports a wrong passphrase.
func TestThePseudoRandomFunctionIsReadFromTextOrAttribute(t *testing.T) {
	key, err := pbkdf2.Key(sha256.New, "correct horse", []byte(pskctest.Salt), pskctest.Iterations, 16)
	if err != nil {
		t.Fatal(err)
	}
	tokens := []pskctest.Token{{Serial: "GAHT12345678", Seed: []byte(seed20)}}
	byKey := string(pskctest.Write(t, tokens, pskctest.Encryption{Algorithm: "aes128-cbc", Key: key}))
	byPassphrase := string(pskctest.Write(t, tokens, pskctest.Encryption{Algorithm: "aes128-cbc", Passphrase: "x"}))
	derivation := byPassphrase[strings.Index(byPassphrase, "<EncryptionKey>"):strings.Index(byPassphrase, "<MACMethod")]
	const name = "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"
	for _, prf := range []string{"<PRF>" + name + "</PRF>", `<PRF Algorithm="` + name + `"/>`} {
		header := strings.Replace(derivation, "</KeyLength>", "</KeyLength>"+prf, 1)
		file := strings.Replace(byKey, "<EncryptionKey><ds:KeyName>Pre-shared-key</ds:KeyName></EncryptionKey>\n", header, 1)
		if rows := read(t, file, passphrase("correct horse")); string(rows[0].Seed.Reveal()) != seed20 {
			t.Errorf("%s: another seed", prf)
		}
	}
}

func TestAWrongKeyIsFatal(t *testing.T) {
	for name, e := range encryptions() {
		if e.Algorithm == "" {
			continue
		}
		file := pskctest.Write(t, []pskctest.Token{{Serial: "GAHT12345678", Seed: []byte(seed20)}}, e)
		wrong := passphrase("wrong horse")
		if e.Passphrase == "" {
			wrong = pskc.Key{PreShared: secret.New(bytes.Repeat([]byte{8}, len(e.Key)))}
		}
		if rows, err := pskc.Read(bytes.NewReader(file), pskc.Detect, wrong); !errors.Is(err, pskc.ErrWrongKey) {
			t.Errorf("%s with another key: %v, %v", name, rows, err)
		}
		want := pskc.ErrNeedsKey
		if e.Passphrase != "" {
			want = pskc.ErrNeedsPassphrase
		}
		if _, err := pskc.Read(bytes.NewReader(file), pskc.Detect, pskc.Key{}); !errors.Is(err, want) {
			t.Errorf("%s without a key: %v, want %v", name, err, want)
		}
	}
}

// The last of three keys is changed: none of the three may come out.
func TestAWrongMACIsFatal(t *testing.T) {
	e := pskctest.Encryption{Algorithm: "aes128-cbc", Key: make([]byte, 16)}
	tokens := []pskctest.Token{
		{Serial: "GAHT12345671", Seed: []byte(seed20)},
		{Serial: "GAHT12345672", Seed: []byte(seed20)},
		{Serial: "GAHT12345673", Seed: []byte(seed20)},
	}
	file := string(pskctest.Write(t, tokens, e))
	for _, change := range []string{"<ValueMAC>", "<xenc:CipherValue>"} {
		at := strings.LastIndex(file, change) + len(change)
		digit := byte('A')
		if file[at] == digit {
			digit = 'B'
		}
		changed := file[:at] + string(digit) + file[at+1:]
		rows, err := pskc.Read(strings.NewReader(changed), pskc.PSKC, keyOf(e))
		if !errors.Is(err, pskc.ErrWrongKey) || rows != nil {
			t.Errorf("with another digit after the last %s: %d rows, %v", change, len(rows), err)
		}
	}
	withoutMAC := e
	withoutMAC.NoMAC = true
	_, err := pskc.Read(bytes.NewReader(pskctest.Write(t, tokens, withoutMAC)), pskc.PSKC, keyOf(e))
	if err == nil || !strings.Contains(err.Error(), "no MAC") {
		t.Errorf("AES-CBC without a MAC: %v", err)
	}
}

// Each of these rows is rejected alone; the row after it is read.
func TestRowsAreRejectedByName(t *testing.T) {
	good := pskctest.Token{Serial: "GAHT12345678", Seed: []byte(seed20)}
	for want, change := range map[string]func(*pskctest.Token){
		"HOTP":             func(k *pskctest.Token) { k.Algorithm = "hotp" },
		"not TOTP":         func(k *pskctest.Token) { k.Algorithm = "ocra" },
		"SHA-1":            func(k *pskctest.Token) { k.Suite = "HMAC-SHA256" },
		"six digits":       func(k *pskctest.Token) { k.Digits = "8" },
		"30 seconds":       func(k *pskctest.Token) { k.Seconds = "60" },
		"fewer than 16":    func(k *pskctest.Token) { k.Seed = k.Seed[:15] },
		"more than 64":     func(k *pskctest.Token) { k.Seed = bytes.Repeat(k.Seed, 4) },
		"no secret":        func(k *pskctest.Token) { k.Seed = nil },
		"no serial number": func(k *pskctest.Token) { k.Serial = "" },
		"fewer than 9":     func(k *pskctest.Token) { k.Serial = "12345678" },
		"too long":         func(k *pskctest.Token) { k.Serial = strings.Repeat("1-", 129) },
		"characters":       func(k *pskctest.Token) { k.Serial = "GAHT 12345678" },
		"that IAM refuses": func(k *pskctest.Token) { k.Serial = "GAHTſı345678" }, // S and I in upper case
		"ARN":              func(k *pskctest.Token) { k.Serial = "ARN:aws:iam::123456789012:mfa/alice" },
		"looks like a seed": func(k *pskctest.Token) {
			k.Serial = "3132333435363738393031323334353637383930"
		},
	} {
		bad := good
		bad.Serial = "GAHT00000000"
		change(&bad)
		rows := read(t, string(pskctest.Write(t, []pskctest.Token{bad, good}, pskctest.Encryption{})), pskc.Key{})
		if !strings.Contains(rows[0].Rejection, want) || !rows[0].Seed.IsZero() {
			t.Errorf("want a rejection with %q, got %q", want, rows[0].Rejection)
		}
		if rows[1].Rejection != "" {
			t.Errorf("%s: the next row is rejected: %s", want, rows[1].Rejection)
		}
	}
}

func TestDuplicatesAreRejectedWithoutRegardToCase(t *testing.T) {
	file := func(seed string) string {
		return string(pskctest.Write(t, []pskctest.Token{
			{Serial: "GAHT12345678", Seed: []byte(seed20)},
			{Serial: "gaht12345678", Seed: []byte(seed)},
		}, pskctest.Encryption{}))
	}
	same := read(t, file(seed20), pskc.Key{})
	if same[0].Rejection != "" || !strings.Contains(same[1].Rejection, "row 1 has the same serial number") {
		t.Errorf("same seed: %q, %q", same[0].Rejection, same[1].Rejection)
	}
	other := read(t, file(seed32), pskc.Key{})
	if !strings.Contains(other[0].Rejection, "another seed") || other[1].Rejection == "" || !other[0].Seed.IsZero() {
		t.Errorf("another seed: %q, %q", other[0].Rejection, other[1].Rejection)
	}
}

func TestSecretsDoNotPrint(t *testing.T) {
	rows := read(t, string(pskctest.Write(t, []pskctest.Token{{Serial: "GAHT12345678", Seed: []byte(seed20)}},
		pskctest.Encryption{})), pskc.Key{})
	if printed := fmt.Sprintf("%v %+v %#v", rows, rows, rows); strings.Contains(printed, seed20) {
		t.Error("a row prints its seed")
	}
}
