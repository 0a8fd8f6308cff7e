// Package secrettest hunts for secrets in what a program writes and keeps.
package secrettest

import (
	"bytes"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"index/suffixarray"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"text/template"
)

// Secrets are the values to hunt for, and what each is.
type Secrets map[string]string

// Leaks names the secrets that are in a text, and their form there. It quotes
// nothing: a finding is printed, and must be no leak itself.
func (s Secrets) Leaks(text []byte) (found []string) {
	index := suffixarray.New(text)
	for value, name := range s {
		for form, written := range Forms(value) {
			if isIn(text, index, []byte(written)) {
				found = append(found, name+" ("+form+")")
			}
		}
	}
	slices.Sort(found)
	return found
}

// isIn looks for a form. Six digits are in every long number: all digits count
// only if they stand alone, and are no fraction of a second.
func isIn(text []byte, index *suffixarray.Index, written []byte) bool {
	if len(bytes.Trim(written, "0123456789")) > 0 {
		return index.Lookup(written, 1) != nil
	}
	return slices.ContainsFunc(index.Lookup(written, -1), func(at int) bool {
		end := at + len(written)
		return (at == 0 || !isNumber(text[at-1])) && (end == len(text) || !isNumber(text[end]))
	})
}

// isNumber says whether a byte makes a longer number, hexadecimal or decimal,
// of the digits beside it.
func isNumber(b byte) bool {
	return b == '.' || '0' <= b && b <= '9' || 'a' <= b && b <= 'f' || 'A' <= b && b <= 'F'
}

// seen is how many bytes of a secret are looked for: a log may cut the rest off.
const seen = 24

// Forms are the ways in which a secret may be written, by their names.
func Forms(secret string) map[string]string {
	b := []byte(secret[:min(len(secret), seen)])
	text := string(b)
	forms := map[string]string{
		"as it is":          text,
		"in upper case":     strings.ToUpper(text),
		"in lower case":     strings.ToLower(text),
		"escaped for URLs":  url.QueryEscape(text),
		"escaped for paths": url.PathEscape(text),
		"escaped for XML":   strings.ReplaceAll(template.HTMLEscapeString(text), "+", "&#43;"),
		"in JSON":           inJSON(text, false),
		"in JSON for HTML":  inJSON(text, true),
		"quoted by Go":      strings.Trim(strconv.Quote(text), `"`),
		"bytes":             strings.Trim(fmt.Sprint(b), "[]"),
		"bytes, by %#v":     strings.TrimSuffix(strings.TrimPrefix(fmt.Sprintf("%#v", b), "[]byte{"), "}"),
		"hex":               hex.EncodeToString(b),
		"HEX":               fmt.Sprintf("%X", b),
		"hex, spaced":       fmt.Sprintf("% x", b),
	}
	for before := range 5 {
		encoded := inside(base32.StdEncoding.EncodeToString, 5, before, b)
		forms[fmt.Sprintf("base32 after %d bytes", before)] = encoded
		forms[fmt.Sprintf("lower-case base32 after %d bytes", before)] = strings.ToLower(encoded)
	}
	for before := range 3 {
		forms[fmt.Sprintf("base64 after %d bytes", before)] = inside(base64.StdEncoding.EncodeToString, 6, before, b)
		forms[fmt.Sprintf("URL base64 after %d bytes", before)] = inside(base64.URLEncoding.EncodeToString, 6, before, b)
	}
	return forms
}

// inside is the part of an encoding that b alone decides, if so many other
// bytes are before it and any after it: the same with padding and without. Each
// character of the encoding has some bits.
func inside(encode func([]byte) string, bits, before int, b []byte) string {
	encoded := encode(append(make([]byte, before), b...))
	return encoded[(8*before+bits-1)/bits : 8*(before+len(b))/bits]
}

// inJSON is a text in a JSON string. Bytes that are no UTF-8 are lost there, and no error.
func inJSON(text string, forHTML bool) string {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(forHTML)
	_ = encoder.Encode(text)
	return strings.Trim(b.String(), "\"\n")
}
