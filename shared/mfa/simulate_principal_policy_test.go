package mfa_test

import (
	"cmp"
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

// A recordedSimulation is a recorded answer of SimulatePrincipalPolicy: see
// README.md beside the file.
type recordedSimulation struct {
	Name     string
	Boundary bool
	Input    json.RawMessage
	Want     struct {
		Results []simulatedResult
	}
}

// A simulatedResult is a result as it was recorded.
type simulatedResult struct {
	Action    string
	Resource  string
	Decision  string
	Matched   []simulatedMatch
	Missing   []string
	Allowed   *bool `json:"allowed_by_boundary"`
	Resources []simulatedResult
}

type simulatedMatch struct {
	Source     string
	Type       string
	Start, End [2]int
}

func TestStoredPoliciesAreSimulatedAsAWSWasRecorded(t *testing.T) {
	text, err := os.ReadFile("../policy/testdata/simulate_principal.json")
	if err != nil {
		t.Fatal(err)
	}
	names := strings.NewReplacer(
		"{u}", "user1", "{g}", "group1", "{m}", "managed1", "{b}", "boundary1", "{acct}", mfatest.Account)
	var cases []recordedSimulation
	if err := json.Unmarshal([]byte(names.Replace(string(text))), &cases); err != nil {
		t.Fatal(err)
	}
	if len(cases) < 8 {
		t.Fatalf("only %d cases were recorded", len(cases))
	}
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			f := mfatest.New(t, nil)
			storeSimulated(f, c.Boundary)
			var in mfa.SimulatePrincipalPolicyRequest
			if err := json.Unmarshal(c.Input, &in); err != nil {
				t.Fatal(err)
			}
			out := mfatest.Must[mfa.SimulatePolicyResponse](f.Root, mfa.SimulatePrincipalPolicy, in)
			var got []simulatedResult
			for _, r := range out.EvaluationResults {
				got = append(got, recordedResult(r))
			}
			sortResults(got)
			sortResults(c.Want.Results)
			blankPositions(got, c.Want.Results)
			if !reflect.DeepEqual(got, c.Want.Results) {
				a, _ := json.Marshal(got)
				b, _ := json.Marshal(c.Want.Results)
				t.Errorf("got  %s\nwant %s", a, b)
			}
		})
	}
}

// storeSimulated stores the policies that were recorded.
func storeSimulated(f *mfatest.Fixture, boundary bool) {
	user, group := ptr("user1"), ptr("group1")
	path := ptr("/simulation/")
	mfatest.Must[mfa.CreateUserResponse](f.Root, mfa.CreateUser, mfa.CreateUserRequest{UserName: user, Path: path})
	mfatest.Must[mfa.CreateGroupResponse](f.Root, mfa.CreateGroup, mfa.CreateGroupRequest{GroupName: group, Path: path})
	mfatest.Do(f.Root, mfa.AddUserToGroup, mfa.AddUserToGroupRequest{GroupName: group, UserName: user})
	putPolicy(f, *user, "UserInline", printed(`"s3:GetObject"`, "arn:aws:s3:::box/a"))
	mfatest.Do(f.Root, mfa.PutGroupPolicy, mfa.PutGroupPolicyRequest{
		GroupName:      group,
		PolicyName:     ptr("GroupInline"),
		PolicyDocument: ptr(printed(`"s3:PutObject"`, "arn:aws:s3:::box/b")),
	})
	create := func(name, document string) *string {
		made := mfatest.Must[mfa.CreatePolicyResponse](f.Root, mfa.CreatePolicy, mfa.CreatePolicyRequest{
			PolicyName:     &name,
			PolicyDocument: &document,
		})
		return &made.Policy.Arn
	}
	managed := create("managed1", printed(`"s3:DeleteObject"`, "*"))
	toUser := mfa.AttachUserPolicyRequest{UserName: user, PolicyArn: managed}
	mfatest.Do(f.Root, mfa.AttachUserPolicy, toUser)
	toGroup := mfa.AttachGroupPolicyRequest{GroupName: group, PolicyArn: managed}
	mfatest.Do(f.Root, mfa.AttachGroupPolicy, toGroup)
	if boundary {
		mfatest.Do(f.Root, mfa.PutUserPermissionsBoundary, mfa.PutUserPermissionsBoundaryRequest{
			UserName:            user,
			PermissionsBoundary: create("boundary1", printed(`["s3:GetObject", "s3:PutObject"]`, "*")),
		})
	}
}

// printed is a document with one statement on lines 3 to 9.
func printed(action, resource string) string {
	return "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\n      \"Effect\": \"Allow\",\n" +
		"      \"Action\": " + action + ",\n      \"Resource\": \"" + resource + "\"\n    \n    }\n  ]\n}"
}

func recordedResult(r mfa.EvaluationResult) simulatedResult {
	out := simulatedResult{
		Action:   r.EvalActionName,
		Resource: r.EvalResourceName,
		Decision: string(r.EvalDecision),
		Matched:  []simulatedMatch{},
		Missing:  r.MissingContextValues,
	}
	for _, m := range r.MatchedStatements {
		out.Matched = append(out.Matched, simulatedMatch{
			Source: m.SourcePolicyId,
			Type:   m.SourcePolicyType,
			Start:  [2]int{m.StartPosition.Line, m.StartPosition.Column},
			End:    [2]int{m.EndPosition.Line, m.EndPosition.Column},
		})
	}
	if boundary := r.PermissionsBoundaryDecisionDetail; boundary != nil {
		out.Allowed = &boundary.AllowedByPermissionsBoundary
	}
	for _, each := range r.ResourceSpecificResults {
		on := recordedResult(mfa.EvaluationResult{
			EvalResourceName:                  each.EvalResourceName,
			EvalDecision:                      each.EvalResourceDecision,
			MatchedStatements:                 each.MatchedStatements,
			MissingContextValues:              each.MissingContextValues,
			PermissionsBoundaryDecisionDetail: each.PermissionsBoundaryDecisionDetail,
		})
		out.Resources = append(out.Resources, on)
	}
	return out
}

