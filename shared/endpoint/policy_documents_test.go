package endpoint_test

import (
	"encoding/json"
	"encoding/xml"
	"net/url"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/endpoint"
)

// A writing is an operation that takes a policy document, with its other
// members.
type writing struct {
	operation string
	members   map[string]string
}

const writtenPolicy = "arn:aws:iam::123456789012:policy/written"

// writings store a policy document, each for another identity or policy.
var writings = []writing{
	{"PutUserPolicy", map[string]string{"UserName": "u", "PolicyName": "p"}},
	{"PutGroupPolicy", map[string]string{"GroupName": "g", "PolicyName": "p"}},
	{"PutRolePolicy", map[string]string{"RoleName": "r", "PolicyName": "p"}},
	{"CreatePolicy", map[string]string{"PolicyName": "new"}},
	{"CreatePolicyVersion", map[string]string{"PolicyArn": writtenPolicy}},
}

// A refusal is an answer's status, code and message; the code of a success is
// "".
type refusal struct {
	status        int
	code, message string
}

// newDocuments is a front with what writings are for.
func newDocuments(t *testing.T) *front {
	t.Helper()
	f := newFront(t, nil)
	for _, c := range []struct{ operation, body string }{
		{"CreateUser", `{"UserName":"u"}`},
		{"CreateGroup", `{"GroupName":"g"}`},
		{"CreateRole", `{"RoleName":"r","AssumeRolePolicyDocument":` + quoted(`{"Statement":{"Effect":"Allow",`+
			`"Principal":{"AWS":"123456789012"},"Action":"sts:AssumeRole"}}`) + `}`},
		{"CreatePolicy", `{"PolicyName":"written","PolicyDocument":` + quoted(document(allowed)) + `}`},
	} {
		want(t, f.send(f.json(c.operation, c.body)), 200, "")
	}
	return f
}

func quoted(text string) string {
	out, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(out)
}

const allowed = `{"Effect":"Allow","Action":"*","Resource":"*"}`

func document(statements string) string {
	return `{"Version":"2012-10-17","Statement":` + statements + `}`
}

// write sends a document by both protocols, which must answer alike.
func (f *front) write(w writing, text string) refusal {
	f.t.Helper()
	members := map[string]any{"PolicyDocument": text}
	query := url.Values{"Action": {w.operation}, "Version": {"2010-05-08"}, "PolicyDocument": {text}}
	for name, value := range w.members {
		members[name] = value
		query.Set(name, value)
	}
	return f.both(w.operation, members, query)
}

// both sends a request that is refused by JSON, then by Query.
func (f *front) both(operation string, members map[string]any, query url.Values) refusal {
	f.t.Helper()
	body, err := json.Marshal(members)
	if err != nil {
		f.t.Fatal(err)
	}
	byJSON := jsonRefusal(f.t, f.send(f.json(operation, string(body))))
	if byJSON.code == "" {
		return byJSON
	}
	if byQuery := xmlRefusal(f.t, f.send(f.iam(query.Encode()))); byQuery != byJSON {
		f.t.Errorf("%s is answered %v by Query and %v by JSON", operation, byQuery, byJSON)
	}
	return byJSON
}

func jsonRefusal(t testing.TB, answer endpoint.Response) refusal {
	t.Helper()
	var body struct{ Code, Message string }
	if err := json.Unmarshal(answer.Body, &body); err != nil {
		t.Fatal(err)
	}
	return refusal{answer.Status, body.Code, body.Message}
}

func xmlRefusal(t testing.TB, answer endpoint.Response) refusal {
	t.Helper()
	var body struct {
		Error struct{ Code, Message string }
	}
	if err := xml.Unmarshal(answer.Body, &body); err != nil {
		t.Fatal(err)
	}
	return refusal{answer.Status, body.Error.Code, body.Error.Message}
}

