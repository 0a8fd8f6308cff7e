package pskc

import (
	"cmp"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// readCSV reads a file of one token a line.
func readCSV(in *input, format Format) ([]Row, error) {
	lines := csv.NewReader(in)
	lines.Comment = '#'
	lines.FieldsPerRecord = -1
	lines.TrimLeadingSpace = true
	lines.ReuseRecord = true
	var rows []Row
	for {
		in.next()
		fields, err := lines.Read()
		var syntax *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return rows, nil
		case errors.As(err, &syntax):
			return nil, fmt.Errorf("pskc: line %d is not well-formed CSV", syntax.StartLine)
		case err != nil:
			return nil, err
		}
		for i := range fields {
			fields[i] = strings.TrimSpace(fields[i])
		}
		line, _ := lines.FieldPos(0)
		row := Row{Number: line}
		fill := row.fillFromOATH
		if format == Yubico {
			fill = row.fillFromYubico
		}
		if isToken := fill(fields); !isToken {
			continue
		}
		if len(rows) == MaxRows {
			return nil, ErrTooLarge
		}
		rows = append(rows, row)
	}
}

// field returns a field, or "" if the line has fewer.
func field(fields []string, i int) string {
	if i < len(fields) {
		return fields[i]
	}
	return ""
}

// fillFromOATH reads serial, seed, type, digits, seconds and hash. Without a
// type the token is HOTP, as for the other readers of the format; a token has
// six digits and 30 seconds if the line does not say otherwise.
func (r *Row) fillFromOATH(fields []string) bool {
	if field(fields, 0) == "" && field(fields, 1) == "" {
		return false
	}
	r.SerialNumber = strings.Clone(field(fields, 0)) // as the line has the seed too
	seed, err := hex.DecodeString(field(fields, 1))
	t := token{
		algorithm: cmp.Or(strings.ToLower(field(fields, 2)), "hotp"),
		digits:    cmp.Or(field(fields, 3), "6"),
		seconds:   cmp.Or(field(fields, 4), "30"),
		hash:      field(fields, 5),
		seed:      otp.RawSeed(seed),
	}
	switch {
	case strings.Contains(field(fields, 0), ";"):
		r.SerialNumber = ""
		r.Rejection = "its fields are separated by semicolons; they must be separated by commas"
	case len(fields) < 2:
		r.Rejection = "the line has no seed"
	case err != nil && t.algorithm == "totp":
		r.Rejection = "its seed is not hexadecimal"
	}
	r.finish(t)
	return true
}

// yubicoEvents are how lines of Yubico's logs begin that have no serial number.
var yubicoEvents = []string{
	"logging start",
	"yubico otp",
	"oath-hotp",
	"static password",
	"challenge-response",
	"configuration",
}

// looksLikeYubico reports whether the first line that is no comment is one of a
// log: an event, or one with a serial number and, in its sixth field, a time.
func looksLikeYubico(text []byte) bool {
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(line, ",")
		return yubicoEvent(line) || isYubicoSerial(fields[0]) && len(fields) >= 6 &&
			strings.Contains(fields[5], "T") && strings.Count(fields[5], ":") == 2
	}
	return false
}

func yubicoEvent(line string) bool {
	line = strings.ToLower(line)
	for _, event := range yubicoEvents {
		if strings.HasPrefix(line, event) {
			return true
		}
	}
	return false
}

func isYubicoSerial(text string) bool {
	return text != "" && len(text) <= 10 && strings.Trim(text, "0123456789") == ""
}

// fillFromYubico reads a line of the log in its Yubico format: serial, public
// id, private id or moving factor, key, access code, time. A key of 20 bytes
// without a public id is one for HMAC-SHA-1, with which a program computes TOTP;
// the serial number gets a prefix, because IAM wants nine characters.
//
// The traditional format has no serial numbers.
func (r *Row) fillFromYubico(fields []string) bool {
	first := field(fields, 0)
	if strings.HasPrefix(strings.ToLower(first), "logging start") || first == "" && field(fields, 3) == "" {
		return false
	}
	if !isYubicoSerial(first) {
		r.Rejection = "the line has no serial number of a YubiKey; log in the Yubico format"
		return true
	}
	r.SerialNumber = "YUBIKEY-" + first
	seed, err := hex.DecodeString(field(fields, 3))
	t := token{algorithm: "totp", digits: "6", seconds: "30", seed: otp.RawSeed(seed)}
	switch {
	case err != nil:
		r.Rejection = "its key is not hexadecimal"
	case len(seed) == 16:
		r.Rejection = "it is for Yubico OTP or a static password; only HMAC-SHA1 challenge-response can make TOTP codes"
	case field(fields, 1) != "" || field(fields, 2) != "0":
		r.Rejection = "it counts events (HOTP); only time-based tokens (TOTP) are supported"
	}
	r.finish(t)
	return true
}
