package main

import (
	"errors"
	"strconv"

	"github.com/virtual-mfa/virtual-mfa/shared/policy"
)

// check returns, one after the other:
//
//   - the number of warnings, and line, column, problem and fix of each;
//   - the number of callers, and of each its heading, the policy's decision, and the
//     line and column of the statement that decided, 0 and 0 if none did;
//   - for each of the usual ways to require MFA, its name and a decision for each
//     caller.
//
// A policy that cannot be read fails with line, column and a sentence.
func check(in []string) (results []string, ok bool) {
	if len(in) != 3 {
		return []string{"0", "0", "want a policy, an action and a resource"}, false
	}
	document, err := policy.Parse(in[0], policy.Identity)
	if err != nil {
		return describe(err), false
	}
	action, resource := in[1], in[2]
	out := describeWarnings(policy.Check(document))
	set := policy.Set{Identity: policy.Layer{{Document: document}}}
	row := set.MFARow(&policy.Request{Action: action, Resource: resource})
	out = append(out, describeRow(&row)...)
	for _, usual := range policy.MFATable(action, resource) {
		out = append(out, usual.Name)
		for caller := range usual.Row {
			out = append(out, string(usual.Row[caller].Outcome))
		}
	}
	return out, true
}

func describeWarnings(warnings []policy.Warning) []string {
	out := []string{strconv.Itoa(len(warnings))}
	for _, w := range warnings {
		out = append(append(out, place(w.At)...), w.Problem, w.Fix)
	}
	return out
}

func describeRow(row *policy.MFARow) []string {
	out := []string{strconv.Itoa(len(row))}
	for caller := range row {
		var at policy.Position
		if s := row[caller].Statement; s != nil {
			at = s.At
		}
		out = append(out, policy.MFACaller(caller).String(), string(row[caller].Outcome))
		out = append(out, place(at)...)
	}
	return out
}

func describe(err error) []string {
	var refused *policy.Error
	var at policy.Position
	if errors.As(err, &refused) {
		at = refused.At
	}
	return append(place(at), err.Error())
}

func place(at policy.Position) []string {
	return []string{strconv.Itoa(at.Line), strconv.Itoa(at.Column)}
}
