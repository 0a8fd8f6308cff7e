package policy_test

import (
	"encoding/json"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/policy"
)

func jsonOf(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestAStatementIsDescribedAsItWasRead(t *testing.T) {
	identity, err := policy.Parse(statements(`{"Sid":"a","Effect":"Deny","NotAction":["iam:Get*","sts:*"],"Resource":"*",`+
		`"Condition":{"Bool":{"aws:MultiFactorAuthPresent":[false,"no"]}}}`), policy.Identity)
	if err != nil {
		t.Fatal(err)
	}
	trusting, err := policy.Parse(trust(`{"AWS":"arn:aws:iam::123456789012:user/alice"}`), policy.Trust)
	if err != nil {
		t.Fatal(err)
	}
	for want, d := range map[string]*policy.Document{
		`{"statementId":"a","effect":"DENY","principals":{"items":[]},"principalGroups":{"items":[]},` +
			`"actions":{"items":[{"value":"iam:Get*"},{"value":"sts:*"}]},"resources":{"items":[{"value":"*"}]},` +
			`"conditions":{"items":[{"key":"aws:MultiFactorAuthPresent",` +
			`"values":{"items":[{"value":"false"},{"value":"no"}]}}]}}`: identity,
		`{"statementId":"","effect":"ALLOW",` +
			`"principals":{"items":[{"value":"arn:aws:iam::123456789012:user/alice"}]},"principalGroups":{"items":[]},` +
			`"actions":{"items":[{"value":"sts:AssumeRole"}]},"resources":{"items":[]},"conditions":{"items":[]}}`: trusting,
	} {
		if got := jsonOf(t, d.Statements[0].Describe()); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestASetIsDescribedByTheKeysThatItNamesAndTheRequestHas(t *testing.T) {
	set := policy.Set{Identity: append(layer(t, policy.Identity,
		statements(`{"Effect":"Allow","Action":"a:b","Resource":"*","Condition":{`+
			`"StringEquals":{"aws:username":"alice","aws:absent":"x"},`+
			`"ForAllValues:StringEquals":{"aws:TagKeys":["k","l"]}}}`),
		statements(`{"Effect":"Deny","Action":"a:b","Resource":"*","Condition":{"StringEquals":{"aws:username":"bob"}}}`)),
		policy.Policy{Name: "unreadable"})}
	context := policy.ContextFunc(func(key string) policy.Value {
		switch key {
		case "aws:username":
			return policy.Text("alice")
		case "aws:tagkeys":
			return policy.List("k", "l")
		}
		return policy.Value{}
	})
	const want = `{"items":[{"key":"aws:tagkeys","values":{"items":[{"value":"k"},{"value":"l"}]}},` +
		`{"key":"aws:username","values":{"items":[{"value":"alice"}]}}]}`
	if got := jsonOf(t, set.Describe(context)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestARequestWithoutAContextHasNoKeys(t *testing.T) {
	set := policy.Set{Identity: layer(t, policy.Identity, statements(
		`{"Effect":"Allow","Action":"a:b","Resource":"*","Condition":{"Null":{"aws:username":"true"}}}`))}
	if d := set.Evaluate(&policy.Request{Action: "a:b", Resource: "*"}); !d.Allowed() {
		t.Errorf("%+v", d)
	}
}
