package main

import (
	"slices"
	"strings"
	"testing"
)

const withBool = `{"Version": "2012-10-17", "Statement": [
  {"Effect": "Allow", "Action": "*", "Resource": "*"},
  {"Effect": "Deny", "Action": "*", "Resource": "*",
   "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}}
]}`

func TestAPolicyIsAnsweredWithItsWarningsItsRowAndTheUsualNine(t *testing.T) {
	got, ok := check([]string{withBool, "iam:DeleteUser", "*"})
	if !ok || len(got) < 1+4+1+4*4 {
		t.Fatalf("%v, %q", ok, got)
	}
	if got[0] != "1" || got[1] != "3" || got[2] != "3" || !strings.Contains(got[4], "BoolIfExists") {
		t.Errorf("warnings %q", got[:5])
	}
	row := []string{
		"4",
		"key", "allowed", "2", "3",
		"MFA session", "allowed", "2", "3",
		"session", "explicitDeny", "3", "3",
		"old MFA session", "allowed", "2", "3",
	}
	usual := got[5+len(row):]
	if !slices.Equal(got[5:5+len(row)], row) {
		t.Errorf("row %q", got[5:5+len(row)])
	}
	first := []string{"Deny Bool Present false", "allowed", "allowed", "explicitDeny", "allowed"}
	if len(usual) != 9*5 || !slices.Equal(usual[:5], first) {
		t.Errorf("usual ways %q", usual)
	}
}

func TestADecisionWithoutAStatementHasNoPlace(t *testing.T) {
	const silent = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}`
	got, ok := check([]string{silent, "iam:DeleteUser", "*"})
	if want := []string{"0", "4", "key", "implicitDeny", "0", "0"}; !ok || !slices.Equal(got[:len(want)], want) {
		t.Errorf("%v, %q", ok, got)
	}
}

func TestAPolicyThatCannotBeReadFailsWithThePlace(t *testing.T) {
	got, ok := check([]string{"{\"Version\": \"2012-10-17\",\n \"Statement\": {\"Effect\": \"Permit\"}}",
		"iam:DeleteUser", "*"})
	if ok || len(got) != 3 || got[0] != "2" || got[1] != "34" || !strings.HasPrefix(got[2], "MalformedPolicyDocument: ") {
		t.Errorf("%v, %q", ok, got)
	}
}

func FuzzNoTextMakesTheCheckPanic(f *testing.F) {
	f.Add(withBool, "iam:DeleteUser", "*")
	f.Add("", "", "")
	f.Add("{\"Statement\":\xff", ":", "arn:")
	f.Add(strings.Repeat("[", 20_000), "iam:DeleteUser", "*")
	f.Fuzz(func(t *testing.T, text, action, resource string) {
		if got, ok := check([]string{text, action, resource}); !ok && len(got) != 3 {
			t.Errorf("%q", got)
		}
	})
}

func TestACallWithTheWrongNumberOfArgumentsFails(t *testing.T) {
	if got, ok := check([]string{withBool}); ok || len(got) != 3 {
		t.Errorf("%v, %q", ok, got)
	}
}