// literals are documents that cannot be stored, and that the simulator takes: it
// evaluates values that it cannot read.
var literals = map[string]bool{
	document(conditioned(`{"NumericLessThan":{"aws:MultiFactorAuthAge":"1h"}}`)): true,
	document(conditioned(`{"DateLessThan":{"aws:CurrentTime":"tomorrow"}}`)):     true,
	document(conditioned(`{"IpAddress":{"aws:SourceIp":"192.0.2.0/33"}}`)):       true,
}

// badDocuments are refused with MalformedPolicyDocument and these texts.
func badDocuments() map[string]string {
	const syntax = "Syntax errors in policy."
	bad := map[string]string{}
	for _, text := range []string{
		`{`, `{}`, `[]`, `null`, `"text"`, `7`, document(allowed) + `{}`, strings.TrimSuffix(document(allowed), "}"),

		// Members that occur twice.
		`{"Version":"2012-10-17","Version":"2012-10-17","Statement":` + allowed + `}`,
		document(`{"Effect":"Deny","Effect":"Allow","Action":"*","Resource":"*"}`),
		document(`{"Effect":"Deny","Action":"*","Action":"s3:*","Resource":"*"}`),
		document(conditioned(`{"Bool":{"a:k":"true"},"Bool":{"a:k":"false"}}`)),
		document(conditioned(`{"Bool":{"a:k":"true","a:k":"false"}}`)),

		// Wrong types.
		`{"Version":2012,"Statement":` + allowed + `}`,
		`{"Version":["2012-10-17"],"Statement":` + allowed + `}`,
		document(`7`), document(`"Allow"`), document(`null`), document(`[]`), document(`["Allow"]`), document(`[[]]`),
		document(`{"Effect":true,"Action":"*","Resource":"*"}`),
		document(`{"Effect":["Allow"],"Action":"*","Resource":"*"}`),
		document(`{"Effect":"Allow","Action":1,"Resource":"*"}`),
		document(`{"Effect":"Allow","Action":{},"Resource":"*"}`),
		document(`{"Effect":"Allow","Action":[["*"]],"Resource":"*"}`),
		document(`{"Effect":"Allow","Action":"*","Resource":{"a":"b"}}`),
		document(`{"Effect":"Allow","Action":"*","Resource":[null]}`),
		document(`{"Sid":1,"Effect":"Allow","Action":"*","Resource":"*"}`),
		document(conditioned(`[]`)), document(conditioned(`"Bool"`)), document(conditioned(`{"Bool":[]}`)),
		document(conditioned(`{"Bool":{"a:k":{}}}`)), document(conditioned(`{"Bool":{"a:k":null}}`)),
		document(conditioned(`{"Bool":{"a:k":[[true]]}}`)),

		// Versions, operators and members that there are not.
		`{"Version":"2025-01-01","Statement":` + allowed + `}`,
		`{"Version":"","Statement":` + allowed + `}`,
		document(conditioned(`{"StringMatches":{"a:k":"v"}}`)),
		document(conditioned(`{"BoolIfExistsIfExists":{"a:k":"true"}}`)),
		document(conditioned(`{"ForEachValue:Bool":{"a:k":"true"}}`)),
		document(conditioned(`{"NullIfExists":{"a:k":"true"}}`)),
		document(`{"Effect":"Allow","action":"*","Resource":"*"}`),
		document(`{"Effect":"Allow","Action":"*","NotAction":"*","Resource":"*"}`),
		document(`{"Effect":"Maybe","Action":"*","Resource":"*"}`),

		// Nested deeper than any document has to be.
		strings.Repeat(`[`, 20_000),
		strings.Repeat(`{"Statement":`, 3_000),
		document(strings.Repeat(`[`, 9_000) + strings.Repeat(`]`, 9_000)),
		document(conditioned(strings.Repeat(`{"Bool":`, 3_000) + `1` + strings.Repeat(`}`, 3_000))),
	} {
		bad[text] = syntax
	}
	const legacy = "The policy failed legacy parsing"
	for text, message := range map[string]string{
		`{"Effect":"allow","Action":"*","Resource":"*"}`: legacy,
		conditioned(`{"BinaryEquals":{"a:k":"YR=="}}`):   legacy,
		`{"Effect":"Allow","Resource":"*"}`:              "Policy statement must contain actions.",
		`{"Effect":"Allow","Action":"*","Resource":[]}`:  "Policy statement must contain resources.",
		`{"Effect":"Allow","Action":"GetUser","Resource":"*"}`: "Actions/Conditions must be prefaced by a vendor, " +
			"e.g., iam, sdb, ec2, etc.",
		`{"Effect":"Allow","Action":"iam:Get:User","Resource":"*"}`: "Actions/Condition can contain only one colon.",
		`{"Effect":"Allow","Action":"*","Resource":"bucket"}`:       `Resource bucket must be in ARN format or "*".`,
		`{"Effect":"Allow","Action":"*","Resource":"arn:moon:s3"}`: `Partition "moon" is not valid for resource ` +
			`"arn:moon:s3:*:*:*".`,
		`[{"Sid":"a","Effect":"Allow","Action":"*","Resource":"*"},` +
			`{"Sid":"a","Effect":"Deny","Action":"*","Resource":"*"}]`: "Statement IDs (SID) in a single policy must be unique.",
		`{"Effect":"Allow","Action":"*","Resource":"*","Principal":"*"}`: "Policy document should not specify a principal.",
	} {
		bad[document(text)] = message
	}
	for text := range literals {
		bad[text] = legacy
	}
	return bad
}

