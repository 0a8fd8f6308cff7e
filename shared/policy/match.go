package policy

import (
	"bytes"
	"unicode/utf8"
)

// A pattern is a sequence of bytes in which anyRun and anyUnit are wildcards and
// the rest is literal. Patterns and the texts they are matched with are CESU-8:
// UTF-8 in which a letter beyond U+FFFF is written as two surrogates of three
// bytes each. IAM counts UTF-16 units, and this makes units visible without
// decoding. Text without such letters is the same in UTF-8 and CESU-8.
const (
	anyRun  = 0xFF // '*': no UTF-8 text contains this byte
	anyUnit = 0xFE // '?'
)

// match reports whether pattern matches all of text. Literals between stars are
// found in linear time, and a star is never tried twice, so the time does not
// explode with the number of stars. A run with '?' costs at most its length for
// each place in text.
func match(pattern, text []byte) bool {
	star := bytes.IndexByte(pattern, anyRun)
	if star < 0 {
		rest, ok := skip(pattern, text)
		return ok && len(rest) == 0
	}
	text, ok := skip(pattern[:star], text)
	if !ok {
		return false
	}
	last := bytes.LastIndexByte(pattern, anyRun)
	if text, ok = skipBack(pattern[last+1:], text); !ok {
		return false
	}
	for star < last {
		pattern, last = pattern[star+1:], last-star-1
		star = bytes.IndexByte(pattern, anyRun)
		if text, ok = find(pattern[:star], text); !ok {
			return false
		}
	}
	return true
}

// skip takes run, which has no star, from the front of text.
func skip(run, text []byte) (rest []byte, ok bool) {
	for i := 0; i < len(run); i++ {
		if len(text) == 0 {
			return nil, false
		}
		if run[i] == anyUnit {
			text = text[unitSize(text[0]):]
			continue
		}
		if run[i] != text[0] {
			return nil, false
		}
		text = text[1:]
	}
	return text, true
}

// skipBack takes run, which has no star, from the end of text.
func skipBack(run, text []byte) (rest []byte, ok bool) {
	for i := len(run) - 1; i >= 0; i-- {
		if len(text) == 0 {
			return nil, false
		}
		end := len(text) - 1
		if run[i] == anyUnit {
			for end > 0 && text[end]&0xC0 == 0x80 {
				end--
			}
		} else if run[i] != text[end] {
			return nil, false
		}
		text = text[:end]
	}
	return text, true
}

// find returns what follows the first occurrence of run in text.
func find(run, text []byte) (rest []byte, ok bool) {
	if bytes.IndexByte(run, anyUnit) < 0 {
		i := bytes.Index(text, run)
		if i < 0 {
			return nil, false
		}
		return text[i+len(run):], true
	}
	for {
		if rest, ok = skip(run, text); ok {
			return rest, true
		}
		if len(text) == 0 {
			return nil, false
		}
		text = text[unitSize(text[0]):]
	}
}

// unitSize is the number of bytes of the unit that begins with lead.
func unitSize(lead byte) int {
	switch {
	case lead < 0xC0:
		return 1
	case lead < 0xE0:
		return 2
	}
	return 3
}

// units returns text in CESU-8. It copies only what has letters beyond U+FFFF or
// is not UTF-8; buf is used for the copy if it is large enough.
func units(buf []byte, text string) []byte {
	for i := 0; i < len(text); i++ {
		if text[i] >= 0xF0 || text[i] >= utf8.RuneSelf && !utf8.ValidString(text) {
			return appendUnits(buf[:0], text)
		}
	}
	return append(buf[:0], text...)
}

// appendUnits appends text in CESU-8. Bytes that are not UTF-8 become U+FFFD, so
// that no text can bring a wildcard in.
func appendUnits(b []byte, text string) []byte {
	for _, r := range text {
		if r <= 0xFFFF {
			b = utf8.AppendRune(b, r)
			continue
		}
		r -= 0x10000
		b = appendSurrogate(b, 0xD800+r>>10)
		b = appendSurrogate(b, 0xDC00+r&0x3FF)
	}
	return b
}

func appendSurrogate(b []byte, r rune) []byte {
	return append(b, 0xE0|byte(r>>12), 0x80|byte(r>>6)&0x3F, 0x80|byte(r)&0x3F)
}

// patternOf reads text as a pattern: '*' and '?' are wildcards.
func patternOf(text string) []byte {
	b := appendUnits(nil, text)
	for i := range b {
		switch b[i] {
		case '*':
			b[i] = anyRun
		case '?':
			b[i] = anyUnit
		}
	}
	return b
}

// appendLower appends text with the letters A to Z in lower case.
func appendLower(b []byte, text string) []byte {
	for i := 0; i < len(text); i++ {
		c := text[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		b = append(b, c)
	}
	return b
}
