package policy_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/policy"
)

var (
	aliceCalls = policy.Principal{
		ARN: "arn:aws:iam::123456789012:user/alice", ID: "AIDAEXAMPLEALICE", Account: "123456789012",
	}
	roleCalls = policy.Principal{
		ARN:        "arn:aws:iam::123456789012:role/team/r",
		ID:         "AROAEXAMPLEEXAMPLE",
		Account:    "123456789012",
		SessionARN: "arn:aws:sts::123456789012:assumed-role/r/s",
	}
)

const (
	assume     = `{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}`
	assumeDeny = `{"Effect":"Deny","Action":"sts:AssumeRole","Resource":"*"}`
	other      = `{"Effect":"Allow","Action":"a:b","Resource":"*"}`
)

// TestLayersDecideTogether is the table of who may assume a role, and of what
// boundaries and session policies take away.
func TestLayersDecideTogether(t *testing.T) {
	identity := func(s string) policy.Layer { return layer(t, policy.Identity, statements(s)) }
	trusts := func(p string) policy.Layer { return layer(t, policy.Trust, trust(p)) }
	resource := func(p string) policy.Layer {
		return layer(t, policy.Resource, statements(
			`{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*",`+p+`}`))
	}
	const (
		user    = `{"AWS":"arn:aws:iam::123456789012:user/alice"}`
		role    = `{"AWS":"AROAEXAMPLEEXAMPLE"}`
		session = `{"AWS":"arn:aws:sts::123456789012:assumed-role/r/s"}`
		account = `{"AWS":"arn:aws:iam::123456789012:root"}`
		anyone  = `{"AWS":"*"}`
	)
	broken := policy.Layer{{Name: "Broken"}}
	for _, c := range []struct {
		name   string
		caller policy.Principal
		set    policy.Set
		want   string // empty: allowed; else the end of the message
	}{
		{"nothing", aliceCalls, policy.Set{}, "no identity-based policy allows the sts:AssumeRole action"},
		{"identity", aliceCalls, policy.Set{Identity: identity(assume)}, ""},
		{"identity denies", aliceCalls, policy.Set{Identity: identity(assume + "," + assumeDeny)},
			"with an explicit deny in an identity-based policy"},
		{"unreadable", aliceCalls, policy.Set{Identity: append(identity(assume), broken...)},
			"with an explicit deny in an identity-based policy"},
		{"unreadable session", aliceCalls, policy.Set{Identity: identity(assume), Sessions: []policy.Layer{broken}},
			"with an explicit deny in a session policy"},
		{"boundary silent", aliceCalls, policy.Set{Identity: identity(assume), Boundary: identity(other)},
			"no permissions boundary allows the sts:AssumeRole action"},
		{"boundary empty", aliceCalls, policy.Set{Identity: identity(assume), Boundary: policy.Layer{}},
			"no permissions boundary allows the sts:AssumeRole action"},
		{"boundary alone", aliceCalls, policy.Set{Boundary: identity(assume)},
			"no identity-based policy allows the sts:AssumeRole action"},
		{"boundary denies", aliceCalls, policy.Set{Identity: identity(assume), Boundary: identity(assumeDeny)},
			"with an explicit deny in a permissions boundary"},
		{"two sessions", roleCalls, policy.Set{Identity: identity(assume),
			Sessions: []policy.Layer{identity(assume), identity(assume)}}, ""},
		{"one session silent", roleCalls, policy.Set{Identity: identity(assume),
			Sessions: []policy.Layer{identity(other), identity(assume)}},
			"no session policy allows the sts:AssumeRole action"},
		{"one session denies", roleCalls, policy.Set{Identity: identity(assume),
			Sessions: []policy.Layer{identity(assume), identity(assumeDeny)}},
			"with an explicit deny in a session policy"},
		{"trust of the user", aliceCalls, policy.Set{Trust: trusts(user), Boundary: identity(other)}, ""},
		{"trust of the user, identity denies", aliceCalls, policy.Set{Trust: trusts(user), Identity: identity(assumeDeny)},
			"with an explicit deny in an identity-based policy"},
		{"trust of anyone", aliceCalls, policy.Set{Trust: trusts(anyone)}, ""},
		{"trust of the account", aliceCalls, policy.Set{Trust: trusts(account)},
			"no identity-based policy allows the sts:AssumeRole action"},
		{"trust of the account's number", aliceCalls, policy.Set{Trust: trusts(`{"AWS":"123456789012"}`),
			Identity: identity(assume)}, ""},
		{"trust of another account", aliceCalls, policy.Set{Trust: trusts(`{"AWS":"arn:aws:iam::210987654321:root"}`),
			Identity: identity(assume)}, "no role trust policy allows the sts:AssumeRole action"},
		{"trust of a service", aliceCalls, policy.Set{Trust: trusts(`{"Service":"*"}`), Identity: identity(assume)},
			"no role trust policy allows the sts:AssumeRole action"},
		{"trust of the role", roleCalls, policy.Set{Trust: trusts(role)}, ""},
		{"trust of the role, boundary silent", roleCalls, policy.Set{Trust: trusts(role), Boundary: identity(other)},
			"no permissions boundary allows the sts:AssumeRole action"},
		{"trust of the role, session silent", roleCalls, policy.Set{Trust: trusts(role),
			Sessions: []policy.Layer{identity(other)}}, "no session policy allows the sts:AssumeRole action"},
		{"trust of the session", roleCalls, policy.Set{Trust: trusts(session), Boundary: identity(other),
			Sessions: []policy.Layer{identity(other)}}, ""},
		{"resource policy of the account", aliceCalls, policy.Set{Resource: resource(`"Principal":` + account)}, ""},
		{"resource policy of another", aliceCalls, policy.Set{Resource: resource(`"Principal":{"AWS":"AIDABOB"}`)},
			"no identity-based policy allows the sts:AssumeRole action"},
		{"NotPrincipal of another", aliceCalls, policy.Set{Resource: resource(`"NotPrincipal":{"AWS":"AIDABOB"}`)}, ""},
		{"NotPrincipal of the account means its users", aliceCalls,
			policy.Set{Resource: resource(`"NotPrincipal":` + account)}, ""},
		{"NotPrincipal of the user", aliceCalls, policy.Set{Resource: resource(`"NotPrincipal":` + user)},
			"no identity-based policy allows the sts:AssumeRole action"},
	} {
		t.Run(c.name, func(t *testing.T) {
			request := policy.Request{Action: "sts:assumerole", Resource: "*", Principal: c.caller}
			decision := c.set.Evaluate(&request)
			if c.want == "" {
				if !decision.Allowed() {
					t.Error(decision.Denied("arn", "sts:AssumeRole", ""))
				}
				return
			}
			message := decision.Denied("arn", "sts:AssumeRole", "")
			if decision.Allowed() || !strings.HasSuffix(message, c.want) ||
				!strings.HasPrefix(message, "User: arn is not authorized to perform: sts:AssumeRole ") {
				t.Errorf("%v: %s, want %s", decision, message, c.want)
			}
		})
	}
}

