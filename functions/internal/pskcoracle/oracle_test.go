// Package pskcoracle compares shared/pskc with two other implementations of
// RFC 6030: pskctool, of the OATH Toolkit, and python-pskc.
package pskcoracle

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
	"github.com/virtual-mfa/virtual-mfa/shared/pskc"
	"github.com/virtual-mfa/virtual-mfa/shared/pskc/pskctest"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

const passphrase = "correct horse"

// A key is what an implementation read of a key package.
type key struct {
	Serial  string
	Secret  string // in hexadecimal
	Digits  int
	Seconds int
	TOTP    bool
}

// usable reports whether the token is one that this project can use.
func (k key) usable() bool {
	return k.TOTP && k.Digits == 6 && k.Seconds == 30 && len(k.Secret) >= 32 && len(k.Serial) >= 9
}

// A sample is a file and what opens it.
type sample struct {
	name string
	key  pskc.Key
}

// pythonReads has python-pskc read files, each given as name, key in hexadecimal
// and passphrase.
const pythonReads = `
import binascii, json, sys
import pskc
found = {}
for name, key, passphrase in json.load(sys.stdin):
    p = pskc.PSKC(name)
    if key:
        p.encryption.key = binascii.unhexlify(key)
    if passphrase:
        p.encryption.derive_key(passphrase)
    found[name] = []
    for k in p.keys:
        k.check()
        found[name].append({
            'Serial': k.serial or '',
            'Secret': binascii.hexlify(k.secret or b'').decode(),
            'Digits': k.response_length or 0,
            'Seconds': k.time_interval or 0,
            'TOTP': (k.algorithm or '').endswith('totp'),
        })
json.dump(found, sys.stdout)
`

// pythonWrites has python-pskc write a file of each encryption, MAC and pseudo
// random function into a folder, and say how each opens.
const pythonWrites = `
import binascii, json, os, sys
import pskc
folder, passphrase = sys.argv[1:]
made = []
def write(name, algorithm, mac, prf, derived):
    p = pskc.PSKC()
    for i in range(8):
        p.add_key(
            id=str(i), serial='GAHT%08d' % i, manufacturer='Example',
            secret=os.urandom((16, 20, 32, 64)[i % 4]),
            algorithm='urn:ietf:params:xml:ns:keyprov:pskc:' + ('hotp' if i == 6 else 'totp'),
            response_length=8 if i == 7 else 6, response_encoding='DECIMAL',
            time_interval=60 if i == 5 else 30)
    key = b''
    if mac:
        p.mac.setup(algorithm=mac)
    if derived:
        p.encryption.setup_pbkdf2(passphrase, algorithm=algorithm, iterations=1000, prf=prf)
    elif algorithm:
        p.encryption.setup_preshared_key(algorithm=algorithm)
        key = p.encryption.key
    path = os.path.join(folder, name + '.xml')
    p.write(path)
    made.append([path, binascii.hexlify(key).decode(), passphrase if derived else ''])
write('plain', None, None, None, False)
for bits in '128', '192', '256':
    for algorithm in 'aes' + bits + '-cbc', 'kw-aes' + bits:
        for mac in 'hmac-sha1', 'hmac-sha224', 'hmac-sha256', 'hmac-sha384', 'hmac-sha512':
            write('%s-%s' % (algorithm, mac), algorithm, mac, None, False)
        for prf in None, 'hmac-sha1': # of others it writes the name, and reads it as SHA-1
            write('%s-pbkdf2-%s' % (algorithm, prf), algorithm, None, prf, True)
json.dump(made, sys.stdout)
`

func python(t *testing.T, script string, stdin []byte, args ...string) []byte {
	t.Helper()
	command := exec.Command(tooltest.PythonModule(t, "pskc"), append([]string{"-c", script}, args...)...)
	command.Stdin = bytes.NewReader(stdin)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	out, err := command.Output()
	if err != nil {
		t.Fatalf("python: %v\n%s", err, stderr.Bytes())
	}
	return out
}

// compare reads files with ours and with python-pskc.
func compare(t *testing.T, samples []sample) {
	t.Helper()
	var order [][3]string
	for _, s := range samples {
		order = append(order, [3]string{s.name, hex.EncodeToString(s.key.PreShared.Reveal()), s.key.Passphrase.Reveal()})
	}
	stdin, err := json.Marshal(order)
	if err != nil {
		t.Fatal(err)
	}
	var theirs map[string][]key
	if err := json.Unmarshal(python(t, pythonReads, stdin), &theirs); err != nil {
		t.Fatal(err)
	}
	tokens := 0
	for _, s := range samples {
		ours := read(t, s)
		if len(ours) != len(theirs[s.name]) || len(ours) == 0 {
			t.Errorf("%s: %d keys, python-pskc reads %d", s.name, len(ours), len(theirs[s.name]))
			continue
		}
		for i, row := range ours {
			tokens++
			their := theirs[s.name][i]
			switch {
			case row.Rejection != "" && their.usable():
				t.Errorf("%s: %s is rejected: %s", s.name, their.Serial, row.Rejection)
			case row.Rejection == "" && (!their.usable() || hex.EncodeToString(row.Seed.Reveal()) != their.Secret):
				t.Errorf("%s: %s is read in another way", s.name, their.Serial)
			case row.SerialNumber != their.Serial:
				t.Errorf("%s: serial number %q, want %q", s.name, row.SerialNumber, their.Serial)
			}
		}
	}
	t.Logf("%d files with %d tokens read alike by us and python-pskc", len(samples), tokens)
}

