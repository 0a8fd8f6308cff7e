package pskc_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/pskc"
	"github.com/virtual-mfa/virtual-mfa/shared/pskc/pskctest"
)

const (
	opening = `<KeyContainer Version="1.0" xmlns="urn:ietf:params:xml:ns:keyprov:pskc">`
	closing = `</KeyContainer>`
)

// file has one token.
func file(t *testing.T, e pskctest.Encryption) string {
	t.Helper()
	return string(pskctest.Write(t, []pskctest.Token{{Serial: "GAHT12345678", Seed: []byte(seed20)}}, e))
}

func TestBadFilesAreRefused(t *testing.T) {
	good := file(t, pskctest.Encryption{})
	encrypted := file(t, pskctest.Encryption{Algorithm: "aes128-cbc", Key: make([]byte, 16)})
	derived := file(t, pskctest.Encryption{Algorithm: "aes128-cbc", Passphrase: "correct horse"})
	key := preShared("00000000000000000000000000000000")
	key.Passphrase = passphrase("correct horse").Passphrase
	for _, c := range []struct{ name, file, want string }{
		{"nothing", "", "empty"},
		{"blank", "\ufeff \n\t", "empty"},
		{"binary", "PK\x03\x04\x00\x00", "unpack"},
		{"OpenPGP", "-----BEGIN PGP MESSAGE-----\n", "OpenPGP"},
		{"other XML", "<html><body/></html>", "no KeyContainer"},
		{"a draft", `<KeyContainer xmlns="urn:ietf:params:xml:ns:keyprov:container:1.0"/>`, "draft"},
		{"no tokens", opening + closing, "no tokens"},
		{"a bomb", `<!DOCTYPE b [<!ENTITY a "aaaa"><!ENTITY c "&a;&a;">]>` + opening + `&c;` + closing, "document type"},
		{
			"an external entity",
			`<!DOCTYPE b [<!ENTITY a SYSTEM "file:///etc/passwd">]>` + opening + "&a;" + closing,
			"document type",
		},
		{"an unknown entity", opening + "<KeyPackage>&a;</KeyPackage>" + closing, "well-formed"},
		{"depth", opening + "<KeyPackage>" + strings.Repeat("<a>", 1000), "nested"},
		{"a package without end", opening + "<KeyPackage>" + strings.Repeat("a", 100_000), "more than 64 KiB"},
		{"an attribute without end", opening + `<KeyPackage a="` + strings.Repeat("a", 100_000), "more than 64 KiB"},
		{"a cut file", good[:len(good)-30], "well-formed"},
		{"a cut tag", good[:len(good)-3], "well-formed"},
		{"text between", strings.Replace(good, "<KeyPackage>", "seed<KeyPackage>", 1), "text between"},
		{"an XML declaration alone", `<?xml version="1.0"?>`, "ends too early"},
		{"blanks without end", good + strings.Repeat(" ", 100_000), "more than 64 KiB"},
		{"text after", good + "seed", "after the KeyContainer"},
		{"two containers", good + opening + closing, "follows"},
		{"another encoding", `<?xml version="1.0" encoding="UTF-16"?>` + opening + closing, "encoding"},
		{
			"cut cipher text",
			strings.Replace(encrypted, "</xenc:CipherValue></xenc:CipherData></Enc",
				"A</xenc:CipherValue></xenc:CipherData></Enc", 1),
			"base64",
		},
		{"cut MAC", strings.Replace(encrypted, "=</ValueMAC>", "</ValueMAC>", 1), "a MAC is not base64"},
		{"no MACMethod", cut(encrypted, "<MACMethod", "</MACMethod>"), "no MACMethod"},
		{"no MAC", cut(encrypted, "<ValueMAC", "</ValueMAC>"), "no MAC"},
		{"no EncryptionKey", cut(encrypted, "<EncryptionKey", "</EncryptionKey>"), "no EncryptionKey"},
		{"an EncryptionKey after keys", strings.Replace(good, closing, "<EncryptionKey/>"+closing, 1), "after the keys"},
		{
			"two derivations",
			strings.Replace(derived, "<MACMethod", between(derived, "<EncryptionKey", "</EncryptionKey>")+"<MACMethod", 1),
			"more than one EncryptionKey",
		},
		{
			"two MACMethods",
			strings.Replace(derived, "<MACMethod", between(derived, "<MACMethod", "</MACMethod>")+"<MACMethod", 1),
			"more than one MACMethod",
		},
		{
			"a certificate",
			strings.Replace(encrypted, "<ds:KeyName>Pre-shared-key</ds:KeyName>", "<ds:X509Data/>", 1),
			"certificate",
		},
		{"3DES", strings.ReplaceAll(encrypted, "aes128-cbc", "tripledes-cbc"), "other than AES"},
		{"a key too short", strings.ReplaceAll(encrypted, "aes128-cbc", "aes256-cbc"), "32 bytes, not 16"},
		{"MD5", strings.Replace(encrypted, "hmac-sha1", "hmac-md5", 1), "HMAC other than"},
		{"another derivation", strings.Replace(derived, "#pbkdf2", "#scrypt", 1), "PBKDF2"},
		{"no salt", cut(derived, "<Salt", "</Salt>"), "salt"},
		{"no iterations", cut(derived, "<IterationCount", "</IterationCount>"), "iterations"},
		{"a year of iterations", strings.Replace(derived, "<IterationCount>", "<IterationCount>9999999", 1), "iterations"},
		{"an odd key length", strings.Replace(derived, "<KeyLength>16", "<KeyLength>17", 1), "16, 24 or 32"},
		{"a line without end", "GAHT12345678," + strings.Repeat("3", 100_000), "more than 64 KiB"},
		{"an open quote", "\"GAHT12345678,3132\n", "well-formed CSV"},
	} {
		rows, err := pskc.Read(strings.NewReader(c.file), pskc.Detect, key)
		switch {
		case err == nil:
			t.Errorf("%s: no error, rows %v", c.name, rows)
		case !strings.Contains(err.Error(), c.want):
			t.Errorf("%s: %q, want something with %q", c.name, err, c.want)
		case rows != nil:
			t.Errorf("%s: an error and rows", c.name)
		}
	}
	if _, err := pskc.Read(strings.NewReader(good), "xlsx", pskc.Key{}); err == nil {
		t.Error("there is a format xlsx")
	}
}

