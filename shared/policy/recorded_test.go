package policy_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/policy"
)

// recorded reads the cases of a file in testdata. A file without cases fails the
// test, because it would otherwise pass unseen.
func recorded[T any](t testing.TB, file string) []T {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	var cases []T
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	if len(cases) == 0 {
		t.Fatalf("%s has no cases", file)
	}
	return cases
}

type documentCase struct {
	Name      string
	Operation string
	Document  json.RawMessage
	Want      string
}

// text is the document: a JSON value, or a string that is no JSON.
func (c *documentCase) text() string {
	var s string
	if json.Unmarshal(c.Document, &s) == nil {
		return s
	}
	return string(c.Document)
}

func TestDocumentsAreTakenAndRefusedAsRecorded(t *testing.T) {
	for _, c := range recorded[documentCase](t, "documents.json") {
		t.Run(c.Name, func(t *testing.T) {
			kind := policy.Managed
			if c.Operation == "PutUserPolicy" {
				kind = policy.Identity
			}
			got := "Success"
			if _, err := policy.Parse(c.text(), kind); err != nil {
				got = err.(*policy.Error).Message
				if c.Want == policy.CodeMalformed {
					got = err.(*policy.Error).Code
				}
			}
			if got != c.Want {
				t.Errorf("got %q, want %q", got, c.Want)
			}
		})
	}
}

type conditionCase struct {
	Name        string
	Condition   json.RawMessage
	Tags        map[string]string
	Effect      string
	Want        string
	Via         []string
	BesideAllow bool `json:"beside_allow"`
}

// document is the policy under which the case was recorded.
func (c *conditionCase) document() string {
	statement := `{"Effect":"` + c.Effect + `","Action":"iam:TagUser","Resource":"*","Condition":` +
		string(c.Condition) + `}`
	if c.Effect == "Deny" || c.BesideAllow {
		statement += `,` + allowAll
	}
	return `{"Version":"2012-10-17","Statement":[` + statement + `]}`
}

const allowAll = `{"Effect":"Allow","Action":"*","Resource":"*"}`

// context is what TagUser with the tags says.
func (c *conditionCase) context() policy.Context {
	var keys []string
	tags := map[string]string{}
	for key, value := range c.Tags {
		keys = append(keys, key)
		tags["aws:requesttag/"+strings.ToLower(key)] = value
	}
	return policy.ContextFunc(func(key string) policy.Value {
		if key == "aws:tagkeys" {
			return policy.List(keys...)
		}
		if value, ok := tags[key]; ok {
			return policy.Text(value)
		}
		return policy.Value{}
	})
}

var conditionFiles = []string{"strings.json", "values.json", "sets.json", "addresses.json"}

func TestConditionsHoldAsRecorded(t *testing.T) {
	for _, file := range conditionFiles {
		for _, c := range recorded[conditionCase](t, file) {
			for _, via := range c.Via {
				t.Run(via+" "+c.Name, func(t *testing.T) { c.check(t, via) })
			}
		}
	}
}

func (c *conditionCase) check(t *testing.T, via string) {
	t.Helper()
	request := policy.Request{
		Action:   "iam:TagUser",
		Resource: "arn:aws:iam::123456789012:user/alice",
		Context:  c.context(),
	}
	var set policy.Set
	switch via {
	case "call":
		set.Identity = layer(t, policy.Identity, c.document())
	case "session":
		set.Identity = layer(t, policy.Identity, statements(allowAll))
		set.Sessions = []policy.Layer{layer(t, policy.Session, c.document())}
	case "sim":
		c.simulate(t)
		return
	default:
		t.Fatalf("unknown way %q", via)
	}
	decision := set.Evaluate(&request)
	if got := decision.Allowed(); got != (c.Want == "allowed") {
		t.Errorf("%s on %v: allowed %v, want %s", c.document(), c.Tags, got, c.Want)
	}
}

// simulate asks the simulator instead of a call.
func (c *conditionCase) simulate(t *testing.T) {
	t.Helper()
	in := policy.SimulationInput{
		ActionNames:     []string{"iam:TagUser"},
		ResourceArns:    []string{"arn:aws:iam::123456789012:user/alice"},
		PolicyInputList: []string{c.document()},
	}
	entry := func(key, kind string, values ...string) {
		in.ContextEntries = append(in.ContextEntries, policy.ContextEntry{
			ContextKeyName:   key,
			ContextKeyType:   kind,
			ContextKeyValues: values,
		})
	}
	for key, value := range c.Tags {
		entry("aws:RequestTag/"+key, "string", value)
	}
	if len(c.Tags) > 0 {
		entry("aws:TagKeys", "stringList", slices.Collect(maps.Keys(c.Tags))...)
	}
	out, err := policy.Simulate(&in)
	if err != nil {
		t.Fatal(err)
	}
	got := out.EvaluationResults[0].EvalDecision
	if (got == policy.Allowed) != (c.Want == "allowed") {
		t.Errorf("%s on %v: %s, want %s", c.document(), c.Tags, got, c.Want)
	}
}

// statements is a document of the statements.
func statements(s ...string) string {
	return `{"Version":"2012-10-17","Statement":[` + strings.Join(s, ",") + `]}`
}

// layer parses documents into a layer.
func layer(t testing.TB, kind policy.Kind, texts ...string) policy.Layer {
	t.Helper()
	layer := policy.Layer{}
	for _, text := range texts {
		d, err := policy.Parse(text, kind)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		layer = append(layer, policy.Policy{Name: "test", Document: d})
	}
	return layer
}
