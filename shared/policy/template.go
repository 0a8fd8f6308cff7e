package policy

import "strings"

// A template is a text in which variables may stand.
type template struct {
	parts []part
	// wild is set if '*' and '?' outside variables are wildcards.
	wild bool
}

// A part is a literal (a pattern, if the template is wild), or a variable.
type part struct {
	text       string // of a literal, as written
	literal    []byte // the same in units or as a pattern
	key        string // in lower case; empty for a literal
	written    string // the key as the document spells it
	fallback   string
	hasDefault bool
}

// parseTemplate reads text. Without variables (Version 2008-10-17) the whole text
// is literal, ${…} included. A "${" without "}" is literal too.
func parseTemplate(text string, variables, wild bool) template {
	t := template{wild: wild}
	for variables {
		before, rest, found := strings.Cut(text, "${")
		inside, after, closed := strings.Cut(rest, "}")
		if !found || !closed {
			break
		}
		t.literal(before)
		t.variable(inside)
		text = after
	}
	t.literal(text)
	return t
}

func (t *template) literal(text string) {
	if text == "" && len(t.parts) > 0 {
		return
	}
	var b []byte
	if t.wild {
		b = patternOf(text)
	} else {
		b = appendUnits(b, text)
	}
	t.parts = append(t.parts, part{text: text, literal: b})
}

// variable adds what stands between the braces: a key, a key and its default in
// quotes, or one of the characters that would otherwise be special.
func (t *template) variable(inside string) {
	switch inside {
	case "*", "?", "$":
		t.parts = append(t.parts, part{text: inside, literal: []byte(inside), written: inside})
		return
	}
	p := part{}
	key, fallback, hasDefault := strings.Cut(inside, ",")
	if fallback = strings.TrimSpace(fallback); hasDefault && quoted(fallback) {
		p.fallback, p.hasDefault = fallback[1:len(fallback)-1], true
	}
	p.written = strings.TrimSpace(key)
	// A space never begins a key, so that ${} and ${,'x'} are keys no context has.
	p.key = strings.ToLower(p.written)
	if p.key == "" {
		p.key = " "
	}
	t.parts = append(t.parts, p)
}

func quoted(s string) bool {
	return len(s) >= 2 && s[0] == '\'' && s[len(s)-1] == '\''
}

// fixed returns the pattern of a template without variables.
func (t *template) fixed() ([]byte, bool) {
	if len(t.parts) == 1 && t.parts[0].key == "" {
		return t.parts[0].literal, true
	}
	return nil, false
}

// expand returns the template with the values of the context; what is
// substituted is literal. It reports false if a key is absent that has no
// default, or is a list. The result may share memory with the template.
func (t *template) expand(buf []byte, context Context) ([]byte, bool) {
	if fixed, ok := t.fixed(); ok {
		return fixed, true
	}
	buf = buf[:0]
	for i := range t.parts {
		p := &t.parts[i]
		if p.key == "" {
			buf = append(buf, p.literal...)
			continue
		}
		value := context.Value(p.key)
		switch {
		case value.kind == listKind:
			return nil, false
		case value.Present():
			buf = value.appendUnits(buf)
		case p.hasDefault:
			buf = appendUnits(buf, p.fallback)
		default:
			return nil, false
		}
	}
	return buf, true
}

// expandText is expand for comparisons that need the text rather than its units.
func (t *template) expandText(context Context) (string, bool) {
	var b []byte
	for i := range t.parts {
		p := &t.parts[i]
		if p.key == "" {
			b = append(b, p.text...)
			continue
		}
		value := context.Value(p.key)
		switch {
		case value.kind == listKind:
			return "", false
		case value.Present():
			b = value.append(b)
		case p.hasDefault:
			b = append(b, p.fallback...)
		default:
			return "", false
		}
	}
	return string(b), true
}
