package policy

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// equalLower reports whether s in lower case is lowered. Operators that ignore
// case compare lower-cased text, they do not fold: ß is not SS and s is not ſ.
func equalLower(s, lowered string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= utf8.RuneSelf {
			return lower(s) == lowered
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if i >= len(lowered) || c != lowered[i] {
			// A later letter may become ASCII: the Kelvin sign does.
			return !isASCII(s[i:]) && lower(s) == lowered
		}
	}
	return len(s) == len(lowered)
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// lower is Java's toLowerCase as IAM uses it: İ becomes i and a dot, a final Σ
// becomes ς, and letters beyond U+FFFF keep their case.
func lower(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == 'İ':
			b.WriteString("i\u0307")
		case r == 'Σ' && casedBefore(s[:i]) && !casedAfter(s[i+len("Σ"):]):
			b.WriteRune('ς')
		case r > 0xFFFF:
			b.WriteRune(r)
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// casedBefore reports whether the last letter of s, marks aside, has a case.
func casedBefore(s string) bool {
	for s != "" {
		r, size := utf8.DecodeLastRuneInString(s)
		if !ignorable(r) {
			return cased(r)
		}
		s = s[:len(s)-size]
	}
	return false
}

// casedAfter reports whether the first letter of s, marks aside, has a case.
func casedAfter(s string) bool {
	for _, r := range s {
		if !ignorable(r) {
			return cased(r)
		}
	}
	return false
}

func cased(r rune) bool {
	return unicode.In(r, unicode.Upper, unicode.Lower, unicode.Title,
		unicode.Other_Uppercase, unicode.Other_Lowercase)
}

// ignorable is Unicode's Case_Ignorable.
func ignorable(r rune) bool {
	return strings.ContainsRune("'.:^`¨·’", r) ||
		unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf, unicode.Lm, unicode.Sk)
}
