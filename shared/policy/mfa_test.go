package policy_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/policy"
)

// The columns are the order of the callers: key, session with MFA, session
// without, old session with MFA.
var mfaTable = []struct {
	statement string
	want      string
}{
	{"Deny Bool Present false", "allowed allowed denied allowed"},
	{"Deny BoolIfExists Present false", "denied allowed denied allowed"},
	{"Deny Null Present true", "denied allowed allowed allowed"},
	{"Deny Null Age true", "denied allowed denied allowed"},
	{"Deny NumericGreaterThan Age 3600", "allowed allowed allowed denied"},
	{"Deny NumericGreaterThanIfExists Age 3600", "denied allowed denied denied"},
	{"Allow Bool Present true", "denied allowed denied allowed"},
	{"Allow BoolIfExists Present true", "allowed allowed denied allowed"},
	{"Allow NumericLessThan Age 3600", "denied allowed denied denied"},
}

func row(r policy.MFARow) string {
	var words []string
	for _, d := range r {
		word := "denied"
		if d.Allowed() {
			word = "allowed"
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

// IAM User Guide, "Sample policies with MFA conditions".
func TestMFAStatementsDoWhatTheGuideSays(t *testing.T) {
	got := policy.MFATable("ec2:StopInstances", "*")
	if len(got) != len(mfaTable) {
		t.Fatalf("%d rows, want %d", len(got), len(mfaTable))
	}
	for i, want := range mfaTable {
		if got[i].Name != want.statement || row(got[i].Row) != want.want {
			t.Errorf("%s: %s\nwant %s: %s", got[i].Name, row(got[i].Row), want.statement, want.want)
		}
		if _, err := policy.Parse(got[i].Document, policy.Managed); err != nil {
			t.Errorf("%s: %v", want.statement, err)
		}
	}
}

func TestMFARowKeepsTheOtherKeysOfTheContext(t *testing.T) {
	set := policy.Set{Identity: layer(t, policy.Identity, statements(
		`{"Effect":"Allow","Action":"*","Resource":"*","Condition":{
			"StringEquals":{"aws:username":"alice"},"Null":{"aws:MultiFactorAuthAge":"false"}}}`))}
	got := row(set.MFARow(&policy.Request{Action: "a:b", Resource: "*", Context: policy.ContextFunc(
		func(key string) policy.Value {
			if key == "aws:username" {
				return policy.Text("alice")
			}
			return policy.Text("not asked for MFA")
		})}))
	if want := "denied allowed denied allowed"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// warnings are the problems that Check finds, with the line of the statement.
func warnings(t *testing.T, statement ...string) []string {
	t.Helper()
	d, err := policy.Parse(statements(statement...), policy.Identity)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, w := range policy.Check(d) {
		found = append(found, w.Problem+" "+w.Fix)
	}
	return found
}

func TestCheckFindsStatementsThatDoNotRequireMFA(t *testing.T) {
	deny := func(condition string) string {
		return `{"Effect":"Deny","NotAction":["iam:CreateVirtualMFADevice","iam:EnableMFADevice"],` +
			`"Resource":"*","Condition":` + condition + `}`
	}
	allow := func(condition string) string {
		return `{"Effect":"Allow","Action":"*","Resource":"*","Condition":` + condition + `}`
	}
	const (
		keys     = "long-term access keys, whose requests do not have the key"
		sessions = "sessions without MFA"
	)
	for _, c := range []struct {
		name       string
		statements []string
		want       string // the beginning of the only warning; empty for none
	}{
		{"Deny Bool", []string{deny(`{"Bool":{"aws:MultiFactorAuthPresent":"false"}}`)},
			"The Deny does not apply to " + keys + ". Use \"Condition\": {\"BoolIfExists\""},
		{"Deny BoolIfExists", []string{deny(`{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}`)}, ""},
		{"Deny Bool in other letters", []string{deny(`{"bool":{"AWS:MULTIFACTORAUTHPRESENT":false}}`)},
			"The Deny does not apply to " + keys},
		{"Deny Null Present", []string{deny(`{"Null":{"aws:MultiFactorAuthPresent":"true"}}`)},
			"The Deny does not apply to " + sessions},
		{"Deny Null Age", []string{deny(`{"Null":{"aws:MultiFactorAuthAge":"true"}}`)}, ""},
		{"Deny old MFA", []string{deny(`{"NumericGreaterThan":{"aws:MultiFactorAuthAge":"3600"}}`)},
			"The Deny does not apply to " + keys + ", nor to " + sessions +
				". Use \"Condition\": {\"NumericGreaterThanIfExists\""},
		{"Deny old MFA beside Deny no MFA", []string{
			deny(`{"NumericGreaterThan":{"aws:MultiFactorAuthAge":"3600"}}`),
			deny(`{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}`)}, ""},
		{"Deny Bool beside Deny Null", []string{
			deny(`{"Bool":{"aws:MultiFactorAuthPresent":"false"}}`),
			deny(`{"Null":{"aws:MultiFactorAuthPresent":"true"}}`)}, ""},
		{"Deny upside down", []string{deny(`{"BoolIfExists":{"aws:MultiFactorAuthPresent":"true"}}`)},
			"The Deny applies to sessions with MFA."},
		{"Allow Bool", []string{allow(`{"Bool":{"aws:MultiFactorAuthPresent":"true"}}`)}, ""},
		{"Allow BoolIfExists", []string{allow(`{"BoolIfExists":{"aws:MultiFactorAuthPresent":"true"}}`)},
			"The Allow also applies to " + keys + ". Use \"Condition\": {\"Bool\""},
		{"Allow Null", []string{allow(`{"Null":{"aws:MultiFactorAuthPresent":"false"}}`)},
			"The Allow also applies to " + sessions},
		{"Allow a negation", []string{allow(`{"StringNotEquals":{"aws:MultiFactorAuthPresent":"false"}}`)},
			"The Allow also applies to " + keys},
		{"Allow young MFA", []string{allow(`{"NumericLessThan":{"aws:MultiFactorAuthAge":"3600"}}`)}, ""},
		{"Allow young MFA if any", []string{
			allow(`{"NumericLessThanIfExists":{"aws:MultiFactorAuthAge":"3600"}}`)},
			"The Allow also applies to " + keys + ", and to " + sessions},
		{"Allow without MFA is meant", []string{allow(`{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}`)}, ""},
		{"Allow beside a Deny of everything", []string{
			`{"Effect":"Allow","Action":"s3:*","Resource":"*",` +
				`"Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"true"}}}`,
			`{"Effect":"Deny","Action":"s3:*","Resource":"*",` +
				`"Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}`}, ""},
		{"Allow beside a Deny of something else", []string{
			`{"Effect":"Allow","Action":"s3:*","Resource":"*",` +
				`"Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"true"}}}`,
			`{"Effect":"Deny","Action":"ec2:*","Resource":"*",` +
				`"Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}`},
			"The Allow also applies to " + keys},
		{"no MFA at all", []string{`{"Effect":"Allow","Action":"*","Resource":"*"}`}, ""},
		{"locked out by NotAction", []string{
			`{"Effect":"Deny","NotAction":["iam:CreateVirtualMFADevice","sts:*"],"Resource":"*",` +
				`"Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}`},
			"No user can set up a first device: the Deny without MFA includes iam:EnableMFADevice. " +
				"Add iam:EnableMFADevice to NotAction."},
		{"locked out by Action", []string{
			`{"Effect":"Deny","Action":"*","Resource":"*",` +
				`"Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}`},
			"No user can set up a first device: the Deny without MFA includes " +
				"iam:CreateVirtualMFADevice and iam:EnableMFADevice. Use NotAction"},
		{"not locked out for oneself", []string{
			`{"Effect":"Deny","Action":"iam:*","NotResource":["arn:aws:iam::*:mfa/*",` +
				`"arn:aws:iam::*:user/${aws:username}"],` +
				`"Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}`}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := warnings(t, c.statements...)
			if c.want == "" && len(got) > 0 || c.want != "" && (len(got) != 1 ||
				!strings.HasPrefix(got[0], c.want)) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestCheckPointsAtTheStatement(t *testing.T) {
	d, err := policy.Parse("{\n\"Statement\": [\n  {\"Sid\": \"MFA\", \"Effect\": \"Deny\", \"Action\": \"s3:*\","+
		" \"Resource\": \"*\",\n \"Condition\": {\"Bool\": {\"aws:MultiFactorAuthPresent\": \"false\"}}}]}",
		policy.Identity)
	if err != nil {
		t.Fatal(err)
	}
	at := []policy.Position{}
	for _, w := range policy.Check(d) {
		at = append(at, w.At)
		if w.Sid != "MFA" {
			t.Errorf("Sid %q", w.Sid)
		}
	}
	if want := []policy.Position{{Line: 3, Column: 3}}; !slices.Equal(at, want) {
		t.Errorf("at %v, want %v", at, want)
	}
}