func read(t *testing.T, s sample) []pskc.Row {
	t.Helper()
	file, err := os.Open(s.name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := pskc.Read(file, pskc.PSKC, s.key)
	if err != nil {
		t.Errorf("%s: %v", s.name, err)
	}
	return rows
}

func TestFilesOfPythonPSKCAreRead(t *testing.T) {
	var made [][3]string
	if err := json.Unmarshal(python(t, pythonWrites, nil, t.TempDir(), passphrase), &made); err != nil {
		t.Fatal(err)
	}
	samples := make([]sample, 0, len(made))
	for _, m := range made {
		s := sample{name: m[0]}
		preShared, err := hex.DecodeString(m[1])
		if err != nil {
			t.Fatal(err)
		}
		if len(preShared) > 0 {
			s.key.PreShared = secret.New(preShared)
		}
		if m[2] != "" {
			s.key.Passphrase = secret.New(m[2])
		}
		samples = append(samples, s)
	}
	compare(t, samples)
}

// write writes our files: without encryption, and with every one.
func write(t *testing.T) []sample {
	t.Helper()
	tokens := []pskctest.Token{
		{Serial: "GAHT12345671", Seed: bytes.Repeat([]byte{1}, 16)},
		{Serial: "GAHT12345672", Seed: bytes.Repeat([]byte{2}, 20)},
		{Serial: "GAHT12345673", Seed: bytes.Repeat([]byte{3}, 64), Digits: "8"},
		{Serial: "GAHT12345674", Seed: bytes.Repeat([]byte{4}, 32), Seconds: "60"},
		{Serial: "GAHT12345675", Seed: bytes.Repeat([]byte{5}, 20), Algorithm: "hotp"},
		{Serial: "GAHT12345676", Seed: bytes.Repeat([]byte{6}, 33)},
	}
	folder := t.TempDir()
	var samples []sample
	add := func(name string, e pskctest.Encryption) {
		s := sample{name: filepath.Join(folder, name+".xml")}
		if err := os.WriteFile(s.name, pskctest.Write(t, tokens, e), 0o600); err != nil {
			t.Fatal(err)
		}
		if e.Key != nil {
			s.key.PreShared = secret.New(e.Key)
		}
		if e.Passphrase != "" {
			s.key.Passphrase = secret.New(e.Passphrase)
		}
		samples = append(samples, s)
	}
	add("plain", pskctest.Encryption{})
	for _, size := range []int{16, 24, 32} {
		for _, form := range []string{"aes%d-cbc", "kw-aes%d"} {
			algorithm := fmt.Sprintf(form, size*8)
			add(algorithm, pskctest.Encryption{Algorithm: algorithm, Key: bytes.Repeat([]byte{9}, size)})
			add(algorithm+"-pbkdf2", pskctest.Encryption{Algorithm: algorithm, Passphrase: passphrase})
		}
	}
	return samples
}

func TestFilesOfOursAreReadByPythonPSKC(t *testing.T) { compare(t, write(t)) }

// figures are the RFC's own examples.
func figures(t *testing.T) []sample {
	t.Helper()
	figure := func(number int) string {
		return filepath.Join(tooltest.Root(t), "shared", "pskc", "testdata", fmt.Sprintf("rfc6030-figure%d.xml", number))
	}
	preShared, err := hex.DecodeString("12345678901234567890123456789012")
	if err != nil {
		t.Fatal(err)
	}
	return []sample{
		{name: figure(2)},
		{name: figure(5)},
		{name: figure(6), key: pskc.Key{PreShared: secret.New(preShared)}},
		{name: figure(7), key: pskc.Key{Passphrase: secret.New("qwerty")}},
		{name: figure(10)},
	}
}

func TestFiguresOfRFC6030AreReadByPythonPSKC(t *testing.T) { compare(t, figures(t)) }

// pskctool decrypts nothing, but validates everything against the RFC's schema.
func TestPSKCToolValidatesAndReadsOurFiles(t *testing.T) {
	tool := tooltest.Path(t, "pskctool")
	samples := write(t)
	for _, s := range samples {
		if out, err := exec.Command(tool, "--validate", s.name).Output(); err != nil || string(out) != "OK\n" {
			t.Errorf("%s is not valid: %v\n%s", filepath.Base(s.name), err, out)
		}
	}
	for _, s := range append(figures(t), samples[0]) {
		out, err := exec.Command(tool, "--info", s.name).Output()
		if err != nil {
			t.Fatal(err)
		}
		checkInfo(t, s, string(out))
	}
	t.Logf("%d files validated by pskctool, %d files read alike", len(samples), len(figures(t))+1)
}

// checkInfo compares what pskctool prints with what we read.
func checkInfo(t *testing.T, s sample, info string) {
	t.Helper()
	packages := strings.Split(info, "KeyPackage ")[1:]
	rows := read(t, s)
	if len(rows) != len(packages) {
		t.Fatalf("%s: %d keys, pskctool reads %d", s.name, len(rows), len(packages))
	}
	for i, row := range rows {
		if serial := line(packages[i], "SerialNo: "); serial != row.SerialNumber {
			t.Errorf("%s: serial number %q, pskctool reads %q", s.name, row.SerialNumber, serial)
		}
		if row.Rejection != "" {
			continue
		}
		if seed := base64.StdEncoding.EncodeToString(row.Seed.Reveal()); line(packages[i], "Key Secret (base64): ") != seed {
			t.Errorf("%s: pskctool reads another seed of %s", s.name, row.SerialNumber)
		}
	}
}

func line(text, label string) string {
	_, rest, _ := strings.Cut(text, label)
	value, _, _ := strings.Cut(rest, "\n")
	return value
}
