package policy

import (
	"strconv"
	"strings"
)

// A SimulationInput is the request of SimulateCustomPolicy and, with a Source, of
// SimulatePrincipalPolicy. The members are those of the IAM API; their lengths and
// ranges must have been checked.
type SimulationInput struct {
	ActionNames                        []string
	ResourceArns                       []string
	ContextEntries                     []ContextEntry
	PolicyInputList                    []string
	PermissionsBoundaryPolicyInputList []string
	ResourcePolicy                     string
	CallerArn                          string
	ResourceOwner                      string
	MaxItems                           int // 0 means 100
	Marker                             string
	// Source is the user, group or role of PolicySourceArn; nil for
	// SimulateCustomPolicy.
	Source *SimulationSource
}

// A SimulationSource is a user, group or role and what is attached to it. The
// Name of a Policy is its SourcePolicyId: user_NAME_POLICY, group_NAME_POLICY,
// role_NAME_POLICY, or the name of a managed policy.
type SimulationSource struct {
	ARN      string
	Policies Layer
	Boundary Layer // nil if there is none
}

// A SimulationOutput is a page of results, one for each action.
type SimulationOutput struct {
	EvaluationResults []EvaluationResult
	IsTruncated       bool
	Marker            string // where the next page begins; empty on the last
}

// defaultItems is the page size without MaxItems.
const defaultItems = 100

// Simulate answers as IAM's policy simulator does. The error is an *Error with the
// code InvalidInput. Compare with Set.Evaluate: the simulator evaluates actions
// of any service, reads some values differently, and knows no sessions.
func Simulate(in *SimulationInput) (*SimulationOutput, error) {
	s, err := newSimulator(in)
	if err != nil {
		return nil, err
	}
	start, err := position(in.Marker)
	if err != nil {
		return nil, err
	}
	size := in.MaxItems
	if size == 0 {
		size = defaultItems
	}
	out := &SimulationOutput{EvaluationResults: []EvaluationResult{}}
	start = min(start, len(in.ActionNames))
	end := min(start+size, len(in.ActionNames))
	for _, action := range in.ActionNames[start:end] {
		out.EvaluationResults = append(out.EvaluationResults, s.action(action, in.ResourceArns))
	}
	if end < len(in.ActionNames) {
		out.IsTruncated, out.Marker = true, strconv.Itoa(end)
	}
	return out, nil
}

// position reads a marker: the number of actions before the page.
func position(marker string) (int, *Error) {
	if marker == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(marker)
	if err != nil || n < 0 || strconv.Itoa(n) != marker {
		return 0, invalid("Invalid marker for pagination.")
	}
	return n, nil
}

// A simulator is an input that has been read.
type simulator struct {
	set          Set
	caller       Principal
	context      map[string]Value
	given        map[string]bool // keys of the entries, in lower case
	missing      []string        // MissingContextValues, the same for every request
	crossAccount bool
}

func newSimulator(in *SimulationInput) (*simulator, *Error) {
	s := &simulator{}
	for _, step := range []func(*SimulationInput) *Error{
		checkNames, s.readEntries, s.readPolicies, s.readCaller, s.readOwner, s.readResourcePolicy,
	} {
		if err := step(in); err != nil {
			return nil, err
		}
	}
	s.addDefaults()
	s.missing = s.findMissing()
	return s, nil
}

// checkNames checks the form of actions and resources.
func checkNames(in *SimulationInput) *Error {
	for _, action := range in.ActionNames {
		if !strings.Contains(action, ":") {
			return invalid("The action is invalid since it is missing names")
		}
	}
	for _, resource := range in.ResourceArns {
		if resource != "*" && !isARN([]byte(resource)) {
			return invalid("ResourceNames are not in a valid ARN format: %s.", resource)
		}
	}
	return nil
}