func conditioned(condition string) string {
	return `{"Effect":"Allow","Action":"*","Resource":"*","Condition":` + condition + `}`
}

func TestMalformedDocumentsAreRefusedByEveryOperationInAWSsWords(t *testing.T) {
	f := newDocuments(t)
	for text, message := range badDocuments() {
		for _, w := range writings {
			if got, want := f.write(w, text), (refusal{400, "MalformedPolicyDocument", message}); got != want {
				t.Errorf("%s of %.100s: got %v, want %v", w.operation, text, got, want)
			}
		}
		if !literals[text] {
			f.wantUnsimulated(text)
		}
	}
	f.wantNothingWritten()
}

// wantUnsimulated checks that the simulator refuses a document too.
func (f *front) wantUnsimulated(text string) {
	f.t.Helper()
	got := f.both("SimulateCustomPolicy",
		map[string]any{"PolicyInputList": []string{text}, "ActionNames": []string{"a:b"}},
		url.Values{
			"Action":                   {"SimulateCustomPolicy"},
			"Version":                  {"2010-05-08"},
			"PolicyInputList.member.1": {text},
			"ActionNames.member.1":     {"a:b"},
		})
	if got != (refusal{400, "InvalidInput", "Policy input list item 1 has invalid content"}) {
		f.t.Errorf("SimulateCustomPolicy of %.100s: got %v", text, got)
	}
}

// wantNothingWritten checks that only the policy of newDocuments exists.
func (f *front) wantNothingWritten() {
	f.t.Helper()
	for operation, body := range map[string]string{
		"ListUserPolicies":  `{"UserName":"u"}`,
		"ListGroupPolicies": `{"GroupName":"g"}`,
		"ListRolePolicies":  `{"RoleName":"r"}`,
	} {
		want(f.t, f.send(f.json(operation, body)), 200, `"PolicyNames":[]`)
	}
	versions := f.send(f.json("ListPolicyVersions", `{"PolicyArn":"`+writtenPolicy+`"}`))
	if want(f.t, versions, 200, `"v1"`); strings.Contains(string(versions.Body), `"v2"`) {
		f.t.Errorf("a version was written: %s", versions.Body)
	}
	policies := f.send(f.json("ListPolicies", `{"Scope":"Local"}`))
	if want(f.t, policies, 200, `"written"`); strings.Contains(string(policies.Body), `"new"`) {
		f.t.Errorf("a policy was created: %s", policies.Body)
	}
}
