package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/virtual-mfa/virtual-mfa/shared/policy"
)

const trustUsage = `usage: virtualmfa policy trust [flags] TRUST [FILE...]
Says who may assume a role that has the trust policy in the file TRUST: with a long-term key, in sessions with MFA (a
code sent with AssumeRole counts as one), and in sessions without. FILEs are the identity policies of the principal;
without any, they are taken to allow what the trust policy leaves to them. AWS's simulator does not evaluate trust.
`

// assumeRole is the action that trust policies are about.
const assumeRole = "sts:AssumeRole"

// fixTrust is the condition that a trust policy without MFA lacks.
const fixTrust = `"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}`

// errTrust is what policy trust ends with when a role can be assumed without MFA.
var errTrust = errors.New("the trust policy does not require MFA")

// runTrust simulates AssumeRole, which AWS's policy simulator does not.
func runTrust(args []string, stdout, stderr io.Writer) error {
	f := newPolicyFlagSet("trust", trustUsage, stderr)
	flags := policyFlags{action: assumeRole, context: map[string]policy.Value{}}
	principal := f.String("principal", "", "the `ARN` of a user or a role; without it, each that TRUST names")
	f.Func("role", "the `ARN` of the role that is assumed", flags.setRole)
	f.Func("context", "a condition `key=value` of the request, such as sts:ExternalId, but not of MFA; may be repeated",
		flags.addContext)
	if err := parsePolicyFlags(f, args); err != nil {
		return err
	}
	trust, err := readPolicy(f.Arg(0), policy.Trust)
	if err != nil {
		return err
	}
	set := policy.Set{Trust: policy.Layer{trust}, Identity: policy.Layer{}}
	for _, file := range f.Args()[1:] {
		identity, err := readPolicy(file, policy.Identity)
		if err != nil {
			return err
		}
		set.Identity = append(set.Identity, identity)
	}
	if len(set.Identity) == 0 {
		allows, err := policy.Parse(`{"Statement":{"Effect":"Allow","Action":"sts:*","Resource":"*"}}`, policy.Identity)
		if err != nil {
			return err
		}
		set.Identity = append(set.Identity, policy.Policy{Name: "(identity policies)", Document: allows})
	}
	arns := []string{*principal}
	if *principal == "" {
		arns = principalsOf(trust.Document)
	}
	if len(arns) == 0 {
		return fmt.Errorf("%s names no user or role of AWS; give one by -principal", f.Arg(0))
	}
	return printTrust(&set, arns, &flags, stdout)
}

func (f *policyFlags) setRole(arn string) error {
	if !strings.HasPrefix(arn, "arn:") || !strings.Contains(arn, ":role/") {
		return errors.New("want an ARN such as arn:aws:iam::" + anyAccount + ":role/ops")
	}
	f.resource = arn
	return nil
}

// anyAccount stands for the account in a trust policy that names everyone.
const anyAccount = "123456789012"

// principalsOf are the principals that a trust policy names. A user stands for
// those of an account, and for everyone.
func principalsOf(trust *policy.Document) (arns []string) {
	for _, p := range trust.Principals() {
		arn := p.Value
		account, isRoot := strings.CutSuffix(p.Value, ":root")
		switch {
		case p.Type != "AWS":
			continue
		case arn == "*":
			arn = "arn:aws:iam::" + anyAccount + ":user/anyone"
		case isRoot:
			arn = account + ":user/anyone"
		case !strings.Contains(arn, ":"):
			arn = "arn:aws:iam::" + arn + ":user/anyone"
		}
		if !slices.Contains(arns, arn) {
			arns = append(arns, arn)
		}
	}
	return arns
}

// arnParts is how many parts an ARN has.
const arnParts = 6

// principalNamed reads the ARN of a user, a role, or a session of a role.
func principalNamed(arn string) (p policy.Principal, isRole bool, err error) {
	parts := strings.SplitN(arn, ":", arnParts)
	if len(parts) < arnParts || parts[0] != "arn" {
		return p, false, fmt.Errorf("-principal wants an ARN such as arn:aws:iam::%s:user/alice, not %q", anyAccount, arn)
	}
	p = policy.Principal{ARN: arn, Account: parts[4]}
	kind, name, _ := strings.Cut(parts[5], "/")
	switch {
	case name == "":
		return p, false, fmt.Errorf("-principal wants a user or a role, not %q", arn)
	case kind == "assumed-role":
		role, _, _ := strings.Cut(name, "/")
		p.SessionARN, p.ARN = arn, fmt.Sprintf("arn:%s:iam::%s:role/%s", parts[1], parts[4], role)
	}
	return p, kind == "assumed-role" || kind == "role", nil
}

// printTrust prints a line for each principal, then what decided, then what is
// wrong.
func printTrust(set *policy.Set, arns []string, flags *policyFlags, stdout io.Writer) error {
	w := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
	fmt.Fprint(w, assumeRole)
	var row policy.MFARow
	for caller := range row {
		fmt.Fprint(w, "\t", policy.MFACaller(caller))
	}
	fmt.Fprintln(w)
	var reasons, problems []string
	for _, arn := range arns {
		principal, isRole, err := principalNamed(arn)
		if err != nil {
			return err
		}
		resource := flags.resource
		if resource == "" {
			resource = "arn:aws:iam::" + principal.Account + ":role/role"
		}
		row = set.MFARow(&policy.Request{
			Action:    assumeRole,
			Resource:  resource,
			Principal: principal,
			Context:   policy.ContextFunc(func(key string) policy.Value { return flags.context[key] }),
		})
		fmt.Fprint(w, arn)
		for caller := range row {
			cell := string(row[caller].Outcome)
			if isRole && policy.MFACaller(caller) != policy.WithoutMFA { // sessions of roles carry no MFA
				cell = "-"
			} else {
				reasons = append(reasons, trustReason(arn, policy.MFACaller(caller), &row[caller]))
			}
			fmt.Fprint(w, "\t", cell)
		}
		fmt.Fprintln(w)
		problems = append(problems, forgotten(arn, isRole, &row)...)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, line := range slices.Concat(reasons, problems) {
		fmt.Fprintln(stdout, line)
	}
	if len(problems) > 0 {
		return errTrust
	}
	return nil
}

func trustReason(arn string, caller policy.MFACaller, d *policy.Decision) string {
	text := "the trust policy does not allow " + assumeRole
	switch {
	case d.Statement != nil:
		text = reason(d, assumeRole)
	case d.Layer != policy.InTrust:
		text = "no identity policy allows " + assumeRole
	}
	return fmt.Sprintf("%s, %s: %s", arn, caller, text)
}

// forgotten says how a principal can assume the role without MFA.
func forgotten(arn string, isRole bool, row *policy.MFARow) []string {
	var how []string
	if row[policy.WithKey].Allowed() && !isRole {
		how = append(how, "with a long-term access key alone")
	}
	if row[policy.WithoutMFA].Allowed() {
		how = append(how, "in a session without MFA")
	}
	if len(how) == 0 {
		return nil
	}
	fix := "Add " + fixTrust + " to the statement that allows it."
	if isRole {
		fix = "Sessions of roles carry no MFA: let users assume the role, and ask them for it."
	}
	return []string{fmt.Sprintf("%s can assume the role %s.\n\t%s", arn, strings.Join(how, " and "), fix)}
}
