package policy

import (
	"slices"
	"strings"
)

// A Principal is the caller of a request. Resource and trust policies name it.
type Principal struct {
	// ARN is the user, role, group or root, with path: what aws:PrincipalArn says.
	ARN string
	// ID is the unique id: AIDA…, AROA…. Trust policies are stored with ids.
	ID string
	// Account is the account's number.
	Account string
	// SessionARN is the assumed-role or federated-user ARN of a session, else empty.
	SessionARN string
}

// A PrincipalValue is one principal that a document names.
type PrincipalValue struct {
	Type  string // AWS, Service, Federated or CanonicalUser; empty for a bare "*"
	Value string

	start, end int // of the string, quotes included
}

var principalTypes = []string{"AWS", "Service", "Federated", "CanonicalUser"}

// principals is Principal or NotPrincipal.
type principals struct {
	present bool
	not     bool
	bare    bool // "Principal": "*"
	values  []PrincipalValue
}

// Principals returns the principals that the document names, in order.
func (d *Document) Principals() []PrincipalValue {
	var all []PrincipalValue
	for i := range d.Statements {
		all = append(all, d.Statements[i].principal.values...)
	}
	return all
}

// MapPrincipals returns text, a trust or resource policy, with each principal
// replaced by what replace returns for it. All other text stays as it is. IAM
// stores trust policies with ids in place of ARNs. The error is that of Parse.
func MapPrincipals(
	text string, kind Kind, replace func(PrincipalValue) string,
) (string, error) {
	d, err := Parse(text, kind)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	written := 0
	for _, v := range d.Principals() {
		if by := replace(v); by != v.Value {
			b.WriteString(text[written:v.start])
			b.WriteString(quote(by))
			written = v.end
		}
	}
	b.WriteString(text[written:])
	return b.String(), nil
}

// readPrincipals reads "*" or an object of lists by type.
func (r *reader) readPrincipals(p *principals) {
	if r.peek() == '"' {
		p.bare = true
		value := r.principal("")
		if r.err == nil && value.Value != "*" {
			r.fail(`a principal without a type can only be "*"`)
		}
		p.values = append(p.values, value)
		return
	}
	r.object("an object of principals", func(kind string) {
		if !slices.Contains(principalTypes, kind) {
			r.fail("unknown type of principal " + kind)
		}
		if r.peek() != '[' {
			p.values = append(p.values, r.principal(kind))
			return
		}
		r.array(func() { p.values = append(p.values, r.principal(kind)) })
	})
}

func (r *reader) principal(kind string) PrincipalValue {
	value := r.word("a principal")
	end := r.offset()
	start := end
	if r.err == nil {
		start = stringStart(r.text, end)
	}
	return PrincipalValue{Type: kind, Value: value, start: start, end: end}
}

// stringStart returns where the JSON string that ends before end begins.
func stringStart(text string, end int) int {
	for i := end - 2; ; i-- {
		if text[i] != '"' {
			continue
		}
		backslashes := 0
		for text[i-1-backslashes] == '\\' {
			backslashes++
		}
		if backslashes%2 == 0 {
			return i
		}
	}
}

// A grant says how directly a statement names the caller. Each grant beyond
// noGrant needs less of the other layers than the one before.
type grant int

const (
	noGrant      grant = iota
	accountGrant       // the caller's account
	roleGrant          // the role of the session that calls, or anyone by "*"
	directGrant        // this user, or this session
)

// names returns how the statement names the caller.
func (p *principals) names(caller *Principal) grant {
	best := noGrant
	for i := range p.values {
		best = max(best, p.values[i].names(caller))
	}
	if !p.not {
		return best
	}
	// NotPrincipal excepts only those it names themselves: with the account's root
	// in the list, its users are still meant.
	if best > accountGrant {
		return noGrant
	}
	return everyone(caller)
}

// everyone is the grant of "*".
func everyone(caller *Principal) grant {
	if caller.isRole() {
		return roleGrant
	}
	return directGrant
}

func (p *Principal) isRole() bool { return strings.Contains(p.ARN, ":role/") }

func (v *PrincipalValue) names(caller *Principal) grant {
	switch {
	case v.Type != "" && v.Type != "AWS", v.Value == "":
		return noGrant
	case v.Value == "*":
		return everyone(caller)
	case v.Value == caller.SessionARN:
		return directGrant
	case v.Value == caller.ARN || v.Value == caller.ID:
		return everyone(caller)
	case isAccount(v.Value, caller.Account):
		return accountGrant
	}
	return noGrant
}

// isAccount reports whether value is the account's number or its root's ARN.
func isAccount(value, account string) bool {
	if value == account {
		return true
	}
	rest, isRoot := strings.CutSuffix(value, ":root")
	rest, same := strings.CutSuffix(rest, account)
	return isRoot && same && strings.HasPrefix(rest, "arn:") && strings.HasSuffix(rest, ":iam::")
}
