package mfa

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/virtual-mfa/virtual-mfa/shared/policy"
)

// A ContextEntry is what a simulated request says for a condition key.
type ContextEntry struct {
	ContextKeyName   *string
	ContextKeyValues []*string
	ContextKeyType   *string
}

// A Simulation has the members that both simulating operations take: the
// requests to try, and policies beside those of the source.
type Simulation struct {
	ActionNames                        []*string
	ResourceArns                       []*string
	ContextEntries                     []*ContextEntry
	PolicyInputList                    []*string
	PermissionsBoundaryPolicyInputList []*string
	ResourcePolicy                     *string
	ResourceOwner                      *string
	CallerArn                          *string
	ResourceHandlingOption             *string
	MaxItems                           *int32
	Marker                             *string
}

// The shapes of a simulation's members.
var (
	actionNameType       = shape(3, 128, "")
	resourceNameType     = shape(1, 2048, "")
	handlingOptionType   = shape(1, 64, "")
	simulatedCallerShape = shape(1, 2048, "")
)

// contextKeyTypes are the values of ContextKeyType (IAM API reference,
// ContextEntry).
var contextKeyTypes = []string{
	"string", "stringList",
	"numeric", "numericList",
	"boolean", "booleanList",
	"ip", "ipList",
	"binary", "binaryList",
	"date", "dateList",
}

// simulation checks the members against the API's model.
func (v *validation) simulation(in Simulation) {
	v.requiredList("actionNames", in.ActionNames)
	v.list("actionNames", in.ActionNames, actionNameType)
	v.list("resourceArns", in.ResourceArns, resourceNameType)
	v.documents("policyInputList", in.PolicyInputList)
	v.documents("permissionsBoundaryPolicyInputList", in.PermissionsBoundaryPolicyInputList)
	for n, entry := range in.ContextEntries {
		if entry != nil {
			v.oneOf(fmt.Sprintf("contextEntries.%d.member.contextKeyType", n+1), entry.ContextKeyType, contextKeyTypes...)
		}
	}
	v.optional("resourcePolicy", in.ResourcePolicy, policyDocumentType)
	v.optional("resourceOwner", in.ResourceOwner, resourceNameType)
	v.optional("callerArn", in.CallerArn, simulatedCallerShape)
	v.optional("resourceHandlingOption", in.ResourceHandlingOption, handlingOptionType)
	v.page(in.Marker, in.MaxItems)
}

// requiredList checks that a list is there; it may be empty.
func (v *validation) requiredList(member string, list []*string) {
	if list == nil {
		v.problem(member, nil, "Member must not be null")
	}
}

// documents checks a list of policy documents.
func (v *validation) documents(member string, list []*string) {
	v.list(member, list, policyDocumentType)
}

// list checks each string of a list. One message serves for all of them, as it
// does for tag keys.
func (v *validation) list(member string, list []*string, c constraint) {
	for _, text := range list {
		if text == nil {
			v.problem(member, nil, "Member must not be null")
			return
		}
		if rules := c.broken(*text); len(rules) > 0 {
			v.problem(member, nil, "Member must satisfy constraint: ["+strings.Join(rules, ", ")+"]")
			return
		}
	}
}

// input is the request as package policy takes it. An entry without any member
// is ignored, as AWS does.
func (in Simulation) input() *policy.SimulationInput {
	input := &policy.SimulationInput{
		ActionNames:                        values(in.ActionNames),
		ResourceArns:                       values(in.ResourceArns),
		PolicyInputList:                    values(in.PolicyInputList),
		PermissionsBoundaryPolicyInputList: values(in.PermissionsBoundaryPolicyInputList),
		ResourcePolicy:                     stringOr(in.ResourcePolicy, ""),
		CallerArn:                          stringOr(in.CallerArn, ""),
		ResourceOwner:                      stringOr(in.ResourceOwner, ""),
		Marker:                             stringOr(in.Marker, ""),
	}
	if in.MaxItems != nil {
		input.MaxItems = int(*in.MaxItems)
	}
	for _, entry := range in.ContextEntries {
		if entry == nil || entry.ContextKeyName == nil && entry.ContextKeyType == nil && entry.ContextKeyValues == nil {
			continue
		}
		present := slices.DeleteFunc(slices.Clone(entry.ContextKeyValues), func(s *string) bool { return s == nil })
		input.ContextEntries = append(input.ContextEntries, policy.ContextEntry{
			ContextKeyName:   stringOr(entry.ContextKeyName, ""),
			ContextKeyType:   stringOr(entry.ContextKeyType, ""),
			ContextKeyValues: values(present),
		})
	}
	return input
}

