package policytest

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
	"github.com/virtual-mfa/virtual-mfa/shared/policy"
)

const (
	scenarios = 20_000
	folder    = "infra/check/iam-simulate"
)

func TestRandomPoliciesAreEvaluatedAsIAMSimulateDoes(t *testing.T) {
	node := tooltest.Path(t, "node")
	dir := filepath.Join(tooltest.Root(t), folder)
	tooltest.Module(t, dir, "@cloud-copilot/iam-simulate")
	r := rand.New(rand.NewPCG(2026, 10))
	all := make([]scenario, scenarios)
	var in bytes.Buffer
	for i := range all {
		all[i] = randomScenario(r)
		in.Write(all[i].simulation(t))
		in.WriteByte('\n')
	}
	command := exec.Command(node, filepath.Join(dir, "evaluate.mjs"))
	command.Stdin = &in
	out, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	theirs := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(theirs) != scenarios {
		t.Fatalf("%d results, want %d", len(theirs), scenarios)
	}
	tally := map[string]int{}
	explained := map[string]int{}
	failures := 0
	for i := range all {
		ours := string(all[i].evaluate(t))
		tally[ours]++
		if ours == outcomes[theirs[i]] {
			continue
		}
		if reason := all[i].explain(t, outcomes[theirs[i]]); reason != "" {
			explained[reason]++
			continue
		}
		failures++
		text, err := json.Marshal(all[i])
		if err != nil {
			t.Fatal(err)
		}
		if failures <= 10 {
			t.Errorf("scenario %d: %s, iam-simulate says %s\n%s", i, ours, theirs[i], text)
		}
	}
	t.Logf("%d scenarios: %v", scenarios, tally)
	agreed := scenarios - failures
	for reason, n := range explained {
		t.Logf("%4d times: %s", n, reason)
		agreed -= n
	}
	t.Logf("%d agree without explanation, %d are unexplained", agreed, failures)
	for _, outcome := range outcomes {
		if tally[outcome] < scenarios/10 {
			t.Errorf("only %d scenarios are %s", tally[outcome], outcome)
		}
	}
}

// outcomes are iam-simulate's words for ours.
var outcomes = map[string]string{
	"Allowed":          string(policy.Allowed),
	"ExplicitlyDenied": string(policy.ExplicitDeny),
	"ImplicitlyDenied": string(policy.ImplicitDeny),
}

const caller = "arn:aws:iam::123456789012:user/alice"

// simulation is the scenario as iam-simulate reads it.
func (s *scenario) simulation(t *testing.T) []byte {
	t.Helper()
	type named struct {
		Name   string   `json:"name"`
		Policy document `json:"policy"`
	}
	in := map[string]any{
		"request": map[string]any{
			"principal":        caller,
			"action":           s.Action,
			"resource":         map[string]string{"resource": s.Resource, "accountId": "123456789012"},
			"contextVariables": s.Context,
		},
		"serviceControlPolicies":  []string{},
		"resourceControlPolicies": []string{},
	}
	policies := []named{}
	for _, d := range s.Identity {
		policies = append(policies, named{"p", d})
	}
	in["identityPolicies"] = policies
	if s.Boundary != nil {
		in["permissionBoundaryPolicies"] = []named{{"b", *s.Boundary}}
	}
	text, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// evaluate is the scenario as we decide it.
func (s *scenario) evaluate(t *testing.T) policy.Outcome {
	t.Helper()
	set := policy.Set{Identity: policy.Layer{}}
	for _, d := range s.Identity {
		set.Identity = append(set.Identity, d.parse(t))
	}
	if s.Boundary != nil {
		set.Boundary = policy.Layer{s.Boundary.parse(t)}
	}
	context := map[string]policy.Value{}
	for key, value := range s.Context {
		switch value := value.(type) {
		case string:
			context[strings.ToLower(key)] = policy.Text(value)
		case []string:
			context[strings.ToLower(key)] = policy.List(value...)
		}
	}
	return set.Evaluate(&policy.Request{
		Action:   s.Action,
		Resource: s.Resource,
		Context:  policy.ContextFunc(func(key string) policy.Value { return context[key] }),
	}).Outcome
}

func (d *document) parse(t *testing.T) policy.Policy {
	t.Helper()
	text, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := policy.Parse(string(text), policy.Managed)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return policy.Policy{Name: "p", Document: parsed}
}
