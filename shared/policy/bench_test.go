package policy_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/policy"
)

// twentyStatements is a policy of about 2 KB. The last statement decides.
func twentyStatements() string {
	var all []string
	for i := range 18 {
		all = append(all, fmt.Sprintf(`{"Sid":"S%02d","Effect":"Allow","Action":"s3:Get%02d*",`+
			`"Resource":"arn:aws:s3:::bucket-%02d/home/*"}`, i, i, i))
	}
	all = append(all,
		`{"Effect":"Deny","NotAction":["iam:GetUser","iam:EnableMFADevice"],"Resource":"*",`+
			`"Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}`,
		`{"Effect":"Allow","Action":"iam:*MFADevice","Resource":"arn:aws:iam::*:user/${aws:username}",`+
			`"Condition":{"NumericLessThan":{"aws:MultiFactorAuthAge":"3600"}}}`)
	return statements(all...)
}

type session struct{ user policy.Value }

func (s *session) Value(key string) policy.Value {
	switch key {
	case "aws:username":
		return s.user
	case "aws:multifactorauthpresent":
		return policy.Text("true")
	case "aws:multifactorauthage":
		return policy.Integer(100)
	}
	return policy.Value{}
}

func BenchmarkEvaluate(b *testing.B) {
	text := twentyStatements()
	set := policy.Set{Identity: layer(b, policy.Identity, text)}
	request := policy.Request{
		Action:   "iam:DeactivateMFADevice",
		Resource: "arn:aws:iam::123456789012:user/alice",
		Context:  &session{policy.Text("alice")},
	}
	b.ReportAllocs()
	for b.Loop() {
		if d := set.Evaluate(&request); !d.Allowed() {
			b.Fatal(d)
		}
	}
	b.ReportMetric(float64(len(text)), "bytes/policy")
}

func BenchmarkParse(b *testing.B) {
	text := twentyStatements()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := policy.Parse(text, policy.Identity); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMatchStars(b *testing.B) {
	set := policy.Set{Identity: layer(b, policy.Identity, statements(
		`{"Effect":"Allow","Action":"a:b","Resource":"arn:aws:x:::`+strings.Repeat("*a", 2900)+`b"}`))}
	request := policy.Request{Action: "a:b", Resource: "arn:aws:x:::" + strings.Repeat("a", 1<<20)}
	for b.Loop() {
		if d := set.Evaluate(&request); d.Allowed() {
			b.Fatal(d)
		}
	}
}