func TestAnAllowedRequestAllocatesNothing(t *testing.T) {
	set := policy.Set{Identity: layer(t, policy.Identity, twentyStatements())}
	set.Boundary = set.Identity
	request := policy.Request{
		Action:   "iam:DeactivateMFADevice",
		Resource: "arn:aws:iam::123456789012:user/alice",
		Context:  &session{policy.Text("alice")},
	}
	if n := testing.AllocsPerRun(100, func() { set.Evaluate(&request) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestKeysAreKnownBeforeTheRequest(t *testing.T) {
	set := policy.Set{Identity: append(layer(t, policy.Identity, statements(
		`{"Effect":"Allow","Action":"a:b","Resource":"arn:aws:s3:::${AWS:username}/${*}","Condition":`+
			`{"StringEquals":{"aws:ResourceTag/Team":["${aws:PrincipalTag/Team, 'x'}","${}"]}}}`)),
		policy.Policy{Name: "Broken"})}
	want := []string{"aws:username", "aws:resourcetag/team", "aws:principaltag/team"}
	if got := set.Identity[0].Document.Keys(); !slices.Equal(got, want) {
		t.Errorf("keys %q", got)
	}
	if !set.Names("aws:ResourceTag/") || set.Names("aws:SourceIp") {
		t.Error("wrong names")
	}
	missing := set.Missing(policy.ContextFunc(func(key string) policy.Value {
		if key == "aws:username" {
			return policy.Text("")
		}
		return policy.Value{}
	}))
	if !slices.Equal(missing, want[1:]) {
		t.Errorf("missing %q", missing)
	}
	if kind := set.Identity[0].Document.Kind(); kind != policy.Identity {
		t.Errorf("kind %d", kind)
	}
}

// TestOperatorsReadTheirValues has what the recorded cases do not.
func TestOperatorsReadTheirValues(t *testing.T) {
	moment := policy.Time(time.Date(2026, 9, 1, 12, 0, 0, 678e6, time.UTC))
	old := policy.Time(time.Date(1960, 1, 1, 0, 0, 0, 1e6, time.UTC))
	for _, c := range []struct {
		operator, literal string
		value             policy.Value
		want              bool
	}{
		{"DateEquals", "2026-09-01T14:00:00.6789+02:00", moment, true},
		{"DateEquals", "2026-09-01T12:00:00,678Z", moment, true},
		{"DateLessThan", "2026-09-01T1030-0200", moment, false},
		{"DateLessThanEquals", "2026-09-02", moment, true},
		{"DateGreaterThan", "-0001-01", moment, true},
		{"DateGreaterThanEquals", "+2026-09T", moment, true},
		{"DateEquals", "1959-12-31T23:59:60", old, false},
		{"DateEquals", "1960-01-01T00:00:00.001", old, true},
		{"DateEquals", "1960-01-01T00:00:00.001x", old, false},
		{"DateEquals", "2026-02-30", moment, false},
		{"DateEquals", "60", policy.Integer(60), true},
		{"StringEquals", "2026-09-01T12:00:00.678Z", moment, true},
		{"StringLike", "3?00", policy.Integer(3600), true},
		{"StringEqualsIgnoreCase", "3600", policy.Integer(3600), true},
		{"StringEqualsIgnoreCase", "k", policy.Text("K"), true},
		{"StringEqualsIgnoreCase", "ab", policy.Text("aK"), false},
		{"StringEqualsIgnoreCase", "abc", policy.Text("AB"), false},
		{"StringEqualsIgnoreCase", "'Σ", policy.Text("'σ"), true},
		{"StringEqualsIgnoreCase", "${a:absent, 'X'}y${*}", policy.Text("xY*"), true},
		{"StringEqualsIgnoreCase", "${a:absent}", policy.Text("x"), false},
		{"StringEqualsIgnoreCase", "${a:list}", policy.Text("x"), false},
		{"StringEquals", "${a:number}", policy.Text("7"), true},
		{"NumericLessThan", "1e99", policy.Integer(-7), true},
		{"NumericGreaterThan", "-1e99", policy.Integer(-7), true},
		{"NumericLessThanEquals", "-0.10", policy.Text("-.1"), true},
		{"NumericGreaterThanEquals", "123456789012345678.5", policy.Text("123456789012345678.49"), false},
		{"NumericEquals", "0.0", policy.Text("-0e5"), true},
		{"NumericEquals", "1e99999999999", policy.Text("1"), false},
		{"NumericEquals", ".", policy.Text("."), false},
		{"NumericNotEquals", "-5.0", policy.Text("-5"), false},
		{"Bool", "false", policy.Bool(false), true},
		{"BoolIfExists", "true", policy.Bool(true), true},
		{"ForAnyValue:StringEquals", "a", policy.List(), false},
		{"ForAllValues:StringEquals", "a", policy.List(), true},
		{"ArnLike", "arn:aws:iam::*:user/a?ice", policy.Text("arn:aws:iam::1:user/alice"), true},
		{"ArnLike", "arn:aws:s3:::x", policy.Text("arn:aws:iam::1:user/alice"), false},
		{"ArnLike", "${a:absent}", policy.Text("arn:aws:iam::1:user/alice"), false},
	} {
		d, err := policy.Parse(statements(`{"Effect":"Allow","Action":"a:b","Resource":"*","Condition":{"`+
			c.operator+`":{"a:k":"`+c.literal+`"}}}`), policy.Session)
		if err != nil {
			t.Fatal(err)
		}
		set := policy.Set{Identity: policy.Layer{{Document: d}}}
		decision := set.Evaluate(&policy.Request{Action: "a:b", Resource: "*", Context: policy.ContextFunc(
			func(key string) policy.Value {
				switch key {
				case "a:k":
					return c.value
				case "a:list":
					return policy.List("x")
				case "a:number":
					return policy.Integer(7)
				}
				return policy.Value{}
			})})
		if decision.Allowed() != c.want {
			t.Errorf("%s %q on %q: %v", c.operator, c.literal, c.value, decision.Outcome)
		}
	}
}

func TestVariablesInResources(t *testing.T) {
	const resource = "arn:aws:s3:::box/alice"
	for _, c := range []struct {
		effect, member, version string
		want                    policy.Outcome
	}{
		{"Allow", `"Resource":"arn:aws:s3:::box/${a:user}"`, "2012-10-17", policy.Allowed},
		{"Allow", `"Resource":"arn:aws:s3:::box/${a:user}"`, "2008-10-17", policy.ImplicitDeny},
		{"Allow", `"Resource":"arn:aws:s3:::box/${a:star}"`, "2012-10-17", policy.ImplicitDeny},
		{"Allow", `"Resource":["arn:aws:s3:::${a:absent}","arn:aws:s3:::box/${a:absent, 'alice'}"]`, "2012-10-17",
			policy.Allowed},
		{"Allow", `"NotResource":"arn:aws:s3:::box/${a:absent}"`, "2012-10-17", policy.ImplicitDeny},
		{"Deny", `"NotResource":"arn:aws:s3:::box/${a:absent}"`, "2012-10-17", policy.ExplicitDeny},
		{"Deny", `"NotResource":"arn:aws:s3:::box/${a:user}"`, "2012-10-17", policy.ImplicitDeny},
		{"Allow", `"Resource":"arn:aws:s3:::box/${a:list}"`, "2012-10-17", policy.ImplicitDeny},
	} {
		set := policy.Set{Identity: layer(t, policy.Identity, `{"Version":"`+c.version+`","Statement":{"Effect":"`+
			c.effect+`","Action":"*",`+c.member+`}}`)}
		decision := set.Evaluate(&policy.Request{Action: "a:b", Resource: resource, Context: policy.ContextFunc(
			func(key string) policy.Value {
				return map[string]policy.Value{
					"a:user": policy.Text("alice"), "a:star": policy.Text("*"), "a:list": policy.List("alice"),
				}[key]
			})})
		if decision.Outcome != c.want {
			t.Errorf("%s %s: %s, want %s", c.effect, c.member, decision.Outcome, c.want)
		}
	}
}

func TestMapPrincipalsReplacesNothingElse(t *testing.T) {
	text := `{ "Statement": {"Effect":"Allow", "Sid":"a", "Action":"sts:AssumeRole",
		"Principal":{"AWS":["arn:aws:iam::123456789012:user/\u0061lice", "123456789012"],
		"Service":"ec2.amazonaws.com"}, "Condition":{"StringEquals":{"a:k":"\\\"alice"}}} }`
	got, err := policy.MapPrincipals(text, policy.Trust, func(v policy.PrincipalValue) string {
		if v.Type == "AWS" && strings.HasSuffix(v.Value, "user/alice") {
			return "AIDA\"ALICE"
		}
		return v.Value
	})
	want := strings.Replace(text, `"arn:aws:iam::123456789012:user/\u0061lice"`, `"AIDA\"ALICE"`, 1)
	if err != nil || got != want {
		t.Errorf("%v\n%s\nwant\n%s", err, got, want)
	}
	if _, err := policy.MapPrincipals("", policy.Trust, nil); err == nil {
		t.Error("an empty document is taken")
	}
	quoted := statements(`{"Effect":"Deny","Action":"a:b","Resource":"*","Principal":{"Federated":"a\"b\\"}}`)
	got, err = policy.MapPrincipals(quoted, policy.Resource, func(policy.PrincipalValue) string { return "x" })
	if want := strings.Replace(quoted, `"a\"b\\"`, `"x"`, 1); err != nil || got != want {
		t.Errorf("%v %s", err, got)
	}
}
