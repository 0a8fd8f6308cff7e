package policy_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/policy"
)

var allKinds = []policy.Kind{
	policy.Identity, policy.Managed, policy.Boundary, policy.Session, policy.Trust, policy.Resource,
	policy.Simulated, policy.Draft,
}

// FuzzParse: what parses is, in its normal form, a document that has the same
// normal form, names the same keys and decides the same.
func FuzzParse(f *testing.F) {
	for _, text := range seeds(f) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, kind := range allKinds {
			d, err := policy.Parse(text, kind)
			if err != nil {
				if d != nil {
					t.Fatal("a document beside an error")
				}
				continue
			}
			normal := d.Normal()
			again, err := policy.Parse(normal, kind)
			if err != nil {
				t.Fatalf("kind %d: the normal form %s: %v", kind, normal, err)
			}
			if second := again.Normal(); second != normal {
				t.Fatalf("kind %d: normal form\n%s\nof normal form\n%s", kind, second, normal)
			}
			if !slices.Equal(d.Keys(), again.Keys()) {
				t.Fatalf("kind %d: keys %q, normal %q", kind, d.Keys(), again.Keys())
			}
			compareDecisions(t, d, again)
		}
	})
}

func compareDecisions(t *testing.T, a, b *policy.Document) {
	t.Helper()
	for _, action := range []string{"iam:GetUser", "s3:GetObject", "sts:AssumeRole", "iam:TagUser"} {
		for caller := range len(policy.MFARow{}) {
			decide := func(d *policy.Document) policy.Outcome {
				set := policy.Set{Identity: policy.Layer{{Document: d}}}
				return set.MFARow(&policy.Request{
					Action:    action,
					Resource:  "arn:aws:iam::123456789012:user/alice",
					Principal: policy.Principal{ARN: "arn:aws:iam::123456789012:user/alice", Account: "123456789012"},
					Context:   policy.ContextFunc(func(key string) policy.Value { return policy.Text(key) }),
				})[caller].Outcome
			}
			if x, y := decide(a), decide(b); x != y {
				t.Fatalf("%s: %s, in normal form %s:\n%s", action, x, y, b.Normal())
			}
		}
	}
}

// seeds are the recorded documents.
func seeds(f *testing.F) []string {
	f.Helper()
	var texts []string
	for _, c := range recorded[documentCase](f, "documents.json") {
		texts = append(texts, c.text())
	}
	for _, c := range recorded[simulateCase](f, "simulate.json") {
		texts = append(texts, c.Input.PolicyInputList...)
		texts = append(texts, c.Input.ResourcePolicy)
	}
	for _, file := range conditionFiles {
		for _, c := range recorded[conditionCase](f, file) {
			texts = append(texts, c.document())
		}
	}
	return append(texts, trust(`{"AWS":["123456789012","*"],"Service":"ec2.amazonaws.com"}`))
}

// FuzzCondition: of a text operator and its negation exactly one holds, and
// IfExists changes nothing for a key that is present.
func FuzzCondition(f *testing.F) {
	f.Add("StringLike", "a*b?", "a/bc")
	f.Add("StringEquals", "${aws:username}", "alice")
	f.Add("StringEqualsIgnoreCase", "ΟΣ", "ος")
	f.Fuzz(func(t *testing.T, operator, literal, value string) {
		negation, isText := strings.CutPrefix(operator, "String")
		if !isText || strings.HasPrefix(negation, "Not") {
			return
		}
		holds := func(operator string) (bool, bool) {
			block, _ := json.Marshal(map[string]any{operator: map[string]string{"a:k": literal}})
			d, err := policy.Parse(statements(
				`{"Effect":"Allow","Action":"a:b","Resource":"*","Condition":`+string(block)+`}`), policy.Session)
			if err != nil {
				return false, false
			}
			set := policy.Set{Identity: policy.Layer{{Document: d}}}
			decision := set.Evaluate(&policy.Request{Action: "a:b", Resource: "*", Context: policy.ContextFunc(
				func(string) policy.Value { return policy.Text(value) })})
			return decision.Allowed(), true
		}
		plain, known := holds(operator)
		if !known {
			return
		}
		if ifExists, known := holds(operator + "IfExists"); known && ifExists != plain {
			t.Errorf("%s %q on %q: %v, with IfExists %v", operator, literal, value, plain, ifExists)
		}
		if negated, known := holds("StringNot" + negation); known && negated == plain {
			t.Errorf("%s %q on %q: %v, so is its negation", operator, literal, value, plain)
		}
	})
}
