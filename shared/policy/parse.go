package policy

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Texts in which IAM refuses documents.
const (
	textSyntax  = "Syntax errors in policy."
	textJSON    = "This policy contains invalid Json"
	textVersion = "Policy document must be version 2012-10-17 or greater."
	textLegacy  = "The policy failed legacy parsing"
)

// Parse reads and checks a document. The error is an *Error with the code
// MalformedPolicyDocument and IAM's text for the first rule that is broken: JSON
// and shapes, Version, literals, Sids, actions, resources, and what the kind
// forbids. It does not limit the size: see Size.
func Parse(text string, kind Kind) (*Document, error) {
	d, err := parse(text, kind)
	if err != nil {
		return nil, err
	}
	return d, nil
}

func parse(text string, kind Kind) (*Document, *Error) {
	r := newReader(text, kind)
	d := r.document()
	if r.err != nil {
		if kind == Trust && !jsontext.Value(text).IsValid() {
			r.err.Message = textJSON
		}
		return nil, r.err
	}
	d.compile()
	if err := d.validate(); err != nil {
		return nil, err
	}
	return d, nil
}

// compile prepares the document for evaluation.
func (d *Document) compile() {
	names := newNames(d)
	for i := range d.Statements {
		s := &d.Statements[i]
		if strings.EqualFold(s.effect, Deny.String()) {
			s.Effect = Deny
		}
		for _, action := range s.action.values {
			s.actionPatterns = append(s.actionPatterns,
				patternOf(string(appendLower(nil, action))))
		}
		for _, resource := range s.resource.values {
			t := parseTemplate(resource, d.hasVariables(), true)
			s.resourceTemplates = append(s.resourceTemplates, t)
			names.variables(&t)
		}
		for j := range s.conditions {
			c := &s.conditions[j]
			c.compile(d.hasVariables())
			names.key(c.written)
			for k := range c.operands {
				names.variables(&c.operands[k].template)
			}
		}
	}
}

// names collects the keys of a document.
type names struct {
	document *Document
	keys     map[string]bool
	written  map[string]bool
}

func newNames(d *Document) *names {
	return &names{document: d, keys: map[string]bool{}, written: map[string]bool{}}
}

func (n *names) variables(t *template) {
	for _, p := range t.parts {
		if p.written != "" {
			n.key(p.written)
		}
	}
}

func (n *names) key(written string) {
	if n.written[written] {
		return
	}
	n.written[written] = true
	n.document.written = append(n.document.written, written)
	if key := strings.ToLower(written); !isEscape(written) && !n.keys[key] {
		n.keys[key] = true
		n.document.keys = append(n.document.keys, key)
	}
}

// isEscape reports whether ${key} stands for a character rather than a key.
func isEscape(key string) bool { return key == "*" || key == "?" || key == "$" }
