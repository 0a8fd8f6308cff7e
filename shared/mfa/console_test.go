package mfa_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

// A console is the account root, who sends requests in JSON. The account has a
// user alice, a group team, a role ops and a managed policy reading.
//
// A request may have these placeholders: $reading for the ARN of the policy,
// $policy for the ARNs of all policies, and the documents below in quotes.
type console struct {
	*testing.T
	f *mfatest.Fixture
}

const (
	policyARN  = "arn:aws:iam::" + mfatest.Account + ":policy"
	readingARN = policyARN + "/reading"
)

// placeholders has the longer of two names with one beginning first.
var placeholders = strings.NewReplacer(
	"$reading", readingARN,
	"$policy", policyARN,
	`"$document"`, statement(`"Action":"iam:ListUsers","Resource":"*"`),
	`"$other"`, statement(`"Action":"iam:GetUser","Resource":"*"`),
	`"$withMFA"`, statement(`"Action":"iam:GetUser","Resource":"*",`+
		`"Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}`),
	`"$trust"`, statement(`"Action":"sts:AssumeRole","Principal":{"AWS":"*"}`),
	`"$distrust"`, statement(`"Action":"sts:AssumeRole","Principal":{"Service":"ec2.amazonaws.com"}`),
)

// statement is a document of one statement that allows, as a JSON string.
func statement(members string) string {
	return strconv.Quote(`{"Version":"2012-10-17","Statement":{"Effect":"Allow",` + members + `}}`)
}

func newConsole(t *testing.T) console {
	t.Helper()
	c := console{t, mfatest.New(t, nil)}
	c.do(mfa.CreateUser, `{"UserName":"alice"}`)
	c.do(mfa.CreateGroup, `{"GroupName":"team"}`)
	c.do(mfa.CreateRole, `{"RoleName":"ops","AssumeRolePolicyDocument":"$trust"}`)
	c.policy("reading")
	return c
}

// policy creates a managed policy.
func (c console) policy(name string) {
	c.Helper()
	c.do(mfa.CreatePolicy, `{"PolicyName":"`+name+`","PolicyDocument":"$document"}`)
}

// call carries out an operation, and returns its answer as JSON has it.
func (c console) call(op mfa.Operation, body string) (answer any, err error) {
	c.Helper()
	text := []byte(placeholders.Replace(body))
	decode := func(request any) error { return json.Unmarshal(text, request) }
	caller, err := mfatest.Authenticate(context.Background(), c.f.Service, c.f.Root.KeyID, c.f.Root.Token())
	if err != nil {
		return nil, err
	}
	_, out, err := op.Call(context.Background(), c.f.Service, caller, decode)
	if err != nil {
		return nil, err
	}
	if text, err = json.Marshal(out); err != nil {
		return nil, err
	}
	return answer, json.Unmarshal(text, &answer)
}

// do carries out an operation that must succeed.
func (c console) do(op mfa.Operation, body string) any {
	c.Helper()
	answer, err := c.call(op, body)
	if err != nil {
		c.Fatalf("%s %s: %v", op.Name, body, err)
	}
	return answer
}

// wants carries out an operation, and checks what is at a path of its answer.
func (c console) wants(op mfa.Operation, body, path, want string) {
	c.Helper()
	if got := fmt.Sprint(find(c.do(op, body), strings.Split(path, "."))); got != want {
		c.Errorf("%s %s: %s is %s, want %s", op.Name, body, path, got, want)
	}
}

// refuses carries out an operation that must be refused.
func (c console) refuses(op mfa.Operation, body string, code mfa.ErrorCode, message string) {
	c.Helper()
	_, err := c.call(op, body)
	refusal, refused := err.(*mfa.Error)
	if !refused {
		c.Errorf("%s %s was answered %v, want %s", op.Name, body, err, code)
		return
	}
	want(c.T, refusal, code, message)
}
