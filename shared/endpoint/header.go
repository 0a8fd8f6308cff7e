package endpoint

import (
	"mime"
	"slices"
	"strings"
)

// A header has names in lower case.
type header map[string][]string

func newHeader(h map[string][]string) header {
	lower := make(header, len(h))
	for name, values := range h {
		name = strings.ToLower(name)
		lower[name] = append(lower[name], values...)
	}
	return lower
}

// one returns the value of a header that may be there once. A proxy may have joined several by commas, so that a comma is refused too; of the
// headers that this is used for none has one by itself.
func (h header) one(name string) (value string, ok bool) {
	switch values := h[name]; {
	case len(values) == 0:
		return "", true
	case len(values) > 1 || strings.Contains(values[0], ","):
		return "", false
	default:
		return strings.TrimFunc(values[0], isSpace), true
	}
}

// mediaType is the Content-Type without its parameters, or "" if it is missing or not one.
func (h header) mediaType() string {
	value, ok := h.one("content-type")
	media, _, err := mime.ParseMediaType(value)
	if !ok || err != nil {
		return ""
	}
	return media
}

func isSpace(r rune) bool { return r == ' ' }

// canonical is the value of a header in a canonical request: trimmed, spaces squeezed, several joined (Signature Version 4, "Create a canonical
// request"). A tab is no space: it was signed as it is, or was not signed.
func (h header) canonical(name string) string {
	values := slices.Clone(h[name])
	for i, value := range values {
		values[i] = strings.Join(strings.FieldsFunc(value, isSpace), " ")
	}
	return strings.Join(values, ",")
}
