package pskc

import (
	"crypto/subtle"
	"fmt"
	"strings"
	"unicode"

	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// A token is what a format says of one, as it says it.
type token struct {
	algorithm string // in lower case
	hash      string // "" is SHA-1
	digits    string
	seconds   string
	seed      otp.Seed
}

// rejection says why the token cannot be used, if its parameters or its seed are
// the reason.
func (t token) rejection() string {
	switch {
	case t.algorithm == "hotp":
		return "it counts events (HOTP); only time-based tokens (TOTP) are supported"
	case t.algorithm == "":
		return "its algorithm is not stated"
	case t.algorithm != "totp":
		return "its algorithm is not TOTP"
	case !isSHA1(t.hash):
		return "it uses another hash than SHA-1"
	case t.digits == "":
		return "the length of its codes is not stated"
	case t.digits != "6":
		return "its codes do not have six digits"
	case t.seconds == "":
		return "its time step is not stated"
	case t.seconds != "30":
		return "its time step is not 30 seconds"
	case t.seed.Short():
		return fmt.Sprintf("its seed has fewer than %d bytes", otp.MinSeedSize)
	case len(t.seed.Reveal()) > otp.MaxSeedSize:
		return fmt.Sprintf("its seed has more than %d bytes", otp.MaxSeedSize)
	}
	return ""
}

func isSHA1(name string) bool {
	name = strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(name))
	return name == "" || name == "sha1" || name == "hmacsha1"
}

const (
	digits  = "0123456789"
	letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	lower   = "abcdefghijklmnopqrstuvwxyz"
)

// hasSerialCharacters reports whether AWS's API takes the characters of a serial
// number (IAM API reference, SerialNumber). Package regexp is a fifth of the
// browser's module, and its stack does not suffice for a pattern of this length.
func hasSerialCharacters(serial string) bool {
	return strings.Trim(serial, digits+letters+lower+"_+=/:,.@-") == ""
}

// hasRun reports whether n characters of a set follow each other.
func hasRun(text, set string, n int) bool {
	run := 0
	for _, c := range text {
		run++
		if !strings.ContainsRune(set, c) {
			run = 0
		}
		if run == n {
			return true
		}
	}
	return false
}

// looksLikeSeed reports whether there may be a seed in a serial number, 16 bytes or
// more in hexadecimal or in base32: the columns are in another order, or separated
// by something else than commas.
func looksLikeSeed(serial string) bool {
	text := strings.ToUpper(strings.Map(func(c rune) rune {
		if c == ':' || unicode.IsSpace(c) {
			return -1
		}
		return c
	}, serial))
	return hasRun(text, digits+letters[:6], 32) || hasRun(text, letters+digits[2:8], 26)
}

// finish completes a row by what no format has its own rule for.
func (r *Row) finish(t token) {
	const most = 256
	if looksLikeSeed(r.SerialNumber) {
		r.SerialNumber, r.Rejection = "", "its serial number looks like a seed"
	}
	r.SerialNumber = strings.Map(func(c rune) rune {
		if !unicode.IsPrint(c) {
			return unicode.ReplacementChar
		}
		return c
	}, r.SerialNumber)
	if len(r.SerialNumber) > most {
		r.SerialNumber = ""
		r.Rejection = "its serial number is too long"
	}
	switch {
	case r.Rejection != "":
	case t.rejection() != "":
		r.Rejection = t.rejection()
	case r.SerialNumber == "":
		r.Rejection = "it has no serial number"
	case len(r.SerialNumber) < 9:
		r.Rejection = "its serial number has fewer than 9 characters, which clients of IAM refuse"
	case !hasSerialCharacters(r.SerialNumber):
		r.Rejection = "its serial number has characters that IAM refuses"
	case strings.HasPrefix(strings.ToLower(r.SerialNumber), "arn:"):
		r.Rejection = "its serial number looks like an ARN, which virtual devices have"
	default:
		r.Seed = t.seed
	}
}

// rejectDuplicates rejects tokens whose serial number an earlier row has, in any
// case. If their seeds differ the earlier one is rejected too: one of the two is
// wrong.
func rejectDuplicates(rows []Row) {
	first := map[string]int{}
	for i := range rows {
		r := &rows[i]
		if r.Rejection != "" {
			continue
		}
		serial := strings.ToUpper(r.SerialNumber)
		earlier, repeated := first[serial]
		if !repeated {
			first[serial] = i
			continue
		}
		other := &rows[earlier]
		if other.Rejection == "" && subtle.ConstantTimeCompare(other.Seed.Reveal(), r.Seed.Reveal()) != 1 {
			other.reject(fmt.Sprintf("row %d has the same serial number and another seed", r.Number))
		}
		r.reject(fmt.Sprintf("row %d has the same serial number", other.Number))
	}
}

func (r *Row) reject(why string) { r.Rejection, r.Seed = why, otp.Seed{} }
