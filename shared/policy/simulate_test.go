package policy_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/policy"
)

// simulation is a request that is allowed; each test changes it.
func simulation(change func(*policy.SimulationInput)) *policy.SimulationInput {
	in := &policy.SimulationInput{
		ActionNames:     []string{"iam:GetUser"},
		ResourceArns:    []string{"arn:aws:iam::123456789012:user/alice"},
		PolicyInputList: []string{statements(allowAll)},
	}
	change(in)
	return in
}

func TestTheSimulatorRefusesInIAMsWords(t *testing.T) {
	entry := func(name, kind string, values ...string) func(*policy.SimulationInput) {
		return func(in *policy.SimulationInput) {
			in.ContextEntries = []policy.ContextEntry{
				{ContextKeyName: name, ContextKeyType: kind, ContextKeyValues: values}}
		}
	}
	for want, change := range map[string]func(*policy.SimulationInput){
		"Context key k has invalid type null.":                        entry("k", "", "v"),
		"Context key k has invalid type words.":                       entry("k", "words", "v"),
		"Context key string expected a single value, but received 2.": entry("k", "string", "a", "b"),
		"Invalid context value for key k: expected IP address.":       entry("k", "ipList", "192.0.2.1", "x"),
		"Invalid context value for key k: expected DateTime format.":  entry("k", "dateList", "x"),
		"Invalid marker for pagination.": func(in *policy.SimulationInput) {
			in.Marker = "+1"
		},
		"Policy input list item 2 has invalid content": func(in *policy.SimulationInput) {
			in.PolicyInputList = append(in.PolicyInputList, "x")
		},
		"Policy input list item 1 has invalid content": func(in *policy.SimulationInput) {
			in.PermissionsBoundaryPolicyInputList = []string{"{}"}
		},
		"Resource policy has invalid content": func(in *policy.SimulationInput) {
			in.CallerArn, in.ResourcePolicy = aliceCalls.ARN, "{}"
		},
		"Invalid caller - Caller must be an IAM user, role or group in this context.": func(in *policy.SimulationInput) {
			in.CallerArn = "alice"
		},
	} {
		_, err := policy.Simulate(simulation(change))
		if e, _ := err.(*policy.Error); e == nil || e.Code != policy.CodeInvalidInput || e.Message != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestAnEmptyContextEntryIsIgnored(t *testing.T) {
	out, err := policy.Simulate(simulation(func(in *policy.SimulationInput) {
		in.ContextEntries = []policy.ContextEntry{{}}
	}))
	if err != nil || out.EvaluationResults[0].EvalDecision != policy.Allowed {
		t.Error(out, err)
	}
}

func TestAnotherAccountNeedsBothPolicies(t *testing.T) {
	resource := statements(`{"Effect":"Allow","Action":"*","Resource":"arn:aws:iam::*:user/*",` +
		`"Principal":{"AWS":"` + aliceCalls.ARN + `"}}`)
	for _, c := range []struct {
		identity []string
		resource string
		want     policy.Outcome
	}{
		{[]string{statements(allowAll)}, resource, policy.Allowed},
		{nil, resource, policy.ImplicitDeny},
		{[]string{statements(allowAll)}, "", policy.ImplicitDeny},
	} {
		out, err := policy.Simulate(simulation(func(in *policy.SimulationInput) {
			in.PolicyInputList, in.ResourcePolicy = c.identity, c.resource
			in.PermissionsBoundaryPolicyInputList = []string{statements(allowAll)}
			in.CallerArn, in.ResourceOwner = aliceCalls.ARN, "arn:aws:iam::210987654321:root"
		}))
		if err != nil {
			t.Fatal(err)
		}
		result := out.EvaluationResults[0]
		types := slices.Sorted(maps.Keys(result.EvalDecisionDetails))
		if result.EvalDecision != c.want || strings.Join(types, ",") !=
			"IAM Policy,Permissions Boundary Policy,Resource Policy" {
			t.Errorf("%s, details %v", result.EvalDecision, result.EvalDecisionDetails)
		}
	}
}

func TestActionsTakeResourcesOfTheirKind(t *testing.T) {
	for _, c := range []struct {
		action, resource string
		want             policy.Outcome
	}{
		{"iam:getuser", "arn:aws:iam::123456789012:user/a", policy.Allowed},
		{"iam:GetUser", "arn:aws:iam::123456789012:role/a", policy.ImplicitDeny},
		{"iam:ListUsers", "arn:aws:iam::123456789012:user/a", policy.ImplicitDeny},
		{"iam:ListUsers", "*", policy.Allowed},
		{"iam:Unknown", "arn:aws:iam::123456789012:user/a", policy.Allowed},
		{"sts:AssumeRole", "arn:aws:iam::123456789012:role/a", policy.Allowed},
		{"sts:AssumeRole", "arn:aws:iam::123456789012:user/a", policy.ImplicitDeny},
		{"ec2:StopInstances", "arn:aws:s3:::x", policy.ImplicitDeny},
	} {
		out, err := policy.Simulate(simulation(func(in *policy.SimulationInput) {
			in.ActionNames, in.ResourceArns = []string{c.action}, []string{c.resource}
		}))
		if err != nil || out.EvaluationResults[0].EvalDecision != c.want {
			t.Errorf("%s on %s: %v %v", c.action, c.resource, out, err)
		}
	}
	out, err := policy.Simulate(simulation(func(in *policy.SimulationInput) {
		in.ActionNames, in.ResourceArns = []string{"ec2:StopInstances"}, []string{"arn:aws:ec2:::a", "arn:aws:ec2:::b"}
	}))
	if err != nil || out.EvaluationResults[0].EvalResourceName != "*" {
		t.Error(out, err)
	}
}

func TestTheSimulatorDeniesWithASourceThatCannotBeRead(t *testing.T) {
	out, err := policy.Simulate(simulation(func(in *policy.SimulationInput) {
		in.Source = &policy.SimulationSource{ARN: aliceCalls.ARN, Policies: policy.Layer{{Name: "Broken"}}}
	}))
	if err != nil || out.EvaluationResults[0].EvalDecision != policy.ExplicitDeny {
		t.Error(out, err)
	}
}

func TestTheSimulatorStopsAtAnAddressThatCannotBeRead(t *testing.T) {
	for values, want := range map[string]policy.Outcome{
		`["nowhere","192.0.2.1"]`: policy.Allowed,
		`["192.0.2.1","nowhere"]`: policy.ImplicitDeny,
	} {
		out, err := policy.Simulate(simulation(func(in *policy.SimulationInput) {
			in.PolicyInputList = []string{statements(`{"Effect":"Allow","Action":"*","Resource":"*",` +
				`"Condition":{"NotIpAddress":{"aws:SourceIp":` + values + `}}}`)}
			in.ContextEntries = []policy.ContextEntry{{"aws:SourceIp", "ip", []string{"192.0.2.1"}}}
		}))
		if err != nil || out.EvaluationResults[0].EvalDecision != want {
			t.Errorf("%s: %v %v", values, out, err)
		}
	}
}

func TestContextKeysAreThoseOfEachDocument(t *testing.T) {
	keys, err := policy.ContextKeys([]string{
		`{"Version":"2012-10-17","Statement":[{"Resource":"${aws:Username}/${*}","Action":"${no:Key}",` +
			`"Condition":{"StringLike":{"a:K":["${aws:Username}","${a:d, 'x'}"]},"Bool":{"A:k":"${no:key}"}}}]}`,
		`{"Statement":{"Resource":"${no:key}","Condition":{"Bool":{"a:K":"true"}}}}`,
		`{}`,
	})
	if want := []string{"aws:Username", "*", "a:K", "a:d", "A:k", "a:K"}; err != nil || !slices.Equal(keys, want) {
		t.Errorf("%q %v, want %q", keys, err, want)
	}
	for _, text := range []string{`{"Unknown":1}`, `{"Statement":{"Condition":{"Unknown":{"a:b":"c"}}}}`} {
		_, err := policy.ContextKeys([]string{text})
		if e, _ := err.(*policy.Error); e == nil || e.Code != policy.CodeInvalidInput {
			t.Errorf("%s: %v", text, err)
		}
	}
}
