package policy

import "strings"

// A Document is a policy document that can be evaluated. It does not change and
// may be used by several goroutines; parse it once and keep it.
type Document struct {
	// Version is as written: 2012-10-17, 2008-10-17, or empty if it is absent,
	// which means 2008-10-17. Only 2012-10-17 has variables.
	Version string
	// ID is the Id of the document, which means nothing.
	ID         string
	Statements []Statement

	kind    Kind
	keys    []string // in lower case, each once
	written []string // as the document spells them, each once
}

// A Statement is one statement of a document.
type Statement struct {
	Sid    string
	Effect Effect
	// At is the place of the opening brace.
	At Position
	// Start is the place after the token before the statement; End is the place
	// after its closing brace. That is how the simulator reports them.
	Start, End Position

	hasSid     bool
	effect     string // as written
	action     clause
	resource   clause
	principal  principals
	conditions []condition

	actionPatterns    [][]byte
	resourceTemplates []template
}

// A clause is Action, Resource, or their opposite.
type clause struct {
	present bool
	not     bool // NotAction, NotResource
	values  []string
}

// An Effect is what a matching statement does.
type Effect int

// The effects.
const (
	Allow Effect = iota
	Deny
)

// String returns the word that documents use.
func (e Effect) String() string {
	if e == Deny {
		return "Deny"
	}
	return "Allow"
}

// Kind returns the kind the document was parsed as.
func (d *Document) Kind() Kind { return d.kind }

// Keys returns the condition keys that evaluating the document may ask for, in
// lower case and in the order in which they occur.
func (d *Document) Keys() []string { return d.keys }

// NamesKey reports whether evaluating the document may ask for a key that begins
// with prefix, such as aws:ResourceTag/. Letter case does not matter.
func (d *Document) NamesKey(prefix string) bool {
	prefix = strings.ToLower(prefix)
	for _, key := range d.keys {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}

// hasVariables reports whether ${…} is a variable in the document.
func (d *Document) hasVariables() bool { return d.Version == version2012 }

const (
	version2008 = "2008-10-17"
	version2012 = "2012-10-17"
)
