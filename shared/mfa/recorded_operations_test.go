package mfa_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

// A recordedCall is one call of a recorded case.
type recordedCall struct {
	Operation string
	Input     json.RawMessage
}

// A recordedCase is a recorded answer of AWS IAM: see README.md beside it.
type recordedCase struct {
	Name     string
	Setup    []recordedCall
	Policies string
	recordedCall
	Want struct {
		Has   map[string]any
		Lacks []string
		Count map[string]int
		Error []any
		Kinds string
	}
}

func TestOperationsAnswerAsAWSWasRecorded(t *testing.T) {
	text, err := os.ReadFile("../policy/testdata/operations.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []recordedCase
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	if len(cases) < 50 {
		t.Fatalf("only %d cases were recorded", len(cases))
	}
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) { c.replay(t) })
	}
}

func (c recordedCase) replay(t *testing.T) {
	t.Helper()
	r := replay{t, mfatest.New(t, nil)}
	if c.Policies != "" {
		r.fourPolicies()
	}
	for _, call := range c.Setup {
		if _, err := r.call(call); err != nil {
			t.Fatalf("%s: %v", call.Operation, err)
		}
	}
	answer, err := r.call(c.recordedCall)
	if c.Want.Error != nil {
		r.wantError(err, c.Want.Error)
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range c.Want.Has {
		if got := find(answer, strings.Split(path, ".")); !reflect.DeepEqual(got, r.filled(want)) {
			t.Errorf("%s is %v, want %v", path, got, r.filled(want))
		}
	}
	for _, path := range c.Want.Lacks {
		if got := find(answer, strings.Split(path, ".")); got != nil {
			t.Errorf("%s is %v, want none", path, got)
		}
	}
	for path, want := range c.Want.Count {
		if got, _ := find(answer, strings.Split(path, ".")).([]any); len(got) != want {
			t.Errorf("%s has %d members, want %d: %v", path, len(got), want, got)
		}
	}
	if c.Want.Kinds != "" {
		r.wantKinds(answer, c.Want.Kinds)
	}
}

type replay struct {
	*testing.T
	f *mfatest.Fixture
}

// names are the values of the placeholders.
var names = strings.NewReplacer(
	"{u}", "user1",
	"{g}", "group1",
	"{p}", "policy1",
	"{arn}", "arn:aws:iam::"+mfatest.Account+":policy/policy1",
	"{x}", "arn:aws:iam::"+mfatest.Account+":policy/unknown",
	"{acct}", mfatest.Account,
)

func (r replay) filled(v any) any {
	text, err := json.Marshal(v)
	if err != nil {
		r.Fatal(err)
	}
	var out any
	if err := json.Unmarshal([]byte(names.Replace(string(text))), &out); err != nil {
		r.Fatal(err)
	}
	return out
}

// call makes a call as the account root, and returns its answer as JSON.
func (r replay) call(c recordedCall) (answer any, err error) {
	op, known := mfa.OperationNamed(c.Operation)
	if !known {
		r.Fatalf("there is no operation %s", c.Operation)
	}
	input := names.Replace(string(c.Input))
	decode := func(request any) error { return json.Unmarshal([]byte(input), request) }
	_, out, err := op.Call(context.Background(), r.f.Service, r.f.Root.Caller, decode)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(out)
	if err != nil {
		return nil, err
	}
	return answer, json.Unmarshal(text, &answer)
}

func (r replay) wantError(err error, want []any) {
	r.Helper()
	var refusal *mfa.Error
	if !errors.As(err, &refusal) {
		r.Fatalf("got error %v, want %v", err, want)
	}
	if string(refusal.Code) != want[0] {
		r.Errorf("got code %s, want %v", refusal.Code, want[0])
	}
	if text := r.filled(want[2]); text != nil && refusal.Message != text {
		r.Errorf("got message %q, want %q", refusal.Message, text)
	}
}

// fourPolicies makes a policy that is unattached, one that is attached to a
// user, one that is the user's boundary, and one that is both, of two users.
func (r replay) fourPolicies() {
	must := func(operation, input string) {
		r.Helper()
		if _, err := r.call(recordedCall{operation, json.RawMessage(input)}); err != nil {
			r.Fatalf("%s: %v", operation, err)
		}
	}
	must("CreateUser", `{"UserName":"{u}"}`)
	must("CreateUser", `{"UserName":"{u}2"}`)
	for _, kind := range "uabx" {
		must("CreatePolicy", fmt.Sprintf(`{"PolicyName":"kind-%c","PolicyDocument":`+
			`"{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}"}`, kind))
	}
	for _, policy := range []string{"kind-a", "kind-x"} {
		must("AttachUserPolicy", `{"UserName":"{u}","PolicyArn":"arn:aws:iam::{acct}:policy/`+policy+`"}`)
	}
	must("PutUserPermissionsBoundary",
		`{"UserName":"{u}","PermissionsBoundary":"arn:aws:iam::{acct}:policy/kind-b"}`)
	must("PutUserPermissionsBoundary",
		`{"UserName":"{u}2","PermissionsBoundary":"arn:aws:iam::{acct}:policy/kind-x"}`)
}

func (r replay) wantKinds(answer any, want string) {
	r.Helper()
	var got []string
	for _, name := range find(answer, []string{"Policies", "*", "PolicyName"}).([]any) {
		got = append(got, strings.TrimPrefix(name.(string), "kind-"))
	}
	wanted := strings.Split(want, "")
	slices.Sort(got)
	slices.Sort(wanted)
	if !slices.Equal(got, wanted) {
		r.Errorf("listed %v, want %v", got, wanted)
	}
}
