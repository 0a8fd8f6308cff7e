// Package enroll reads and writes what a virtual MFA device is enrolled with: the
// key URI that authenticator apps read, and its QR code.
package enroll

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

const typeTOTP = "totp"

// A Key is what a key URI says about a device. An empty Issuer means that there is
// none.
type Key struct {
	Issuer, Account string
	Seed            otp.Seed
	Parameters      otp.Parameters
}

// A URIError says which part of a key URI is at fault. It never quotes the URI: the
// seed is in it.
type URIError struct {
	Part, Reason string
	cause        error
}

func (e *URIError) Error() string { return "key URI: " + e.Part + ": " + e.Reason }

// Unwrap returns the error of the part's own parser: an *otp.SeedError for the
// secret.
func (e *URIError) Unwrap() error { return e.cause }

// URI writes the key in the shape that AWS gives it,
// otpauth://totp/Issuer:Account?secret=…&issuer=Issuer, with "@" as it is in the
// label. Algorithm, digits and period follow if they are not AWS's. A key without
// issuer has neither prefix nor parameter. Spaces around names do not count.
//
// A key that would not come back from its URI is a *URIError: one without account
// or seed, or one without issuer whose account has a colon, which would be taken
// for the separator.
func (k Key) URI() (secret.String, error) {
	k.Issuer = trim(k.Issuer)
	k.Account = trim(k.Account)
	if err := k.validate(); err != nil {
		return secret.String{}, err
	}
	label, query := escape(k.Account, "@"), "secret="+k.Seed.Base32().Reveal()
	if k.Issuer != "" {
		label = escape(k.Issuer, "@") + ":" + label
		query += "&issuer=" + escape(k.Issuer, "")
	}
	if p := k.Parameters.Full(); !p.AreAWS() {
		query += "&algorithm=" + string(p.Algorithm) + "&digits=" + strconv.Itoa(p.Digits) +
			"&period=" + strconv.Itoa(int(p.Period/time.Second))
	}
	return secret.New("otpauth://" + typeTOTP + "/" + label + "?" + query), nil
}

func (k Key) validate() error {
	names := []struct{ name, text string }{{"issuer", k.Issuer}, {"account", k.Account}}
	for _, part := range names {
		if !utf8.ValidString(part.text) {
			return &URIError{Part: part.name, Reason: "is not valid UTF-8"}
		}
	}
	switch {
	case k.Account == "":
		return &URIError{Part: "account", Reason: "is empty"}
	case k.Issuer == "" && strings.Contains(k.Account, ":"):
		return &URIError{Part: "account", Reason: "must not contain a colon without an issuer"}
	case len(k.Seed.Reveal()) == 0:
		return &URIError{Part: "secret", Reason: "is empty"}
	}
	return nil
}

// escape percent-encodes everything but RFC 3986's unreserved characters and those
// in keep. Package url leaves "&", "+" and "=" alone in a path, and writes a space
// in a query as "+", which apps show as a plus sign.
func escape(text, keep string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for _, c := range []byte(text) {
		if unreserved(c) || strings.IndexByte(keep, c) >= 0 {
			b.WriteByte(c)
		} else {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
	return b.String()
}

// unreserved is RFC 3986 §2.3.
func unreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' ||
		strings.IndexByte("-._~", c) >= 0
}

// trim takes blanks from both ends.
func trim(text string) string { return strings.TrimFunc(text, otp.IsBlank) }
