package policy_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/policy"
)

const (
	syntax = "Syntax errors in policy."
	legacy = "The policy failed legacy parsing"
)

// message parses a document and returns IAM's text, empty if it is taken.
func message(t *testing.T, text string, kind policy.Kind) string {
	t.Helper()
	_, err := policy.Parse(text, kind)
	if err == nil {
		return ""
	}
	e, ok := err.(*policy.Error)
	if !ok || e.Code != policy.CodeMalformed || !strings.HasPrefix(e.Error(), e.Code+": "+e.Message) {
		t.Errorf("error %v", err)
	}
	return e.Message
}

func TestMalformedIdentityPoliciesAreRefusedInIAMsWords(t *testing.T) {
	allow := func(members string) string { return statements(`{"Effect":"Allow",` + members + `}`) }
	condition := func(c string) string { return allow(`"Action":"a:b","Resource":"*","Condition":` + c) }
	resource := func(r string) string { return allow(`"Action":"a:b","Resource":"` + r + `"`) }
	for _, c := range []struct{ text, want string }{
		{statements(allowAll), ""},
		{strings.TrimSuffix(statements(allowAll), "}"), syntax},
		{statements(allowAll) + "{}", syntax},
		{`[]`, syntax},
		{"\xff", syntax},
		{`{"Version":"2012-10-17","Statement":[]}`, syntax},
		{`{"Version":"2012-10-17","Statement":[],"Version":"2012-10-17"}`, syntax},
		{`{"Version":2012,"Statement":[` + allowAll + `]}`, syntax},
		{`{"Version":"2020-01-01","Statement":[` + allowAll + `]}`, syntax},
		{`{"statement":[` + allowAll + `]}`, syntax},
		{`{"Version":"2008-10-17","Id":"x","Statement":` + allowAll + `}`, ""},
		{strings.Repeat("[", 10_000), syntax},
		{`{"Statement":` + strings.Repeat(`{"Condition":`, 10_000), syntax},
		{allow(`"Action":"a:b","Resource":"*","Effect":"Allow"`), syntax},
		{statements(`{"Action":"a:b","Resource":"*"}`), syntax},
		{statements(`{"Effect":"Maybe","Action":"a:b","Resource":"*"}`), syntax},
		{allow(`"Action":1,"Resource":"*"`), syntax},
		{allow(`"Action":[1],"Resource":"*"`), syntax},
		{allow(`"Action":"a:b","Resource":"*","Extra":1`), syntax},
		{allow(`"Action":"a:b","Resource":"*","NotResource":"*"`), syntax},
		{allow(`"Action":"a:b","Resource":"*","Sid":7`), syntax},
		{allow(`"Action":"a:b","Resource":"*","Sid":"a b"`), "Statement IDs (SID) must be alpha-numeric. " +
			"Check that your input satisfies the regular expression [0-9A-Za-z]*"},
		{allow(`"Action":"a:b","Resource":"*","Principal":"*"`), "Policy document should not specify a principal."},
		{allow(`"Action":"a:b","Resource":"*","Principal":"x"`), syntax},
		{allow(`"Action":"a:b","Resource":"*","Principal":{"Who":"x"}`), syntax},
		{allow(`"Action":"a:b","Resource":"*","Principal":"*","NotPrincipal":"*"`), syntax},
		{condition(`{"Bool":{"a:k":true},"NumericEquals":{"a:k":[1,2.5]},"Null":{"a:k":false}}`), ""},
		{condition(`{"Bool":{"a:k":null}}`), syntax},
		{condition(`{"NullIfExists":{"a:k":"true"}}`), syntax},
		{condition(`{"ForAllValues:Null":{"a:k":"true"}}`), syntax},
		{condition(`{"ForAllValues:ForAnyValue:StringLike":{"a:k":"x"}}`), syntax},
		{condition(`{"ForAllValues:StringLikeIfExists":{"a:k":"x"}}`), ""},
		{condition(`{"Unknown":{}}`), ""},
		{condition(`{"BinaryEquals":{"a:k":"YR=="}}`), legacy},
		{condition(`{"ArnLike":{"a:k":"${a:arn}"}}`), ""},
		{condition(`{"NumericEquals":{"a:k":"${a:n}"}}`), legacy},
		{resource("arn:aws"), "Resource vendor must be fully qualified and cannot contain regexes."},
		{resource("arn:aws:s*:::x"), "Resource vendor must be fully qualified and cannot contain regexes."},
		{resource("arn:aws:word"), ""},
		{resource("urn:aws:s3:::x"), `Resource urn:aws:s3:::x must be in ARN format or "*".`},
		{resource("arn:*:s3:::x"), `Partition "*" is not valid for resource "arn:*:s3:::x".`},
		{resource("arn:aws:s3:us-east-1:123456789012:accesspoint/x"), ""},
		{resource("arn:aws:iam::${aws:PrincipalAccount}:user/${aws:username}"), ""},
		{resource("arn:aws:iam::123456789012:root"), ""},
		{resource("arn:aws:iam::123456789012:device/x"), `IAM resource path must either be "*", root, or start with ` +
			`user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, ` +
			`saml-provider/, oidc-provider/, report/, access-report/.`},
		{resource("arn:aws:s3:::${unbalanced"), ""},
		{allow(`"Action":":b","Resource":"*"`), "Vendor  is not valid"},
	} {
		if got := message(t, c.text, policy.Identity); got != c.want {
			t.Errorf("%.200s: got %q, want %q", c.text, got, c.want)
		}
	}
}

