package policy

import "strings"

// Condition keys of MFA, in lower case.
const (
	keyMFAPresent = "aws:multifactorauthpresent"
	keyMFAAge     = "aws:multifactorauthage"
)

// An MFACaller is a way to call, as far as MFA is concerned.
type MFACaller int

// The callers of the MFA table.
const (
	// WithKey calls with a long-term access key: neither key is present.
	WithKey MFACaller = iota
	// WithMFA calls with a session whose code was given 100 seconds ago.
	WithMFA
	// WithoutMFA calls with a session that was opened without a code:
	// aws:MultiFactorAuthPresent is false, aws:MultiFactorAuthAge absent.
	WithoutMFA
	// WithOldMFA calls with a session whose code was given 9,999 seconds ago.
	WithOldMFA

	mfaCallers = iota
)

// String returns a heading for the caller.
func (c MFACaller) String() string {
	return [mfaCallers]string{"key", "MFA session", "session", "old MFA session"}[c]
}

// An MFARow is the decision for each MFACaller.
type MFARow [mfaCallers]Decision

// MFARow evaluates the request once for each way to call. The context of the
// request is asked for all keys but those of MFA.
func (s *Set) MFARow(r *Request) MFARow {
	var row MFARow
	for caller := range row {
		request := *r
		request.Context = MFACaller(caller).context(r.Context)
		row[caller] = s.Evaluate(&request)
	}
	return row
}

// context adds the keys of MFA to another context, which may be nil.
func (c MFACaller) context(other Context) Context {
	return ContextFunc(func(key string) Value {
		switch {
		case key == keyMFAPresent && c != WithKey:
			return Bool(c != WithoutMFA)
		case key == keyMFAAge && c == WithMFA:
			return Integer(100)
		case key == keyMFAAge && c == WithOldMFA:
			return Integer(9999)
		case key == keyMFAPresent || key == keyMFAAge || other == nil:
			return Value{}
		}
		return other.Value(key)
	})
}

// An MFAStatement is one of the usual ways to require MFA and what it does.
type MFAStatement struct {
	Name string // such as Deny BoolIfExists Present false
	// Document is the statement beside an Allow of everything, or alone if it is
	// an Allow itself.
	Document string
	Row      MFARow
}

// MFATable evaluates the nine usual ways to require MFA for one action. The IAM
// User Guide ("Sample policies with MFA conditions") explains some of them; two
// let long-term keys pass, which is the most common mistake.
func MFATable(action, resource string) []MFAStatement {
	var table []MFAStatement
	for _, name := range mfaStatements {
		text := mfaDocument(name)
		// The documents are constant and tested; one that could not be read would
		// have no document and so deny everything.
		document, _ := Parse(text, Identity)
		set := Set{Identity: Layer{{Name: name, Document: document}}}
		table = append(table, MFAStatement{
			Name:     name,
			Document: text,
			Row:      set.MFARow(&Request{Action: action, Resource: resource}),
		})
	}
	return table
}

var mfaStatements = []string{
	"Deny Bool Present false",
	"Deny BoolIfExists Present false",
	"Deny Null Present true",
	"Deny Null Age true",
	"Deny NumericGreaterThan Age 3600",
	"Deny NumericGreaterThanIfExists Age 3600",
	"Allow Bool Present true",
	"Allow BoolIfExists Present true",
	"Allow NumericLessThan Age 3600",
}

// mfaDocument writes out a row such as "Deny Bool Present false".
func mfaDocument(name string) string {
	words := strings.Fields(name)
	statement := `{"Effect":"` + words[0] + `","Action":"*","Resource":"*","Condition":{"` +
		words[1] + `":{"aws:MultiFactorAuth` + words[2] + `":"` + words[3] + `"}}}`
	if words[0] == "Deny" {
		statement = `{"Effect":"Allow","Action":"*","Resource":"*"},` + statement
	}
	return `{"Version":"` + version2012 + `","Statement":[` + statement + `]}`
}