// between is the first of what begins and ends so.
func between(text, from, to string) string {
	_, rest, _ := strings.Cut(text, from)
	inside, _, _ := strings.Cut(rest, to)
	return from + inside + to
}

// cut removes the first of what begins and ends so.
func cut(text, from, to string) string {
	begin := strings.Index(text, from)
	end := strings.Index(text[begin:], to) + begin + len(to)
	return text[:begin] + text[end:]
}

func TestTruncatedBase64IsRejected(t *testing.T) {
	good := file(t, pskctest.Encryption{})
	bad := strings.Replace(good, "=</PlainValue>", "</PlainValue>", 1)
	if rows := read(t, bad, pskc.Key{}); !strings.Contains(rows[0].Rejection, "base64") {
		t.Errorf("%q", rows[0].Rejection)
	}
}

// What is encrypted with a MAC is authentic, and what stands beside it is not.
func TestASeedThatIsNotEncryptedIsRejectedFromAnEncryptedFile(t *testing.T) {
	encrypted := file(t, pskctest.Encryption{Algorithm: "aes128-cbc", Key: make([]byte, 16)})
	plain := between(file(t, pskctest.Encryption{}), "<Secret>", "</Secret>")
	forged := strings.Replace(encrypted, between(encrypted, "<Secret>", "</Secret>"), plain, 1)
	rows := read(t, forged, preShared("00000000000000000000000000000000"))
	if !strings.Contains(rows[0].Rejection, "not encrypted") || !rows[0].Seed.IsZero() {
		t.Errorf("%q", rows[0].Rejection)
	}
}

// A repeater is a file that goes on until it is too large.
type repeater struct {
	start, again string
	left         int
}

func (r *repeater) Read(p []byte) (int, error) {
	if r.left == 0 {
		return 0, io.EOF
	}
	if r.start == "" {
		r.start = r.again
		r.left--
	}
	n := copy(p, r.start)
	r.start = r.start[n:]
	return n, nil
}

func TestTooManyRowsAreRefused(t *testing.T) {
	for name, file := range map[string]*repeater{
		"CSV":  {again: "1\n", left: pskc.MaxRows + 2},
		"PSKC": {start: opening, again: "<KeyPackage/>", left: pskc.MaxRows + 2},
	} {
		if _, err := pskc.Read(file, pskc.Detect, pskc.Key{}); !errors.Is(err, pskc.ErrTooLarge) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAFileOverTheLimitIsRefused(t *testing.T) {
	const row = 30_000
	file := &repeater{again: strings.Repeat("x", row-1) + "\n", left: pskc.MaxBytes/row + 2}
	if _, err := pskc.Read(file, pskc.Detect, pskc.Key{}); !errors.Is(err, pskc.ErrTooLarge) {
		t.Errorf("%v", err)
	}
}

func FuzzRead(f *testing.F) {
	for _, e := range encryptions() {
		f.Add(pskctest.Write(f, []pskctest.Token{{Serial: "GAHT12345678", Seed: []byte(seed20)}}, e))
	}
	f.Add([]byte(oathFile))
	f.Add([]byte(yubicoFile))
	key := preShared("07070707070707070707070707070707")
	key.Passphrase = passphrase("correct horse").Passphrase
	f.Fuzz(func(t *testing.T, file []byte) {
		if bytes.Count(file, []byte("<IterationCount>")) > 0 && !bytes.Contains(file, []byte("<IterationCount>1000<")) {
			return // would only be slow
		}
		rows, err := pskc.Read(bytes.NewReader(file), pskc.Detect, key)
		if err != nil && rows != nil {
			t.Fatal("an error and rows")
		}
		seen := map[string]bool{}
		for _, row := range rows {
			size := len(row.Seed.Reveal())
			serial := strings.ToUpper(row.SerialNumber)
			switch {
			case row.Rejection != "" && size != 0:
				t.Fatal("a rejected row has a seed")
			case row.Rejection != "":
			case size < 16 || size > 64, len(serial) < 9, len(serial) > 256, strings.HasPrefix(serial, "ARN:"):
				t.Fatalf("%q with %d bytes is accepted", row.SerialNumber, size)
			case seen[serial]:
				t.Fatalf("%q is accepted twice", row.SerialNumber)
			default:
				seen[serial] = true
			}
		}
	})
}
