package sigv4

import (
	"slices"
	"strings"
)

// A Header is a request's headers, without Host, by their names in lower case.
type Header map[string][]string

// NewHeader returns h with its names in lower case.
func NewHeader(h map[string][]string) Header {
	lower := make(Header, len(h))
	for name, values := range h {
		name = strings.ToLower(name)
		lower[name] = append(lower[name], values...)
	}
	return lower
}

// One returns the value of a header that may occur once, or "" if it does not
// occur; ok is false if it occurs more often. A value with a comma counts as
// several, which a proxy may have joined: no header that this is used for has a
// comma of its own.
func (h Header) One(name string) (value string, ok bool) {
	switch values := h[name]; {
	case len(values) == 0:
		return "", true
	case len(values) > 1 || strings.Contains(values[0], ","):
		return "", false
	default:
		return strings.TrimFunc(values[0], isSpace), true
	}
}

// Canonical is the value of a header in a canonical request: trimmed, with runs
// of spaces squeezed, several values joined (Signature Version 4, "Create a
// canonical request"). A tab is not a space: the client signed it as it is.
func (h Header) Canonical(name string) string {
	values := slices.Clone(h[name])
	for i, value := range values {
		values[i] = strings.Join(strings.FieldsFunc(value, isSpace), " ")
	}
	return strings.Join(values, ",")
}

func isSpace(r rune) bool { return r == ' ' }