// SimulatePolicyResponse has one result for each action, in the order of the
// request.
type SimulatePolicyResponse struct {
	EvaluationResults []EvaluationResult
	IsTruncated       bool
	Marker            *string `json:",omitzero"`
}

// GetContextKeysForPolicyResponse has the keys as the policies spell them.
type GetContextKeysForPolicyResponse struct{ ContextKeyNames []string }

// An EvaluationResult is the result for one action, over all resources.
type EvaluationResult struct {
	EvalActionName                    string
	EvalResourceName                  string
	EvalDecision                      policy.Outcome
	MatchedStatements                 []policy.MatchedStatement
	MissingContextValues              []string
	EvalDecisionDetails               map[string]policy.Outcome
	PermissionsBoundaryDecisionDetail *PermissionsBoundaryDecisionDetail `json:",omitzero"`
	ResourceSpecificResults           []ResourceSpecificResult           `json:",omitzero"`
}

// A ResourceSpecificResult is the result for one action and one resource.
type ResourceSpecificResult struct {
	EvalResourceName                  string
	EvalResourceDecision              policy.Outcome
	MatchedStatements                 []policy.MatchedStatement
	MissingContextValues              []string
	EvalDecisionDetails               map[string]policy.Outcome
	PermissionsBoundaryDecisionDetail *PermissionsBoundaryDecisionDetail `json:",omitzero"`
}

// PermissionsBoundaryDecisionDetail tells whether a permissions boundary allows
// the action.
type PermissionsBoundaryDecisionDetail struct{ AllowedByPermissionsBoundary bool }

