package policy_test

import (
	"cmp"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/policy"
)

type simulateCase struct {
	Name      string
	Input     simulateInput
	FirstPage *simulateInput `json:"first_page"`
	Boundary  bool
	Want      struct {
		Error *struct {
			Code    string
			Message string
		}
		Results   []wantResult
		Truncated bool
	}
}

// simulateInput is a request as clients write it.
type simulateInput struct {
	policy.SimulationInput
	PolicySourceArn string
}

type wantResult struct {
	Action            string
	Resource          string
	Decision          policy.Outcome
	Matched           []wantMatch
	Missing           []string
	AllowedByBoundary *bool `json:"allowed_by_boundary"`
	Resources         []wantResult
}

type wantMatch struct {
	Source     string
	Type       string
	Start, End [2]int
}

// modelled are the recorded cases that do not reach the simulator: the API's
// model refuses the request before.
var modelled = map[string]string{
	"context type unknown": "ContextKeyType is an enumeration of the API model",
	"MaxItems 1001":        "MaxItems has a range in the API model",
}

func TestSimulateCustomPolicyAnswersAsRecorded(t *testing.T) {
	met := 0
	for _, c := range recorded[simulateCase](t, "simulate.json") {
		if modelled[c.Name] != "" {
			if c.Want.Error == nil || c.Want.Error.Code != "ValidationError" {
				t.Errorf("%s: is not a ValidationError any more", c.Name)
			}
			met++
			continue
		}
		t.Run(c.Name, func(t *testing.T) { c.check(t, &c.Input.SimulationInput) })
	}
	if met != len(modelled) {
		t.Errorf("%d of %d exceptions are in the file", met, len(modelled))
	}
}

func (c *simulateCase) check(t *testing.T, in *policy.SimulationInput) {
	t.Helper()
	if c.FirstPage != nil {
		first, err := policy.Simulate(&c.FirstPage.SimulationInput)
		if err != nil || first.Marker == "" {
			t.Fatalf("the first page: %v, %v", first, err)
		}
		in.Marker = first.Marker
	}
	out, err := policy.Simulate(in)
	if want := c.Want.Error; want != nil {
		e, _ := err.(*policy.Error)
		if e == nil || e.Code != want.Code || e.Message != want.Message {
			t.Fatalf("got %v, want %v", err, want)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if out.IsTruncated != c.Want.Truncated || (out.Marker != "") != c.Want.Truncated {
		t.Errorf("truncated %v, marker %q; want truncated %v", out.IsTruncated, out.Marker, c.Want.Truncated)
	}
	got := []wantResult{}
	for _, r := range out.EvaluationResults {
		got = append(got, resultOf(r))
	}
	for i := range c.Want.Results {
		c.Want.Results[i].sort()
	}
	blankUnrecorded(c.Want.Results, got)
	if !reflect.DeepEqual(got, c.Want.Results) {
		a, _ := json.Marshal(got)
		b, _ := json.Marshal(c.Want.Results)
		t.Errorf("got  %s\nwant %s", a, b)
	}
}

// resultOf is a result in the form of the recordings.
func resultOf(r policy.EvaluationResult) wantResult {
	w := wantResult{
		Action:            r.EvalActionName,
		Resource:          r.EvalResourceName,
		Decision:          r.EvalDecision,
		Matched:           matchesOf(r.MatchedStatements),
		Missing:           r.MissingContextValues,
		AllowedByBoundary: r.AllowedByPermissionsBoundary,
	}
	for _, s := range r.ResourceSpecificResults {
		w.Resources = append(w.Resources, wantResult{
			Resource:          s.EvalResourceName,
			Decision:          s.EvalResourceDecision,
			Matched:           matchesOf(s.MatchedStatements),
			Missing:           s.MissingContextValues,
			AllowedByBoundary: s.AllowedByPermissionsBoundary,
		})
	}
	w.sort()
	return w
}

func matchesOf(all []policy.MatchedStatement) []wantMatch {
	matches := []wantMatch{}
	for _, m := range all {
		matches = append(matches, wantMatch{
			Source: m.SourcePolicyId,
			Type:   m.SourcePolicyType,
			Start:  [2]int{m.StartPosition.Line, m.StartPosition.Column},
			End:    [2]int{m.EndPosition.Line, m.EndPosition.Column},
		})
	}
	return matches
}

// sort gives statements and keys an order; IAM's has no meaning.
func (w *wantResult) sort() {
	slices.Sort(w.Missing)
	slices.SortFunc(w.Matched, func(a, b wantMatch) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), slices.Compare(a.Start[:], b.Start[:]))
	})
	for i := range w.Resources {
		w.Resources[i].sort()
	}
}

// blankUnrecorded drops the positions that a recording does not have.
func blankUnrecorded(want, got []wantResult) {
	if len(want) != len(got) {
		return
	}
	for i := range want {
		if len(want[i].Matched) == len(got[i].Matched) {
			for j, m := range want[i].Matched {
				if m.Start[0] == 0 {
					got[i].Matched[j].Start, got[i].Matched[j].End = m.Start, m.End
				}
			}
		}
		blankUnrecorded(want[i].Resources, got[i].Resources)
	}
}

func TestSimulatePrincipalPolicyAnswersAsRecorded(t *testing.T) {
	for _, c := range recorded[simulateCase](t, "simulate_principal.json") {
		t.Run(c.Name, func(t *testing.T) {
			c.fillNames(t)
			in := c.Input.SimulationInput
			in.Source = &policy.SimulationSource{
				ARN:      c.Input.PolicySourceArn,
				Policies: sourcePolicies(t, strings.Contains(c.Input.PolicySourceArn, ":group/")),
			}
			if c.Boundary {
				in.Source.Boundary = pretty(t, "boundary", `["s3:GetObject", "s3:PutObject"]`, "*")
			}
			c.check(t, &in)
		})
	}
}

// fillNames replaces {u} and the like by names.
func (c *simulateCase) fillNames(t *testing.T) {
	t.Helper()
	data, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	names := strings.NewReplacer(
		"{u}", "u1", "{g}", "g1", "{m}", "m1", "{b}", "b1", "{acct}", "123456789012")
	var filled simulateCase
	if err := json.Unmarshal([]byte(names.Replace(string(data))), &filled); err != nil {
		t.Fatal(err)
	}
	*c = filled
}

func sourcePolicies(t *testing.T, group bool) policy.Layer {
	t.Helper()
	all := pretty(t, "group_g1_GroupInline", `"s3:PutObject"`, "arn:aws:s3:::box/b")
	all = append(all, pretty(t, "m1", `"s3:DeleteObject"`, "*")...)
	if group {
		return all
	}
	return append(all, pretty(t, "user_u1_UserInline", `"s3:GetObject"`, "arn:aws:s3:::box/a")...)
}

// pretty is a policy printed over lines, with one statement on lines 3 to 9.
func pretty(t *testing.T, name, action, resource string) policy.Layer {
	t.Helper()
	text := "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\n      \"Effect\": \"Allow\",\n" +
		"      \"Action\": " + action + ",\n      \"Resource\": \"" + resource + "\"\n    \n    }\n  ]\n}"
	l := layer(t, policy.Identity, text)
	l[0].Name = name
	return l
}
