package mfa_test

import (
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestSimulateCustomPolicyReadsNoStoredPolicy(t *testing.T) {
	c := newConsole(t)
	c.do(mfa.AttachUserPolicy, `{"UserName":"alice","PolicyArn":"$reading"}`)
	const of = `{"ActionNames":["iam:ListUsers","iam:GetUser"],"PolicyInputList":["$other"]}`
	c.wants(mfa.SimulateCustomPolicy, of, "EvaluationResults.*.EvalDecision", "[implicitDeny allowed]")
	c.refuses(mfa.SimulateCustomPolicy, `{"ActionNames":["iam:GetUser"],"PolicyInputList":["no JSON"]}`, mfa.InvalidInput,
		"Policy input list item 1 has invalid content")
}
