// Package enroll writes what a virtual MFA device is enrolled with: the key URI that authenticator apps read, and its QR code.
package enroll

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

const (
	scheme   = "otpauth"
	typeTOTP = "totp"
)

// A Key is what a key URI says about a device that shows RFC 6238 codes as package otp makes them.
type Key struct {
	Issuer, Account string
	Seed            otp.Seed
}

// A URIError says which part of a key URI is at fault. It never quotes the URI: the seed is in it.
type URIError struct {
	Part, Reason string
	cause        error
}

func (e *URIError) Error() string { return "key URI: " + e.Part + ": " + e.Reason }

// Unwrap returns what the part's own parser said, an *otp.SeedError for the secret.
func (e *URIError) Unwrap() error { return e.cause }

// URI writes the key in the shape that AWS gives it, otpauth://totp/Issuer:Account?secret=…&issuer=Issuer: "@" as it is in the label, and no
// algorithm, digits or period, because the defaults are what package otp does. A key without issuer has neither prefix nor parameter.
func (k Key) URI() (secret.String, error) {
	if err := k.validate(); err != nil {
		return secret.String{}, err
	}
	label, query := escape(k.Account, "@"), "secret="+k.Seed.Base32().Reveal()
	if k.Issuer != "" {
		label = escape(k.Issuer, "@") + ":" + label
		query += "&issuer=" + escape(k.Issuer, "")
	}
	return secret.New(scheme + "://" + typeTOTP + "/" + label + "?" + query), nil
}

// validate refuses what would not come back from a URI. The grammar of the label gives ":" to the separator, and the spaces after it to nobody.
func (k Key) validate() error {
	for _, part := range []struct{ name, text string }{{"issuer", k.Issuer}, {"account", k.Account}} {
		if strings.Contains(part.text, ":") {
			return &URIError{Part: part.name, Reason: "must not contain a colon"}
		}
		if !utf8.ValidString(part.text) {
			return &URIError{Part: part.name, Reason: "is not valid UTF-8"}
		}
	}
	switch {
	case k.Account == "":
		return &URIError{Part: "account", Reason: "is empty"}
	case strings.HasPrefix(k.Account, " "):
		return &URIError{Part: "account", Reason: "must not begin with a space"}
	case len(k.Seed.Reveal()) == 0:
		return &URIError{Part: "secret", Reason: "is empty"}
	}
	return nil
}

// escape percent-encodes everything but RFC 3986's unreserved characters and those in keep. Package url leaves "&", "+" and "=" alone in a
// path, and writes a space in a query as "+", which apps show as a plus sign.
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
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0
}

func unescape(part, text string) (string, error) {
	plain, err := url.PathUnescape(text)
	if err != nil {
		return "", &URIError{Part: part, Reason: "has a % that is not followed by two hexadecimal digits"} // err quotes the text
	}
	if !utf8.ValidString(plain) {
		return "", &URIError{Part: part, Reason: "is not valid UTF-8"}
	}
	return plain, nil
}