// sortResults gives statements and keys an order; AWS's has no meaning.
func sortResults(results []simulatedResult) {
	for _, r := range results {
		slices.Sort(r.Missing)
		slices.SortFunc(r.Matched, func(a, b simulatedMatch) int { return cmp.Compare(a.Source, b.Source) })
		sortResults(r.Resources)
	}
}

// blankPositions drops the positions that a recording does not have.
func blankPositions(got, want []simulatedResult) {
	for i := range min(len(got), len(want)) {
		for j := range min(len(got[i].Matched), len(want[i].Matched)) {
			if recorded := want[i].Matched[j]; recorded.Start[0] == 0 {
				got[i].Matched[j].Start, got[i].Matched[j].End = recorded.Start, recorded.End
			}
		}
		blankPositions(got[i].Resources, want[i].Resources)
	}
}

// simulateOf asks what the policies of a user, a group or a role allow.
func simulateOf(f *mfatest.Fixture, source, action string) mfa.EvaluationResult {
	f.T.Helper()
	out := mfatest.Must[mfa.SimulatePolicyResponse](f.Root, mfa.SimulatePrincipalPolicy,
		mfa.SimulatePrincipalPolicyRequest{
			PolicySourceArn: ptr("arn:aws:iam::" + mfatest.Account + ":" + source),
			Simulation:      mfa.Simulation{ActionNames: []*string{&action}},
		})
	return out.EvaluationResults[0]
}

func TestSimulatePrincipalPolicyTriesTheDefaultPolicyOfAUserWithoutOthers(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	mfatest.Must[mfa.CreateGroupResponse](f.Root, mfa.CreateGroup, mfa.CreateGroupRequest{GroupName: ptr("team")})
	const listing = "iam:ListVirtualMFADevices"
	got := simulateOf(f, "user/alice", listing)
	if got.EvalDecision != "allowed" || got.MatchedStatements[0].SourcePolicyId != mfa.SelfServiceName {
		t.Errorf("a user without policies: %+v", got)
	}
	if got := simulateOf(f, "group/team", listing); got.EvalDecision != "implicitDeny" {
		t.Errorf("a group without policies: %+v", got)
	}
	f.Change(func(c *mfa.Config) { c.DefaultPolicy = mfa.NoDefaultPolicy })
	if got := simulateOf(f, "user/alice", listing); got.EvalDecision != "implicitDeny" {
		t.Errorf("a user without policies and without a default: %+v", got)
	}
	f.Change(func(c *mfa.Config) { c.DefaultPolicy = "" })
	putPolicy(f, "alice", "p", `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*"}}`)
	if got := simulateOf(f, "user/alice", listing); got.EvalDecision != "implicitDeny" {
		t.Errorf("a user with a policy: %+v", got)
	}
}

func TestASimulationOfPoliciesThatCannotBeReadDenies(t *testing.T) {
	for name, without := range map[string]withoutFound{
		"a policy": {policies: true},
		"a group":  {groups: true},
	} {
		f := mfatest.New(t, nil)
		f.User("alice")
		inGroup(f, "alice", nil)
		arn := allowEverything(t, f)
		attach := mfa.AttachUserPolicyRequest{UserName: ptr("alice"), PolicyArn: &arn}
		mfatest.Do(f.Root, mfa.AttachUserPolicy, attach)
		if got := simulateOf(f, "user/alice", "iam:ListUsers"); got.EvalDecision != "allowed" {
			t.Errorf("%+v", got)
		}
		without.Store = f.Config.Store
		f.ChangeStore(without)
		if got := simulateOf(f, "user/alice", "iam:ListUsers"); got.EvalDecision != "explicitDeny" {
			t.Errorf("%s cannot be read: %+v", name, got)
		}
	}
}

// The two recorded answers of SimulateCustomPolicy that the API's model gives.
func TestTheModelOfASimulationIsChecked(t *testing.T) {
	f := mfatest.New(t, nil)
	one := mfa.Simulation{ActionNames: []*string{ptr("s3:GetObject")}, PolicyInputList: []*string{}}
	unknown, tooMany := one, one
	unknown.ContextEntries = []*mfa.ContextEntry{{
		ContextKeyName:   ptr("stack:key"),
		ContextKeyType:   ptr("unknown"),
		ContextKeyValues: []*string{ptr("a")},
	}}
	tooMany.MaxItems = ptr(int32(1001))
	for text, in := range map[string]mfa.Simulation{
		"1 validation error detected: Value at 'contextEntries.1.member.contextKeyType' failed to satisfy " +
			"constraint: Member must satisfy enum value set": unknown,
		"1 validation error detected: Value at 'maxItems' failed to satisfy constraint: " +
			"Member must have value less than or equal to 1000": tooMany,
	} {
		got := mfatest.Refused(f.Root, mfa.SimulateCustomPolicy, mfa.SimulateCustomPolicyRequest{Simulation: in})
		want(t, got, mfa.ValidationError, text)
	}
}
