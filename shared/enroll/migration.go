package enroll

import (
	"encoding/base64"
	"encoding/binary"
	"strings"

	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

const migrationScheme = "otpauth-migration"

// A Migration is what one QR code of Google Authenticator's export holds.
type Migration struct {
	Keys    []MigratedKey
	Skipped []SkippedKey
	Index   int // of this code in the export, from 0
	Size    int // how many codes the export has
}

// A MigratedKey is a key of an export.
type MigratedKey struct {
	Key
	Warnings []Warning
}

// A SkippedKey is one of an export that shows no codes of RFC 6238.
type SkippedKey struct{ Issuer, Account, Reason string }

// ParseMigration reads an export of Google Authenticator's, otpauth-migration://
// offline?data=…, whose data are a protobuf message in base64. A protobuf library
// would be most of the WebAssembly module, for two messages without nesting. Every
// error is a *URIError.
func ParseMigration(text string) (Migration, error) {
	scheme, rest, _ := strings.Cut(clean(text), "://")
	if !strings.EqualFold(scheme, migrationScheme) {
		return Migration{}, &URIError{Part: "scheme", Reason: "is not " + migrationScheme + "://"}
	}
	_, query, _ := strings.Cut(rest, "?")
	message, ok := migrationData(query)
	if !ok {
		return Migration{}, errData
	}
	m := Migration{Size: 1}
	ok = eachField(message, func(field int, number uint64, bytes []byte) bool {
		switch field {
		case 1:
			return bytes == nil || m.add(bytes)
		case 3:
			m.Size = max(1, int(int32(number)))
		case 4:
			m.Index = max(0, int(int32(number)))
		}
		return true
	})
	if !ok {
		return Migration{}, errData
	}
	return m, nil
}

var errData = &URIError{Part: "data", Reason: "is not a whole export of Google Authenticator's"}

// migrationData finds the base64 in a query: a "+" may have become a space, and
// padding may be missing.
func migrationData(query string) ([]byte, bool) {
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if !strings.EqualFold(name, "data") {
			continue
		}
		value = strings.TrimRight(strings.ReplaceAll(unescape(value), " ", "+"), "=")
		b, err := base64.RawStdEncoding.DecodeString(value)
		return b, err == nil && len(b) > 0
	}
	return nil, false
}

// account is message OtpParameters. Its enumerations are not the numbers that they
// stand for.
type account struct {
	secret                  []byte
	names                   names
	algorithm, digits, kind uint64
}

func (m *Migration) add(message []byte) bool {
	var a account
	var name, issuer string
	ok := eachField(message, func(field int, number uint64, bytes []byte) bool {
		switch field {
		case 1:
			a.secret = bytes
		case 2:
			name = string(bytes)
		case 3:
			issuer = string(bytes)
		case 4:
			a.algorithm = number
		case 5:
			a.digits = number
		case 6:
			a.kind = number
		}
		return true
	})
	if !ok {
		return false
	}
	a.names.readPlain(name, issuer)
	if reason := a.unusable(); reason != "" {
		m.Skipped = append(m.Skipped, SkippedKey{a.names.issuer, a.names.account, reason})
		return true
	}
	key := Key{a.names.issuer, a.names.account, otp.RawSeed(a.secret), a.parameters()}
	m.Keys = append(m.Keys, MigratedKey{key, warnings(a.names, key, false)})
	return true
}

func (a account) unusable() string {
	const hotp, totp = 1, 2
	switch {
	case a.kind == hotp:
		return "its codes follow a counter (HOTP), not the clock"
	case a.kind != totp:
		return "its type is unknown"
	case a.algorithm == 4:
		return "its algorithm is MD5"
	case a.algorithm > 4:
		return "its algorithm is unknown"
	case a.digits > 2:
		return "the length of its codes is unknown"
	case len(a.secret) == 0:
		return "its secret is empty"
	}
	return ""
}

func (a account) parameters() otp.Parameters {
	p := otp.Parameters{}.Full()
	switch a.algorithm {
	case 2:
		p.Algorithm = otp.SHA256
	case 3:
		p.Algorithm = otp.SHA512
	}
	if a.digits == 2 {
		p.Digits = 8
	}
	return p
}

// readPlain is read for a label that is not encoded.
func (n *names) readPlain(label, issuer string) {
	issuer = trim(issuer)
	prefix, account, ok := cutIssuer(label, issuer)
	if !ok {
		prefix, account, ok = strings.Cut(label, ":")
	}
	if !ok {
		prefix, account = "", label
	}
	n.assign(prefix, account, issuer)
}

// eachField calls take for each field of a protobuf message, with the number or
// the bytes that it holds (nil if it holds none), and reports whether the
// message is whole and take accepted all of it.
func eachField(message []byte, take func(field int, number uint64, bytes []byte) bool) bool {
	for len(message) > 0 {
		tag, n := binary.Uvarint(message)
		if n <= 0 || tag>>3 == 0 || tag>>3 > 1<<29-1 {
			return false
		}
		message = message[n:]
		var number uint64
		var bytes []byte
		switch tag & 7 {
		case 0: // a number
			number, n = binary.Uvarint(message)
			if n <= 0 {
				return false
			}
		case 1: // eight bytes
			n = 8
		case 5: // four bytes
			n = 4
		case 2: // bytes after their length
			length, m := binary.Uvarint(message)
			if m <= 0 || length > uint64(len(message)-m) {
				return false
			}
			n = m + int(length)
			bytes = message[m:n]
		default:
			return false
		}
		if n > len(message) || !take(int(tag>>3), number, bytes) {
			return false
		}
		message = message[n:]
	}
	return true
}