func TestMalformedTrustPoliciesAreRefusedInIAMsWords(t *testing.T) {
	const alice = `{"AWS":"arn:aws:iam::123456789012:user/alice"}`
	invalid := func(v string) string { return `Invalid principal in policy: "AWS":"` + v + `"` }
	for _, c := range []struct{ text, want string }{
		{trust(alice), ""},
		{trust(alice) + "x", "This policy contains invalid Json"},
		{`{"Statement":7}`, syntax},
		{trust(alice, `"Resource":"*"`), "Has prohibited field Resource"},
		{statements(`{"Principal":` + alice + `,"Action":"sts:AssumeRole"}`), "Missing required field Effect"},
		{statements(`{"Effect":"Allow","Action":"sts:AssumeRole"}`), "Missing required field Principal"},
		{statements(`{"Effect":"Allow","Principal":` + alice + `}`), "Missing required field Action"},
		{statements(`{"Effect":"allow","Action":"sts:AssumeRole","Principal":` + alice + `}`), legacy},
		{strings.Replace(trust(alice), "sts:AssumeRole", "sts:*", 1),
			"AssumeRole policy may only specify STS AssumeRole actions."},
		{strings.Replace(trust(alice), `"Action"`, `"NotAction"`, 1),
			"AssumeRole policy may only specify STS AssumeRole actions."},
		{strings.Replace(trust(alice), "Principal", "NotPrincipal", 1), "Allow with NotPrincipal is not allowed."},
		{strings.NewReplacer("Principal", "NotPrincipal", "Allow", "Deny").Replace(trust(alice)),
			"AssumeRole policy must not contain NotPrincipal field."},
		{trust(`"*"`), `AssumeRolepolicy contained an invalid principal: "STAR":"*".`},
		{trust(`{"AWS":["*","123456789012","arn:aws:iam::123456789012:root","AIDAEXAMPLEEXAMPLE",` +
			`"arn:aws:iam::123456789012:role/a/b","arn:aws:sts::123456789012:assumed-role/r/s",` +
			`"arn:aws:sts::123456789012:federated-user/f"],"Service":"ec2.amazonaws.com","Federated":"x"}`), ""},
		{trust(`{"AWS":"alice"}`), invalid("alice")},
		{trust(`{"AWS":"arn:aws:iam::123456789012:group/g"}`), invalid("arn:aws:iam::123456789012:group/g")},
		{trust(`{"AWS":"arn:aws:iam::123456789012:user/*"}`), invalid("arn:aws:iam::123456789012:user/*")},
		{trust(`{"AWS":"arn:aws:sts::123456789012:assumed-role/r"}`), invalid("arn:aws:sts::123456789012:assumed-role/r")},
		{trust(`{"CanonicalUser":"x"}`), `Invalid principal in policy: "CanonicalUser":"x"`},
	} {
		if got := message(t, c.text, policy.Trust); got != c.want {
			t.Errorf("%s: got %q, want %q", c.text, got, c.want)
		}
	}
}

func TestSessionPoliciesKeepLiteralsThatCannotBeRead(t *testing.T) {
	for value, want := range map[string]string{
		`{"NumericEquals":{"a:k":"NaN"}}`: "",
		`{"IpAddress":{"a:k":"nowhere"}}`: "",
		`{"BinaryEquals":{"a:k":"YQ"}}`:   legacy,
	} {
		text := statements(`{"Effect":"Allow","Action":"a:b","Resource":"*","Condition":` + value + `}`)
		if got := message(t, text, policy.Session); got != want {
			t.Errorf("%s: got %q, want %q", value, got, want)
		}
	}
}

func TestManagedPoliciesAreOfTheLatestVersion(t *testing.T) {
	for _, kind := range []policy.Kind{policy.Managed, policy.Boundary} {
		for _, version := range []string{``, `"Version":"2008-10-17",`} {
			got := message(t, `{`+version+`"Statement":`+allowAll+`}`, kind)
			if want := "Policy document must be version 2012-10-17 or greater."; got != want {
				t.Errorf("%q: %q", version, got)
			}
		}
	}
}

func TestErrorsSayWhere(t *testing.T) {
	for text, want := range map[string]string{
		"{\"Statement\": [\r\n" + allowAll + ",\r {\"Action\": 1}]}": "line 3 column 14",
		"{\n \"Statement\": {\"Effect\": \"deny\"}}":                 "line 2 column 15",
	} {
		if _, err := policy.Parse(text, policy.Identity); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	plain := &policy.Error{Code: "C", Message: "m", Detail: "d"}
	if got := plain.Error(); got != "C: m (d)" {
		t.Error(got)
	}
}

func TestTenThousandStatementsAreRead(t *testing.T) {
	all := make([]string, 10_000)
	for i := range all {
		all[i] = fmt.Sprintf(`{"Sid":"S%d","Effect":"Allow","Action":"a:b%d","Resource":"*",`+
			`"Condition":{"StringEquals":{"a:k%d":"v"}}}`, i, i, i)
	}
	d, err := policy.Parse(statements(all...), policy.Identity)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Statements) != len(all) || len(d.Keys()) != len(all) {
		t.Errorf("%d statements, %d keys", len(d.Statements), len(d.Keys()))
	}
}

func TestSizeCountsNoWhiteSpace(t *testing.T) {
	if got := policy.Size("{ \"é\":\t1,\r\n \"b c\": 2 }"); got != 14 {
		t.Errorf("size %d", got)
	}
}
