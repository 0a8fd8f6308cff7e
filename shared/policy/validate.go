package policy

import (
	"slices"
	"strings"
)

// A rule judges one statement.
type rule func(*Statement) *Error

// validate checks what the grammar leaves open. The rules come in the order in
// which IAM reports them: each is checked for the whole document before the next.
func (d *Document) validate() *Error {
	rules := []rule{
		d.legacy, d.sids(), hasActions, hasResources, d.resources, actions, d.principals,
	}
	switch d.kind {
	case Draft:
		return nil
	case Trust:
		rules = []rule{trustFields, d.legacy, d.sids(), trustActions, trustPrincipals}
	case Managed, Boundary:
		if d.Version != version2012 {
			return malformed(textVersion)
		}
	}
	for _, rule := range rules {
		for i := range d.Statements {
			s := &d.Statements[i]
			if err := rule(s); err != nil {
				err.At = s.At
				return err
			}
		}
	}
	return nil
}

// legacy checks what IAM's older parser reads: the exact word of Effect, literals
// and the coarse form of ARNs.
func (d *Document) legacy(s *Statement) *Error {
	if s.effect != s.Effect.String() {
		return legacy("Effect must be Allow or Deny, in these letters")
	}
	for i := range s.conditions {
		if err := d.literals(&s.conditions[i]); err != nil {
			return err
		}
	}
	for _, resource := range s.resource.values {
		if !legacyResource(maskVariables(resource, d.hasVariables())) {
			return legacy("resource " + resource + " lacks parts of an ARN")
		}
	}
	return nil
}

func legacy(detail string) *Error {
	err := malformed(textLegacy)
	err.Detail = detail
	return err
}

// literals checks that the operator can read its literals. IAM stores session
// policies unread, but for BinaryEquals, and does not check simulated ones.
func (d *Document) literals(c *condition) *Error {
	unchecked := d.kind == Session || d.kind == Simulated
	for i := range c.operands {
		if o := &c.operands[i]; !o.readable && (!unchecked || c.family == binary) {
			return legacy("condition value " + o.text + " of " + c.written +
				" cannot be read by its operator")
		}
	}
	return nil
}

// sids checks that Sids are alphanumeric and unique. The rule it returns
// remembers the Sids of one document.
func (d *Document) sids() rule {
	seen := map[string]bool{}
	return func(s *Statement) *Error {
		if strings.ContainsFunc(s.Sid, func(r rune) bool { return !isAlphanumeric(r) }) {
			return malformed("Statement IDs (SID) must be alpha-numeric. " +
				"Check that your input satisfies the regular expression [0-9A-Za-z]*")
		}
		if seen[s.Sid] {
			return malformed("Statement IDs (SID) in a single policy must be unique.")
		}
		if s.Sid != "" {
			seen[s.Sid] = true
		}
		return nil
	}
}

func isAlphanumeric(r rune) bool {
	return '0' <= r && r <= '9' || 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z'
}

func hasActions(s *Statement) *Error {
	if len(s.action.values) == 0 {
		return malformed("Policy statement must contain actions.")
	}
	return nil
}

func hasResources(s *Statement) *Error {
	if len(s.resource.values) == 0 {
		return malformed("Policy statement must contain resources.")
	}
	return nil
}

// actions checks the form vendor:name, or *.
func actions(s *Statement) *Error {
	for _, action := range s.action.values {
		vendor, name, found := strings.Cut(action, ":")
		switch {
		case action == "*":
		case !found:
			return malformed("Actions/Conditions must be prefaced by a vendor, " +
				"e.g., iam, sdb, ec2, etc.")
		case strings.Contains(name, ":"):
			return malformed("Actions/Condition can contain only one colon.")
		case vendor == "" || strings.ContainsFunc(vendor, notVendor):
			return malformed("Vendor " + vendor + " is not valid")
		}
	}
	return nil
}

func notVendor(r rune) bool { return !isAlphanumeric(r) && r != '.' && r != '-' }

// principals checks that principals are named where they must be and nowhere
// else.
func (d *Document) principals(s *Statement) *Error {
	switch {
	case d.kind == Resource && !s.principal.present:
		return malformed("Missing required field Principal")
	case d.kind != Resource && s.principal.present:
		return malformed("Policy document should not specify a principal.")
	}
	return nil
}

// trustFields checks which members a statement of a trust policy has.
func trustFields(s *Statement) *Error {
	switch {
	case s.effect == "":
		return malformed("Missing required field Effect")
	case s.resource.present:
		return malformed("Has prohibited field Resource")
	case len(s.principal.values) == 0:
		return malformed("Missing required field Principal")
	case len(s.action.values) == 0:
		return malformed("Missing required field Action")
	case s.principal.not && s.Effect == Allow:
		return malformed("Allow with NotPrincipal is not allowed.")
	case s.principal.not:
		return malformed("AssumeRole policy must not contain NotPrincipal field.")
	}
	return nil
}

// trustableActions are the actions that a trust policy may name, in lower case.
var trustableActions = []string{
	"sts:assumerole",
	"sts:assumerolewithsaml",
	"sts:assumerolewithwebidentity",
	"sts:setcontext",
	"sts:setsourceidentity",
	"sts:tagsession",
}

func trustActions(s *Statement) *Error {
	for _, action := range s.action.values {
		if s.action.not || !slices.Contains(trustableActions, strings.ToLower(action)) {
			return malformed("AssumeRole policy may only specify STS AssumeRole actions.")
		}
	}
	return nil
}

// trustPrincipals checks the form of principals. Whether a user or role of the
// account exists is for the caller to see.
func trustPrincipals(s *Statement) *Error {
	if s.principal.bare {
		return malformed(`AssumeRolepolicy contained an invalid principal: "STAR":"*".`)
	}
	for _, v := range s.principal.values {
		if !v.isTrustable() {
			return malformed(`Invalid principal in policy: "` + v.Type + `":"` + v.Value + `"`)
		}
	}
	return nil
}
