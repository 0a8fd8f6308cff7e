package policy

import (
	"errors"
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// A reader turns JSON into a Document. The first error stays; after it nothing is
// read any more. Duplicate members, text after the document and text that is not
// UTF-8 are errors of the decoder.
type reader struct {
	kind    Kind
	text    string
	decoder *jsontext.Decoder
	places  *locator
	err     *Error
}

func newReader(text string, kind Kind) *reader {
	return &reader{
		kind:    kind,
		text:    text,
		decoder: jsontext.NewDecoder(strings.NewReader(text)),
		places:  newLocator(text),
	}
}

// fail records a syntax error at the place where the reader stands.
func (r *reader) fail(detail string) {
	if r.err != nil {
		return
	}
	r.err = malformed(textSyntax)
	r.err.Detail = detail
	r.err.At = newLocator(r.text).position(r.offset())
}

func (r *reader) offset() int { return int(r.decoder.InputOffset()) }

// next reads a token of one of the kinds; what says what was expected.
func (r *reader) next(kinds, what string) jsontext.Token {
	if r.err != nil {
		return jsontext.Null
	}
	token, err := r.decoder.ReadToken()
	if err != nil {
		r.fail(err.Error())
		return jsontext.Null
	}
	if strings.IndexByte(kinds, byte(token.Kind())) < 0 {
		r.fail("expected " + what)
		return jsontext.Null
	}
	return token
}

// peek returns the kind of the next token, 0 at an error.
func (r *reader) peek() byte {
	if r.err != nil {
		return 0
	}
	return byte(r.decoder.PeekKind())
}

// object reads an object and calls member with each name; member must read the
// value.
func (r *reader) object(what string, member func(name string)) {
	r.next("{", what)
	for r.err == nil && r.peek() != '}' {
		if name := r.next(`"`, "a member name"); r.err == nil {
			member(name.String())
		}
	}
	r.next("}", "the end of the object")
}

// array reads a list and calls element for each element, which it must read.
func (r *reader) array(element func()) {
	r.next("[", "a list")
	for r.err == nil && r.peek() != ']' {
		element()
	}
	r.next("]", "the end of the list")
}

// word reads a string.
func (r *reader) word(what string) string {
	token := r.next(`"`, what)
	if r.err != nil {
		return ""
	}
	return token.String()
}

// words reads a string or a list of them.
func (r *reader) words(what string, kinds string) []string {
	one := func() string {
		token := r.next(kinds, what)
		if r.err != nil {
			return ""
		}
		return token.String()
	}
	if r.peek() != '[' {
		return []string{one()}
	}
	values := []string{}
	r.array(func() { values = append(values, one()) })
	return values
}

// document reads the whole text.
func (r *reader) document() *Document {
	d := &Document{kind: r.kind}
	hasStatement := false
	r.object("an object: the policy", func(name string) {
		switch name {
		case "Version":
			d.Version = r.word("the text of Version")
			if d.Version != version2008 && d.Version != version2012 {
				r.fail("Version must be 2012-10-17 or 2008-10-17")
			}
		case "Id":
			d.ID = r.word("a string: the Id")
		case "Statement":
			hasStatement = true
			r.statements(d)
		default:
			r.fail("unknown member " + name)
		}
	})
	if r.err == nil {
		if _, err := r.decoder.ReadToken(); !errors.Is(err, io.EOF) {
			r.fail("text after the policy")
		}
	}
	if r.kind != Draft && (!hasStatement || len(d.Statements) == 0) {
		r.fail("Statement is missing or empty")
	}
	return d
}

// statements reads an object or a list of objects. A single statement starts
// after its own brace, one of a list after the bracket or the statement before.
func (r *reader) statements(d *Document) {
	if r.peek() != '[' {
		d.Statements = append(d.Statements, r.statement(true))
		return
	}
	r.array(func() { d.Statements = append(d.Statements, r.statement(false)) })
}

func (r *reader) statement(afterBrace bool) Statement {
	var s Statement
	s.Start = r.places.position(r.offset())
	if r.peek() == '{' {
		brace := r.offset() + strings.IndexByte(r.text[r.offset():], '{')
		s.At = r.places.position(brace)
		if afterBrace {
			s.Start = r.places.position(brace + 1)
		}
	}
	r.object("an object: a statement", func(name string) { r.member(&s, name) })
	if s.effect == "" && r.kind != Draft && r.kind != Trust {
		r.fail("Effect is missing")
	}
	s.End = r.places.position(r.offset())
	return s
}

func (r *reader) member(s *Statement, name string) {
	switch name {
	case "Sid":
		s.Sid, s.hasSid = r.word("a string: the Sid"), true
	case "Effect":
		s.effect = r.word("Allow or Deny")
		if !strings.EqualFold(s.effect, "Allow") && !strings.EqualFold(s.effect, "Deny") {
			r.fail("Effect must be Allow or Deny")
		}
	case "Action", "NotAction":
		r.clause(&s.action, name)
	case "Resource", "NotResource":
		r.clause(&s.resource, name)
	case "Principal", "NotPrincipal":
		if s.principal.present {
			r.fail("Principal and NotPrincipal exclude each other")
		}
		s.principal.present, s.principal.not = true, name == "NotPrincipal"
		r.readPrincipals(&s.principal)
	case "Condition":
		r.object("an object: the Condition", func(operator string) { r.block(s, operator) })
	default:
		r.fail("unknown member " + name)
	}
}

func (r *reader) clause(c *clause, name string) {
	if c.present {
		r.fail(name + " excludes its opposite")
	}
	c.present, c.not = true, strings.HasPrefix(name, "Not")
	c.values = r.words("a string or a list of strings: the "+name, `"`)
}

// block reads what stands under a condition operator. An unknown operator over
// nothing is accepted.
func (r *reader) block(s *Statement, operator string) {
	op, known := parseOperator(operator)
	r.object("an object of keys and values", func(key string) {
		if !known {
			r.fail("unknown condition operator " + operator)
		}
		c := condition{operator: op, name: operator, written: key, key: strings.ToLower(key)}
		c.values = r.words("a value or a list of values", `"0tf`)
		s.conditions = append(s.conditions, c)
	})
}
