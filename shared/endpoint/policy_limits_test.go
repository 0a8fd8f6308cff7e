package endpoint_test

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestManagedPoliciesSayThatTheyAreOfTheLatestVersion(t *testing.T) {
	f := newDocuments(t)
	for _, text := range []string{`{"Statement":` + allowed + `}`, `{"Version":"2008-10-17","Statement":` +
		allowed + `}`} {
		for _, w := range writings[3:] {
			want := refusal{400, "MalformedPolicyDocument", "Policy document must be version 2012-10-17 or greater."}
			if got := f.write(w, text); got != want {
				t.Errorf("%s of %s: got %v", w.operation, text, got)
			}
		}
		if got := f.write(writings[0], text); got.code != "" {
			t.Errorf("PutUserPolicy of %s: got %v", text, got)
		}
	}
}

// Characters that the API's model does not allow in a document never reach the
// parser: as JSON escapes they do.
func TestCharactersOutsideTheModelAreRefusedUnlessEscaped(t *testing.T) {
	f := newDocuments(t)
	for _, w := range writings {
		for _, char := range []string{"\x00", "\x7f\u0100", "\u2028", "\U0001F511"} {
			if got := f.write(w, document(strings.Replace(allowed, `"*"`, `"a:`+char+`"`, 1))); got.code != "ValidationError" {
				t.Errorf("%s of %q: got %v", w.operation, char, got)
			}
		}
		if got := f.write(w, ""); got.code != "ValidationError" {
			t.Errorf("%s of an empty document: got %v", w.operation, got)
		}
	}
	if got := f.write(writings[0], document(strings.Replace(allowed, `"*"`, `"a:\u2028"`, 1))); got.code != "" {
		t.Errorf("an escape: got %v", got)
	}
}

// sized is a document of that many characters, white space not counted.
func sized(characters int) string {
	const head, tail = `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"a:`, `","Resource":"*"}}`
	return head + strings.Repeat("x", characters-len(head)-len(tail)) + tail
}

func TestADocumentMayBeAsLongAsItsQuotaAndNotOneCharacterMore(t *testing.T) {
	const managed = "Cannot exceed quota for PolicySize: 6144"
	limits := []struct {
		most    int
		message string
	}{
		{2_048, "Maximum policy size of 2048 bytes exceeded for user u"},
		{5_120, "Maximum policy size of 5120 bytes exceeded for group g"},
		{10_240, "Maximum policy size of 10240 bytes exceeded for role r"},
		{6_144, managed},
		{6_144, managed},
	}
	spaced := func(text string) string { return strings.Replace(text, ":", ":"+strings.Repeat(" \t\r\n", 2_000), 1) }
	for i, w := range writings {
		f := newDocuments(t)
		if got, want := f.write(w, sized(limits[i].most+1)), (refusal{409, "LimitExceeded", limits[i].message}); got != want {
			t.Errorf("%s of one character more: got %v, want %v", w.operation, got, want)
		}
		f.wantNothingWritten()
		if got := f.write(w, spaced(sized(limits[i].most))); got.code != "" {
			t.Errorf("%s of %d characters: got %v", w.operation, limits[i].most, got)
		}
	}
}

func TestThousandsOfStatementsAreRefusedForTheirLength(t *testing.T) {
	f := newDocuments(t)
	list := func(n int) string {
		return document(`[` + strings.TrimSuffix(strings.Repeat(allowed+`,`, n), `,`) + `]`)
	}
	for _, w := range writings {
		if got := f.write(w, list(350)); got.code != "LimitExceeded" { // what a body has room for by either protocol
			t.Errorf("%s of 350 statements: got %v", w.operation, got)
		}
		if got := f.write(w, list(10_000)); got.code != "RequestEntityTooLarge" || got.status != 413 {
			t.Errorf("%s of 10,000 statements: got %v", w.operation, got)
		}
	}
	f.wantNothingWritten()
}

// Variables that do not exist, and text that only looks like one, are accepted,
// as AWS does; what they stand for is absent.
func TestUnknownAndUnbalancedVariablesMatchNothing(t *testing.T) {
	f := newDocuments(t)
	for text, wantMatch := range map[string]bool{
		`arn:aws:s3:::box/${aws:username}`:              true,
		`arn:aws:s3:::box/${aws:nosuch}`:                false,
		`arn:aws:s3:::box/${aws:nosuch, 'alice'}`:       true,
		`arn:aws:s3:::box/${aws:username`:               false,
		`arn:aws:s3:::box/${${aws:username}}`:           false,
		`arn:aws:s3:::box/${}`:                          false,
		`arn:aws:s3:::box/$`:                            false,
		`arn:aws:s3:::box/${aws:username}${`:            false,
		`arn:aws:s3:::box/` + strings.Repeat("${", 900): false,
	} {
		statement := `{"Effect":"Allow","Action":"s3:GetObject","Resource":` + quoted(text) + `}`
		if got := f.write(writings[0], document(statement)); got.code != "" {
			t.Errorf("PutUserPolicy of %s: got %v", text, got)
		}
		if got := f.simulated(document(statement), `arn:aws:s3:::box/alice`); (got == "allowed") != wantMatch {
			t.Errorf("%s is %s, want a match: %v", text, got, wantMatch)
		}
	}
}

// simulated is the decision on s3:GetObject for alice.
func (f *front) simulated(text, resource string) string {
	f.t.Helper()
	body, err := json.Marshal(map[string]any{
		"PolicyInputList": []string{text},
		"ActionNames":     []string{"s3:GetObject"},
		"ResourceArns":    []string{resource},
		"CallerArn":       "arn:aws:iam::123456789012:user/alice",
	})
	if err != nil {
		f.t.Fatal(err)
	}
	answer := f.send(f.json("SimulateCustomPolicy", string(body)))
	var out struct {
		EvaluationResults []struct{ EvalDecision string }
	}
	if err := json.Unmarshal(answer.Body, &out); err != nil || len(out.EvaluationResults) != 1 {
		f.t.Fatalf("%v: %s", err, answer.Body)
	}
	return out.EvaluationResults[0].EvalDecision
}

// A matcher that goes back to every star in turn would not come back from this.
func TestManyStarsAgainstALongResourceAreAnswered(t *testing.T) {
	f := newDocuments(t)
	const head = `arn:aws:s3:::`
	stars := head + strings.Repeat("*a", 990)
	resource := head + strings.Repeat("a", 2_030)
	for end, want := range map[string]string{"*": "allowed", "*b": "implicitDeny"} {
		text := document(`{"Effect":"Allow","Action":"s3:*G*e*t*O*","Resource":` + quoted(stars+end) + `}`)
		if got := f.simulated(text, resource); got != want {
			t.Errorf("stars that end in %s: %s", end, got)
		}
	}
}
