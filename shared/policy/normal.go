package policy

import "strings"

// Normal returns the document as JSON in one form: without white space, with
// members in a fixed order, and with lists where a single value may stand. It is
// a document of the same kind that decides the same.
func (d *Document) Normal() string {
	w := &writer{}
	w.open('{')
	if d.Version != "" {
		w.member("Version", d.Version)
	}
	if d.ID != "" {
		w.member("Id", d.ID)
	}
	if len(d.Statements) > 0 {
		w.name("Statement")
		w.open('[')
		for i := range d.Statements {
			w.statement(&d.Statements[i])
		}
		w.close(']')
	}
	w.close('}')
	return w.b.String()
}

// A writer writes JSON and knows when a comma is due.
type writer struct {
	b     strings.Builder
	comma bool
}

func (w *writer) separate() {
	if w.comma {
		w.b.WriteByte(',')
	}
	w.comma = true
}

func (w *writer) open(bracket byte) {
	w.separate()
	w.b.WriteByte(bracket)
	w.comma = false
}

func (w *writer) close(bracket byte) {
	w.b.WriteByte(bracket)
	w.comma = true
}

func (w *writer) text(s string) {
	w.separate()
	w.b.WriteString(quote(s))
}

func (w *writer) name(s string) {
	w.text(s)
	w.b.WriteByte(':')
	w.comma = false
}

func (w *writer) member(name, value string) {
	w.name(name)
	w.text(value)
}

func (w *writer) list(name string, values []string) {
	w.name(name)
	w.open('[')
	for _, value := range values {
		w.text(value)
	}
	w.close(']')
}

func (w *writer) statement(s *Statement) {
	w.open('{')
	if s.hasSid {
		w.member("Sid", s.Sid)
	}
	if s.effect != "" {
		w.member("Effect", s.effect)
	}
	w.principals(&s.principal)
	w.clause("Action", &s.action)
	w.clause("Resource", &s.resource)
	w.conditions(s.conditions)
	w.close('}')
}

func (w *writer) clause(name string, c *clause) {
	if !c.present {
		return
	}
	if c.not {
		name = "Not" + name
	}
	w.list(name, c.values)
}

func (w *writer) principals(p *principals) {
	if !p.present {
		return
	}
	name := "Principal"
	if p.not {
		name = "NotPrincipal"
	}
	if p.bare {
		w.member(name, "*")
		return
	}
	w.name(name)
	w.open('{')
	for _, kind := range principalTypes {
		var values []string
		for _, v := range p.values {
			if v.Type == kind {
				values = append(values, v.Value)
			}
		}
		if values != nil {
			w.list(kind, values)
		}
	}
	w.close('}')
}

// conditions writes the conditions of an operator, which follow each other, as
// one block.
func (w *writer) conditions(all []condition) {
	if len(all) == 0 {
		return
	}
	w.name("Condition")
	w.open('{')
	for i := range all {
		if i == 0 || all[i].name != all[i-1].name {
			w.name(all[i].name)
			w.open('{')
		}
		w.list(all[i].written, all[i].values)
		if i == len(all)-1 || all[i].name != all[i+1].name {
			w.close('}')
		}
	}
	w.close('}')
}
