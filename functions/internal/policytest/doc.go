// Package policytest compares shared/policy with an independent evaluator of
// IAM policies, the npm package @cloud-copilot/iam-simulate. That is AGPL: it
// runs as a process of its own and is not part of anything we ship.
package policytest