// readPolicies reads the identity policies and the boundary.
func (s *simulator) readPolicies(in *SimulationInput) *Error {
	s.set.Identity = Layer{}
	if in.Source != nil {
		s.set.Identity = append(s.set.Identity, in.Source.Policies...)
		s.set.Boundary = in.Source.Boundary
	}
	given, err := readList("PolicyInputList", in.PolicyInputList)
	if err != nil {
		return err
	}
	s.set.Identity = append(s.set.Identity, given...)
	if len(in.PermissionsBoundaryPolicyInputList) > 1 {
		return invalid("The list of Permissions Boundary policies cannot exceed 1 items.")
	}
	boundary, err := readList("PermissionsBoundaryPolicyInputList",
		in.PermissionsBoundaryPolicyInputList)
	if len(boundary) > 0 {
		s.set.Boundary = boundary
	}
	return err
}

// readList reads policies and names them by their place in the list.
func readList(member string, texts []string) (Layer, *Error) {
	var layer Layer
	for i, text := range texts {
		d, err := parse(text, Simulated)
		if err != nil {
			return nil, invalidDocument(itemFault(i), err)
		}
		layer = append(layer, Policy{Name: member + "." + strconv.Itoa(i+1), Document: d})
	}
	return layer, nil
}

func itemFault(i int) string {
	return "Policy input list item " + strconv.Itoa(i+1) + " has invalid content"
}

// invalidDocument is the simulator's answer to a malformed document, with the
// reason for our own use.
func invalidDocument(message string, cause *Error) *Error {
	return &Error{
		Code:    CodeInvalidInput,
		Message: message,
		Detail:  strings.TrimSuffix(cause.Message+" "+cause.Detail, " "),
		At:      cause.At,
	}
}

// readCaller reads CallerArn; without one the source is the caller.
func (s *simulator) readCaller(in *SimulationInput) *Error {
	arn := in.CallerArn
	if arn == "" && in.Source != nil {
		arn = in.Source.ARN
	}
	if arn == "" {
		return nil
	}
	parts := strings.SplitN(arn, ":", arnParts)
	if len(parts) < arnParts || parts[2] != "iam" || !isCaller(parts[arnParts-1]) {
		return invalid("Invalid caller - Caller must be an IAM user, role or group in this context.")
	}
	s.caller = Principal{ARN: arn, Account: parts[4]}
	return nil
}

func isCaller(path string) bool {
	kind, name, _ := strings.Cut(path, "/")
	return name != "" && (kind == "user" || kind == "role" || kind == "group")
}

// readOwner compares the account of the resources with that of the caller, whose
// account is the default.
func (s *simulator) readOwner(in *SimulationInput) *Error {
	if in.ResourceOwner == "" {
		return nil
	}
	if !isARN([]byte(in.ResourceOwner)) {
		return invalid("'%s' is not a valid as a Resource Owner.", in.ResourceOwner)
	}
	owner := strings.SplitN(in.ResourceOwner, ":", arnParts)[4]
	s.crossAccount = s.caller.Account != "" && owner != s.caller.Account
	return nil
}

// readResourcePolicy reads the resource policy, which wants to know a caller and
// a resource.
func (s *simulator) readResourcePolicy(in *SimulationInput) *Error {
	if in.ResourcePolicy == "" {
		return nil
	}
	if s.caller.ARN == "" {
		return invalid("Invalid caller - Caller cannot be null or empty.")
	}
	d, err := parse(in.ResourcePolicy, Resource)
	if err != nil {
		return invalidDocument("Resource policy has invalid content", err)
	}
	if len(in.ResourceArns) == 0 {
		return invalid("Invalid Entity Arn: * does not clearly define entity type and name.")
	}
	for _, resource := range in.ResourceArns {
		if resource == "*" {
			return invalid("Invalid Entity Arn: * does not clearly define entity type and name.")
		}
	}
	for i := range d.Statements {
		for _, resource := range d.Statements[i].resource.values {
			if resource == "*" {
				return invalid("ResourceNames are not in a valid ARN format: *.")
			}
		}
	}
	s.set.Resource = Layer{{Name: "ResourcePolicy", Document: d}}
	return nil
}
