// Package pskc reads the files in which vendors send the seeds of hardware
// tokens: PSKC (RFC 6030), OATH CSV, and the logs of Yubico's personalization
// tool.
//
// A file is taken as a whole or not at all: an error of Read means that nothing
// of it may be used. What is wrong with one token alone is said in its Row.
// Neither errors nor rejections quote anything that could be a secret.
package pskc

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// Limits of a file. One of 100,000 encrypted tokens has about 120 MB.
const (
	MaxBytes = 256 << 20
	MaxRows  = 250_000

	maxRowBytes = 64 << 10 // a key package, or a line
)

// A Format is a format of files.
type Format string

// The formats. Detect stands for the one that a file looks like.
const (
	Detect Format = ""
	PSKC   Format = "pskc"   // RFC 6030
	OATH   Format = "oath"   // serial, seed in hexadecimal, type, digits, seconds
	Yubico Format = "yubico" // configuration_log.csv of the personalization tool
)

// Formats are those that Read takes besides Detect.
func Formats() []Format { return []Format{PSKC, OATH, Yubico} }

// Errors that a caller may do something about.
var (
	ErrNeedsPassphrase = errors.New("pskc: the file is encrypted with a passphrase")
	ErrNeedsKey        = errors.New("pskc: the file is encrypted with a pre-shared key")
	ErrTooLarge        = fmt.Errorf("pskc: the file has more than %d MiB or %d tokens", MaxBytes>>20, MaxRows)
	// ErrWrongKey is also that of a file that was changed on its way: a MAC does not
	// tell the two apart.
	ErrWrongKey = errors.New("pskc: the passphrase or key is wrong, or the file was changed")
	// ErrNoKey is ParseKey's.
	ErrNoKey = errors.New("a pre-shared key has 32, 48 or 64 hexadecimal digits")
)

// A Key opens an encrypted file. A file needs one of the two at most.
type Key struct {
	Passphrase secret.String
	PreShared  secret.Bytes // 16, 24 or 32 bytes, as the file's algorithm asks
}

// ParseKey reads a pre-shared key in hexadecimal, with spaces anywhere.
func ParseKey(text secret.String) (secret.Bytes, error) {
	key, err := hex.DecodeString(strings.Join(strings.Fields(text.Reveal()), ""))
	if err != nil || len(key) != 16 && len(key) != 24 && len(key) != 32 {
		return secret.Bytes{}, ErrNoKey
	}
	return secret.New(key), nil
}

// A Row is what a file says of one token.
type Row struct {
	Number       int    // of the key package, or the line; the first is 1
	SerialNumber string // as in the file, "" if it has none
	Seed         otp.Seed
	Rejection    string // why the token cannot be used, or "": Seed is empty then
}

// Read reads a file of this format. The seeds of all rows without a Rejection
// are RFC 6238's with SHA-1, six digits and 30 seconds.
func Read(file io.Reader, format Format, key Key) ([]Row, error) {
	in := &input{r: bufio.NewReader(file)}
	if start, err := in.r.Peek(len(byteOrderMark)); err == nil && bytes.Equal(start, byteOrderMark) {
		_, _ = in.r.Discard(len(byteOrderMark))
	}
	if format == Detect {
		var err error
		if format, err = detect(in.r); err != nil {
			return nil, err
		}
	}
	var rows []Row
	var err error
	switch format {
	case PSKC:
		rows, err = readContainer(in, key)
	case OATH, Yubico:
		rows, err = readCSV(in, format)
	default:
		return nil, fmt.Errorf("pskc: there is no format %q", string(format))
	}
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, errors.New("pskc: the file has no tokens")
	}
	rejectDuplicates(rows)
	return rows, nil
}

// detect looks at the beginning of a file.
func detect(r *bufio.Reader) (Format, error) {
	start, err := r.Peek(r.Size())
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	text := bytes.TrimLeft(start, " \t\r\n")
	switch {
	case len(text) == 0:
		return "", errors.New("pskc: the file is empty")
	case bytes.HasPrefix(text, []byte("-----BEGIN PGP")):
		return "", errors.New("pskc: the file is encrypted with OpenPGP; decrypt it first")
	case bytes.IndexByte(text, 0) >= 0:
		return "", errors.New("pskc: the file is neither XML nor CSV in UTF-8; unpack or convert it first")
	case text[0] == '<':
		return PSKC, nil
	case looksLikeYubico(text):
		return Yubico, nil
	}
	return OATH, nil
}

// byteOrderMark is how programs of Windows begin a file in UTF-8.
var byteOrderMark = []byte("\ufeff")

// An input is a file that must not be too large, nor any part of it.
type input struct {
	r     *bufio.Reader
	total int
	row   int // bytes since the last call of next
}

var errRowTooLong = fmt.Errorf("pskc: a token of the file has more than %d KiB", maxRowBytes>>10)

// next begins another row.
func (in *input) next() { in.row = 0 }

func (in *input) count(n int) error {
	in.total += n
	in.row += n
	switch {
	case in.total > MaxBytes:
		return ErrTooLarge
	case in.row > maxRowBytes:
		return errRowTooLong
	}
	return nil
}

// ReadByte implements io.ByteReader, so that encoding/xml reads nothing ahead.
func (in *input) ReadByte() (byte, error) {
	b, err := in.r.ReadByte()
	if err != nil {
		return 0, err
	}
	return b, in.count(1)
}

// Read implements io.Reader.
func (in *input) Read(p []byte) (int, error) {
	n, err := in.r.Read(p)
	if tooLong := in.count(n); tooLong != nil {
		return 0, tooLong
	}
	return n, err
}
