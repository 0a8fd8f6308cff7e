package policy

import "unicode/utf8"

// A Position is a place in the text of a document, as the simulator reports it.
type Position struct {
	Line   int // from 1; CR, LF and CRLF end a line
	Column int // from 1, in characters
}

// A locator turns byte offsets, asked in ascending order, into positions.
type locator struct {
	text   string
	offset int
	at     Position
}

func newLocator(text string) *locator {
	return &locator{text: text, at: Position{Line: 1, Column: 1}}
}

func (l *locator) position(offset int) Position {
	for l.offset < offset && l.offset < len(l.text) {
		c, size := utf8.DecodeRuneInString(l.text[l.offset:])
		switch {
		case c == '\r' && l.offset+1 < len(l.text) && l.text[l.offset+1] == '\n':
			// The LF that follows ends the line.
		case c == '\r' || c == '\n':
			l.at = Position{Line: l.at.Line + 1, Column: 1}
		default:
			l.at.Column++
		}
		l.offset += size
	}
	return l.at
}
