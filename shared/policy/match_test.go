package policy

import (
	"strings"
	"testing"
	"unicode/utf16"
)

// oracle matches by the definition, over UTF-16 units.
func oracle(pattern, text string) bool {
	p, s := utf16.Encode([]rune(pattern)), utf16.Encode([]rune(text))
	reach := make([]bool, len(s)+1)
	reach[0] = true
	for _, unit := range p {
		next := make([]bool, len(s)+1)
		for i := range reach {
			switch {
			case unit == '*':
				next[i] = reach[i] || i > 0 && next[i-1]
			case i > 0:
				next[i] = reach[i-1] && (unit == '?' || unit == s[i-1])
			}
		}
		reach = next
	}
	return reach[len(s)]
}

// FuzzMatch: patterns match what the definition says.
func FuzzMatch(f *testing.F) {
	for _, pattern := range []string{
		"*", "?", "a*", "*a", "a?b", "a??b", "*a*b*", "**", "a*?b", "?*", "𐐀?", "*?𐐀*", "a*a", "", "*é?",
	} {
		for _, text := range []string{"", "a", "ab", "aab", "a𐐀b", "𐐀𐐨", "aXbYb", "é", "a/b:c\n", "\xff"} {
			f.Add(pattern, text)
		}
	}
	f.Fuzz(func(t *testing.T, pattern, text string) {
		got := match(patternOf(pattern), units(nil, text))
		if want := oracle(pattern, text); got != want {
			t.Errorf("%q on %q: %v, want %v", pattern, text, got, want)
		}
	})
}

func TestAMillionLettersAreMatchedWithThousandsOfStars(t *testing.T) {
	text := []byte(strings.Repeat("a", 1<<20))
	pattern := strings.Repeat("*a", 65_000)
	if !match(patternOf(pattern), text) {
		t.Error("no match")
	}
	if match(patternOf(pattern+"b"), text) || match(patternOf(pattern+"*b*"), text) {
		t.Error("a match without its last letter")
	}
}
