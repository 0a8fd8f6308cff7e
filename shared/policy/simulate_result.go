package policy

import (
	"slices"
	"strings"
)

// An EvaluationResult is the result for one action, over all resources. The
// members are those of the IAM API.
type EvaluationResult struct {
	EvalActionName string
	// EvalResourceName is the only resource, * without any, and a template of the
	// action's resources if there are several.
	EvalResourceName string
	EvalDecision     Outcome
	// MatchedStatements are the statements that decided, of all resources. Their
	// order has no meaning.
	MatchedStatements []MatchedStatement
	// MissingContextValues are the keys that the policies name and ContextEntries
	// do not, spelled as written; only if the decision is ImplicitDeny.
	MissingContextValues []string
	// AllowedByPermissionsBoundary is nil without a boundary.
	AllowedByPermissionsBoundary *bool
	// EvalDecisionDetails has the decision of each type of policy, if the resource
	// belongs to another account than the caller.
	EvalDecisionDetails map[string]Outcome
	// ResourceSpecificResults has one result for each of ResourceArns.
	ResourceSpecificResults []ResourceSpecificResult
}

// A ResourceSpecificResult is the result for one action and one resource.
type ResourceSpecificResult struct {
	EvalResourceName             string
	EvalResourceDecision         Outcome
	MatchedStatements            []MatchedStatement
	MissingContextValues         []string
	AllowedByPermissionsBoundary *bool
	EvalDecisionDetails          map[string]Outcome
}

// A MatchedStatement is a statement that decided.
type MatchedStatement struct {
	SourcePolicyId   string
	SourcePolicyType string // IAM Policy, Resource Policy or Permissions Boundary Policy
	StartPosition    Position
	EndPosition      Position
}

// Types of policies in the words of the simulator.
const (
	typeIdentity = "IAM Policy"
	typeResource = "Resource Policy"
	typeBoundary = "Permissions Boundary Policy"
)

// action simulates one action on all resources.
func (s *simulator) action(action string, resources []string) EvaluationResult {
	if len(resources) == 0 {
		return summary(action, []ResourceSpecificResult{s.resource(action, "*")})
	}
	var each []ResourceSpecificResult
	for _, resource := range resources {
		each = append(each, s.resource(action, resource))
	}
	result := summary(action, each)
	result.ResourceSpecificResults = each
	return result
}

// summary is the result over several resources: the worst decision and what any
// of them matched.
func summary(action string, each []ResourceSpecificResult) EvaluationResult {
	first := each[0]
	sum := EvaluationResult{
		EvalActionName:       action,
		EvalResourceName:     first.EvalResourceName,
		EvalDecision:         Allowed,
		MatchedStatements:    []MatchedStatement{},
		MissingContextValues: []string{},
		EvalDecisionDetails:  first.EvalDecisionDetails,
	}
	if len(each) > 1 {
		sum.EvalResourceName = resourceTemplate(action)
	}
	for _, r := range each {
		sum.EvalDecision = worse(sum.EvalDecision, r.EvalResourceDecision)
		sum.MatchedStatements = addNew(sum.MatchedStatements, r.MatchedStatements)
		if r.AllowedByPermissionsBoundary != nil {
			allowed := *r.AllowedByPermissionsBoundary &&
				(sum.AllowedByPermissionsBoundary == nil || *sum.AllowedByPermissionsBoundary)
			sum.AllowedByPermissionsBoundary = &allowed
		}
	}
	for _, r := range each {
		if sum.EvalDecision == ImplicitDeny && r.EvalResourceDecision == ImplicitDeny {
			sum.MissingContextValues = r.MissingContextValues
		}
	}
	return sum
}

// worse is the decision over two resources.
func worse(a, b Outcome) Outcome {
	for _, outcome := range []Outcome{ExplicitDeny, ImplicitDeny} {
		if a == outcome || b == outcome {
			return outcome
		}
	}
	return Allowed
}

func addNew(all, more []MatchedStatement) []MatchedStatement {
	for _, one := range more {
		if !slices.Contains(all, one) {
			all = append(all, one)
		}
	}
	return all
}

// resource simulates one action on one resource.
func (s *simulator) resource(action, resource string) ResourceSpecificResult {
	request := Request{
		Action:       action,
		Resource:     resource,
		Principal:    s.caller,
		Context:      s,
		simulated:    true,
		crossAccount: s.crossAccount,
	}
	result := ResourceSpecificResult{
		EvalResourceName:     resource,
		EvalResourceDecision: ImplicitDeny,
		MatchedStatements:    []MatchedStatement{},
		MissingContextValues: []string{},
	}
	if takes(action, resource) {
		result.EvalResourceDecision = s.set.Evaluate(&request).Outcome
		result.MatchedStatements = s.matched(&request, result.EvalResourceDecision)
	}
	if result.EvalResourceDecision == ImplicitDeny {
		result.MissingContextValues = s.missing
	}
	if s.set.Boundary != nil {
		allowed := s.alone(&request, s.set.Boundary) == Allowed
		result.AllowedByPermissionsBoundary = &allowed
	}
	if s.crossAccount {
		result.EvalDecisionDetails = s.details(&request)
	}
	return result
}

// alone is what a layer decides without the others.
func (s *simulator) alone(request *Request, layer Layer) Outcome {
	set := Set{Identity: layer}
	alone := *request
	alone.crossAccount = false
	return set.Evaluate(&alone).Outcome
}

func (s *simulator) details(request *Request) map[string]Outcome {
	details := map[string]Outcome{
		typeIdentity: s.alone(request, s.set.Identity),
		typeResource: s.alone(request, s.set.Resource),
	}
	if s.set.Boundary != nil {
		details[typeBoundary] = s.alone(request, s.set.Boundary)
	}
	return details
}

// matched returns the statements that decided: of an allowed request the Allows
// of identity and resource policies, of an explicit deny every Deny.
func (s *simulator) matched(request *Request, outcome Outcome) []MatchedStatement {
	all := []MatchedStatement{}
	add := func(layer Layer, kind string, effect Effect) {
		for _, found := range request.matching(layer, effect) {
			all = append(all, MatchedStatement{
				SourcePolicyId:   found.policy.Name,
				SourcePolicyType: kind,
				StartPosition:    found.statement.Start,
				EndPosition:      found.statement.End,
			})
		}
	}
	switch outcome {
	case Allowed:
		add(s.set.Identity, typeIdentity, Allow)
		add(s.set.Resource, typeResource, Allow)
	case ExplicitDeny:
		add(s.set.Identity, typeIdentity, Deny)
		add(s.set.Resource, typeResource, Deny)
		add(s.set.Boundary, typeBoundary, Deny)
	}
	return all
}

// findMissing returns the keys of all policies, whatever their actions, that the
// entries do not have. Defaults such as aws:userid count as missing too.
func (s *simulator) findMissing() []string {
	missing, seen := []string{}, map[string]bool{}
	for _, layer := range s.set.layers() {
		for _, p := range layer {
			if p.Document == nil {
				continue
			}
			for _, key := range p.Document.written {
				if !seen[key] && !isEscape(key) && !s.given[strings.ToLower(key)] {
					missing = append(missing, key)
				}
				seen[key] = true
			}
		}
	}
	return missing
}
