package policy

import (
	"fmt"
	"slices"
	"strings"
)

// A Warning is a statement that does not do for MFA what its author meant.
type Warning struct {
	At      Position // of the statement
	Sid     string   // may be empty
	Problem string   // what happens, in a sentence
	Fix     string   // what to write instead
}

// Check looks for the usual mistakes in statements that mention MFA: a Deny that
// long-term keys or sessions without MFA escape, an Allow that lets them pass, a
// Deny that hits sessions with MFA, and a Deny that keeps people from setting up
// their first device. A statement is not reported for callers that another
// statement of the document denies.
func Check(d *Document) []Warning {
	c := checker{document: d}
	for i := range d.Statements {
		s := &d.Statements[i]
		if !s.mentionsMFA() {
			continue
		}
		if s.Effect == Deny {
			c.deny(s)
			c.enrolment(s)
		} else {
			c.allow(s)
		}
	}
	return c.warnings
}

type checker struct {
	document *Document
	warnings []Warning
}

func (c *checker) warn(s *Statement, problem, fix string) {
	c.warnings = append(c.warnings, Warning{At: s.At, Sid: s.Sid, Problem: problem, Fix: fix})
}

// The conditions that do what the wrong ones were meant to do.
const (
	fixDeny    = `"Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}`
	fixDenyAge = `"Condition": {"NumericGreaterThanIfExists": {"aws:MultiFactorAuthAge": "3600"}}`
	fixAllow   = `"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}`
)

// deny reports callers without MFA that escape a Deny.
func (c *checker) deny(s *Statement) {
	held := s.heldByMFA()
	if held[WithMFA] {
		c.warn(s, "The Deny applies to sessions with MFA.",
			"Deny callers without MFA: "+fixDeny)
		return
	}
	fix := "Use " + fixDeny
	if s.names(keyMFAAge) {
		fix = "Use " + fixDenyAge
	}
	var escape []string
	if !held[WithKey] && !c.denied(s, WithKey) {
		escape = append(escape, "long-term access keys, whose requests do not have the key")
	}
	if !held[WithoutMFA] && !c.denied(s, WithoutMFA) {
		escape = append(escape, "sessions without MFA")
	}
	if len(escape) > 0 {
		c.warn(s, "The Deny does not apply to "+strings.Join(escape, ", nor to ")+".", fix)
	}
}

// allow reports callers without MFA that an Allow lets pass. An Allow that does
// not hold with MFA is meant for callers without.
func (c *checker) allow(s *Statement) {
	held := s.heldByMFA()
	if !held[WithMFA] {
		return
	}
	var pass []string
	if held[WithKey] && !c.denied(s, WithKey) {
		pass = append(pass, "long-term access keys, whose requests do not have the key")
	}
	if held[WithoutMFA] && !c.denied(s, WithoutMFA) {
		pass = append(pass, "sessions without MFA")
	}
	if len(pass) > 0 {
		c.warn(s, "The Allow also applies to "+strings.Join(pass, ", and to ")+".", "Use "+fixAllow)
	}
}

// enrolling are the actions without which a user cannot set up a first device,
// and what they act on.
var enrolling = []struct{ action, resource string }{
	{"iam:CreateVirtualMFADevice", "arn:aws:iam::123456789012:mfa/alice"},
	{"iam:EnableMFADevice", "arn:aws:iam::123456789012:user/alice"},
}

// enrolment reports a Deny of callers without MFA that includes setting up MFA.
func (c *checker) enrolment(s *Statement) {
	if held := s.heldByMFA(); !held[WithKey] || held[WithMFA] {
		return
	}
	var missing []string
	for _, step := range enrolling {
		e := (&Request{Action: step.action, Resource: step.resource}).prepare(nil, nil)
		in := facts{context: ContextFunc(alice)}
		if e.matchesAction(s) && e.matchesResource(&in, s) {
			missing = append(missing, step.action)
		}
	}
	if len(missing) == 0 {
		return
	}
	fix := fmt.Sprintf("Add %s to NotAction.", strings.Join(missing, " and "))
	if !s.action.not {
		fix = fmt.Sprintf("Use NotAction with %s instead of Action.", strings.Join(missing, " and "))
	}
	c.warn(s, "No user can set up a first device: the Deny without MFA includes "+
		strings.Join(missing, " and ")+".", fix)
}

// alice is the context of a user who sets up a device.
func alice(key string) Value {
	if key == "aws:username" {
		return Text("alice")
	}
	return Value{}
}

// denied reports whether another Deny of the document that has the same scope, or
// the scope of everything, applies to the caller by MFA alone.
func (c *checker) denied(s *Statement, caller MFACaller) bool {
	for i := range c.document.Statements {
		other := &c.document.Statements[i]
		if other != s && other.Effect == Deny && other.mentionsMFA() &&
			other.covers(s) && other.heldByMFA()[caller] {
			return true
		}
	}
	return false
}

// covers reports whether s applies wherever other does, as far as can be seen
// without solving patterns.
func (s *Statement) covers(other *Statement) bool {
	return s.action.covers(&other.action) && s.resource.covers(&other.resource)
}

func (c *clause) covers(other *clause) bool {
	if c.not || other.not {
		return c.not == other.not && slices.Equal(c.values, other.values)
	}
	for _, value := range other.values {
		if !slices.Contains(c.values, value) && !slices.Contains(c.values, "*") {
			return false
		}
	}
	return true
}

func (s *Statement) mentionsMFA() bool { return s.names(keyMFAPresent) || s.names(keyMFAAge) }

func (s *Statement) names(key string) bool {
	return slices.ContainsFunc(s.conditions, func(c condition) bool { return c.key == key })
}

// heldByMFA reports for each way to call whether the conditions on MFA hold,
// other conditions aside.
func (s *Statement) heldByMFA() [mfaCallers]bool {
	var held [mfaCallers]bool
	for caller := range held {
		in := facts{context: MFACaller(caller).context(nil)}
		held[caller] = true
		for i := range s.conditions {
			c := &s.conditions[i]
			if c.key == keyMFAPresent || c.key == keyMFAAge {
				held[caller] = held[caller] && c.holds(&in, s.Effect)
			}
		}
	}
	return held
}
