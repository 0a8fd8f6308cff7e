// Package pskctest writes PSKC files for tests: those of vendors are secret.
package pskctest

import (
	"bytes"
	"cmp"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
)

// A Token is one key package. The zero values of its text fields stand for TOTP
// with six digits and 30 seconds.
type Token struct {
	Serial    string
	Seed      []byte
	Algorithm string
	Digits    string
	Seconds   string
	Suite     string
}

// An Encryption says how seeds are encrypted; the zero value is not at all.
type Encryption struct {
	Algorithm  string // such as aes128-cbc or kw-aes256
	Key        []byte
	Passphrase string // in place of Key, with PBKDF2
	NoMAC      bool
}

// Iterations are those of PBKDF2.
const Iterations = 1000

// Salt is that of PBKDF2.
const Salt = "12345678"

const macKey = "01234567890123456789"

// Write returns a file.
func Write(t testing.TB, tokens []Token, e Encryption) []byte {
	t.Helper()
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>
<KeyContainer Version="1.0" xmlns="urn:ietf:params:xml:ns:keyprov:pskc" ` +
		`xmlns:ds="http://www.w3.org/2000/09/xmldsig#" xmlns:xenc="http://www.w3.org/2001/04/xmlenc#" ` +
		`xmlns:xenc11="http://www.w3.org/2009/xmlenc11#" ` +
		`xmlns:pkcs5="http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#">
`)
	e.writeHeader(t, &b)
	for i, token := range tokens {
		e.writeToken(t, &b, i, token)
	}
	b.WriteString("</KeyContainer>\n")
	return b.Bytes()
}

func (e *Encryption) writeHeader(t testing.TB, b *bytes.Buffer) {
	t.Helper()
	switch {
	case e.Algorithm == "":
		return
	case e.Passphrase == "":
		b.WriteString("<EncryptionKey><ds:KeyName>Pre-shared-key</ds:KeyName></EncryptionKey>\n")
	default:
		e.Key = derive(t, e.Passphrase, e.keySize(t))
		fmt.Fprintf(b, "<EncryptionKey><xenc11:DerivedKey><xenc11:KeyDerivationMethod "+
			`Algorithm="http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#pbkdf2">`+
			"<pkcs5:PBKDF2-params><Salt><Specified>%s</Specified></Salt><IterationCount>%d</IterationCount>"+
			"<KeyLength>%d</KeyLength></pkcs5:PBKDF2-params></xenc11:KeyDerivationMethod>"+
			"</xenc11:DerivedKey></EncryptionKey>\n", encode([]byte(Salt)), Iterations, len(e.Key))
	}
	if !e.NoMAC {
		fmt.Fprintf(b, `<MACMethod Algorithm="http://www.w3.org/2000/09/xmldsig#hmac-sha1"><MACKey>%s</MACKey></MACMethod>`+
			"\n", e.sealed(e.seal(t, []byte(macKey))))
	}
}

func (e *Encryption) writeToken(t testing.TB, b *bytes.Buffer, i int, token Token) {
	t.Helper()
	value := "<PlainValue>" + encode(token.Seed) + "</PlainValue>"
	if e.Algorithm != "" {
		text := e.seal(t, token.Seed)
		value = "<EncryptedValue>" + e.sealed(text) + "</EncryptedValue>"
		if !e.NoMAC {
			h := hmac.New(sha1.New, []byte(macKey))
			h.Write(text)
			value += "<ValueMAC>" + encode(h.Sum(nil)) + "</ValueMAC>"
		}
	}
	suite := ""
	if token.Suite != "" {
		suite = "<Suite>" + token.Suite + "</Suite>"
	}
	fmt.Fprintf(b, "<KeyPackage><DeviceInfo><Manufacturer>Example</Manufacturer><SerialNo>%s</SerialNo></DeviceInfo>"+
		`<Key Id="%d" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:%s"><Issuer>Example</Issuer><AlgorithmParameters>%s`+
		`<ResponseFormat Length="%s" Encoding="DECIMAL"/></AlgorithmParameters><Data><Secret>%s</Secret>`+
		"<Time><PlainValue>0</PlainValue></Time><TimeInterval><PlainValue>%s</PlainValue></TimeInterval>"+
		"</Data></Key></KeyPackage>\n",
		token.Serial, i+1, cmp.Or(token.Algorithm, "totp"), suite, cmp.Or(token.Digits, "6"), value,
		cmp.Or(token.Seconds, "30"))
}

func (e *Encryption) sealed(text []byte) string {
	return `<xenc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#` + e.Algorithm +
		`"/><xenc:CipherData><xenc:CipherValue>` + encode(text) + "</xenc:CipherValue></xenc:CipherData>"
}

func encode(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

func (e *Encryption) keySize(t testing.TB) int {
	t.Helper()
	for _, size := range []int{16, 24, 32} {
		if strings.Contains(e.Algorithm, fmt.Sprint(size*8)) {
			return size
		}
	}
	t.Fatalf("no key size in %q", e.Algorithm)
	return 0
}

func derive(t testing.TB, passphrase string, size int) []byte {
	t.Helper()
	key, err := pbkdf2.Key(sha1.New, passphrase, []byte(Salt), Iterations, size)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func (e *Encryption) seal(t testing.TB, plain []byte) []byte {
	t.Helper()
	block, err := aes.NewCipher(e.Key)
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasPrefix(e.Algorithm, "kw-") {
		return wrap(block, plain)
	}
	padding := aes.BlockSize - len(plain)%aes.BlockSize
	text := make([]byte, aes.BlockSize+len(plain)+padding)
	_, _ = rand.Read(text[:aes.BlockSize])
	copy(text[aes.BlockSize:], plain)
	for i := range padding { // XML Encryption asks for the last byte only, python-pskc for all
		text[len(text)-1-i] = byte(padding)
	}
	cipher.NewCBCEncrypter(block, text[:aes.BlockSize]).CryptBlocks(text[aes.BlockSize:], text[aes.BlockSize:])
	return text
}

// wrap is AES key wrap, with padding where the length asks for it (RFC 3394
// §2.2.1, RFC 5649 §4.1).
func wrap(block cipher.Block, plain []byte) []byte {
	start := []byte{0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6}
	if len(plain)%8 != 0 {
		start = binary.BigEndian.AppendUint32([]byte{0xa6, 0x59, 0x59, 0xa6}, uint32(len(plain)))
		plain = append(plain[:len(plain):len(plain)], make([]byte, 8-len(plain)%8)...)
	}
	text := append(start, plain...)
	n := len(plain) / 8
	both := make([]byte, 16)
	copy(both, text[:8])
	for t := 1; t <= 6*n; t++ {
		part := text[8+(t-1)%n*8:][:8]
		copy(both[8:], part)
		block.Encrypt(both, both)
		binary.BigEndian.PutUint64(both, binary.BigEndian.Uint64(both)^uint64(t))
		copy(part, both[8:])
	}
	copy(text, both[:8])
	return text
}