func simulationResult(in *policy.SimulationOutput) SimulatePolicyResponse {
	out := SimulatePolicyResponse{EvaluationResults: []EvaluationResult{}, IsTruncated: in.IsTruncated}
	if in.Marker != "" {
		out.Marker = &in.Marker
	}
	for _, r := range in.EvaluationResults {
		result := EvaluationResult{
			EvalActionName:                    r.EvalActionName,
			EvalResourceName:                  r.EvalResourceName,
			EvalDecision:                      r.EvalDecision,
			MatchedStatements:                 orEmpty(r.MatchedStatements),
			MissingContextValues:              orEmpty(r.MissingContextValues),
			EvalDecisionDetails:               details(r.EvalDecisionDetails),
			PermissionsBoundaryDecisionDetail: boundaryDecision(r.AllowedByPermissionsBoundary),
		}
		for _, each := range r.ResourceSpecificResults {
			result.ResourceSpecificResults = append(result.ResourceSpecificResults, ResourceSpecificResult{
				EvalResourceName:                  each.EvalResourceName,
				EvalResourceDecision:              each.EvalResourceDecision,
				MatchedStatements:                 orEmpty(each.MatchedStatements),
				MissingContextValues:              orEmpty(each.MissingContextValues),
				EvalDecisionDetails:               details(each.EvalDecisionDetails),
				PermissionsBoundaryDecisionDetail: boundaryDecision(each.AllowedByPermissionsBoundary),
			})
		}
		out.EvaluationResults = append(out.EvaluationResults, result)
	}
	return out
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func details(decisions map[string]policy.Outcome) map[string]policy.Outcome {
	if decisions == nil {
		return map[string]policy.Outcome{}
	}
	return decisions
}

func boundaryDecision(allowed *bool) *PermissionsBoundaryDecisionDetail {
	if allowed == nil {
		return nil
	}
	return &PermissionsBoundaryDecisionDetail{*allowed}
}

// A policyText is a document with the name by which the simulator reports it.
type policyText struct{ name, text string }

// A policySource is a user, group or role and its policies' texts.
type policySource struct {
	arn      string
	policies []policyText
	boundary *policyText
}

// texts returns all documents of the source that can be read, its boundary
// included.
func (p policySource) texts() []string {
	var all []string
	for _, document := range p.policies {
		if document.text != "" {
			all = append(all, document.text)
		}
	}
	if p.boundary != nil && p.boundary.text != "" {
		all = append(all, p.boundary.text)
	}
	return all
}

// simulationSource is a source as package policy takes it.
func (s *Service) simulationSource(ctx context.Context, c Caller, action, arn string) (policy.SimulationSource, error) {
	source, err := s.readSource(ctx, c, action, arn)
	if err != nil {
		return policy.SimulationSource{}, err
	}
	out := policy.SimulationSource{ARN: source.arn, Policies: policy.Layer{}}
	for _, document := range source.policies {
		out.Policies = append(out.Policies, s.parsed(document, policy.Identity))
	}
	if source.boundary != nil {
		out.Boundary = policy.Layer{s.parsed(*source.boundary, policy.Boundary)}
	}
	return out, nil
}

// readSource authorises an action on a user, a group or a role and reads its
// policies.
func (s *Service) readSource(ctx context.Context, c Caller, action, arn string) (policySource, error) {
	i, err := s.onEntity(ctx, c, action, arn)
	if err != nil {
		return policySource{}, err
	}
	return s.policySource(ctx, i)
}

// onEntity authorises an action on a user, a group or a role. It is found by its
// name, whatever the path in the ARN.
func (s *Service) onEntity(ctx context.Context, c Caller, action, arn string) (identity, error) {
	rest, own := strings.CutPrefix(arn, s.arn(""))
	kind, path, named := strings.Cut(rest, "/")
	name := path[strings.LastIndexByte(path, '/')+1:]
	if !own || !named || !slices.Contains([]string{string(UserKind), string(GroupKind), string(RoleKind)}, kind) {
		return identity{}, fail(InvalidInput, "Invalid Entity Arn: %s does not clearly define entity type and name.", arn)
	}
	return s.on(ctx, c, IdentityKind(kind), name, access{action: action})
}

// policySource collects the policies of an identity: its own, for a user those
// of its groups too, and its boundary. A user without any has the default policy.
// One that cannot be read has no text, and denies.
func (s *Service) policySource(ctx context.Context, i identity) (policySource, error) {
	source := policySource{arn: s.identityARN(i.kind, i.path, i.name)}
	var ids []string
	if i.kind == UserKind {
		ids = i.write.User.Groups
	}
	groups, known, err := s.gather(ctx, *i.permissions, ids)
	if err != nil {
		return policySource{}, err
	}
	identities := []identity{i}
	for n := range groups {
		identities = append(identities, groupIdentity(&groups[n]))
	}
	managedPolicy := func(arn string) policyText {
		_, name := splitPolicyARN(arn)
		return policyText{name, known[arn]}
	}
	seen := map[string]bool{}
	for _, from := range identities {
		for _, inline := range from.permissions.Inline {
			name := string(from.kind) + "_" + from.name + "_" + inline.Name
			source.policies = append(source.policies, policyText{name, inline.Document})
		}
		for _, arn := range from.permissions.Attached {
			if !seen[arn] {
				source.policies = append(source.policies, managedPolicy(arn))
			}
			seen[arn] = true
		}
	}
	if len(groups) < len(ids) {
		source.policies = append(source.policies, policyText{name: "group"})
	}
	if i.kind == UserKind && len(source.policies) == 0 && s.defaultPolicy != NoDefaultPolicy {
		source.policies = append(source.policies, managedPolicy(s.SelfServiceARN()))
	}
	if arn := i.permissions.Boundary; arn != "" {
		boundary := managedPolicy(arn)
		source.boundary = &boundary
	}
	return source, nil
}
