package policy

import "github.com/go-json-experiment/json/jsontext"

// quote returns s as a JSON string.
func quote(s string) string {
	// AppendQuote fails only at text that is not UTF-8, and still appends it with
	// U+FFFD in its place.
	b, _ := jsontext.AppendQuote(nil, s)
	return string(b)
}
