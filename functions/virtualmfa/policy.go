package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/virtual-mfa/virtual-mfa/shared/policy"
)

// errProblems is what policy check ends with when it has found and printed some.
var errProblems = errors.New("the policies do not require MFA as they should")

const policyUsage = `usage: virtualmfa policy check [flags] FILE...
Reads identity policies and prints the statements that do not require MFA as their authors meant, each with the fix.
With -action it also evaluates a request against all files together: with a long-term key, with MFA, and without.
`

// policyFlags are the flags of policy check.
type policyFlags struct {
	action, resource string
	context          map[string]policy.Value
}

// runPolicy runs policy check or policy trust.
func runPolicy(args []string, stdout, stderr io.Writer) error {
	if len(args) == 0 {
		args = []string{""}
	}
	switch args[0] {
	case "check":
		return runCheck(args[1:], stdout, stderr)
	case "trust":
		return runTrust(args[1:], stdout, stderr)
	default:
		fmt.Fprintf(stderr, "virtualmfa policy %q: want check, for identity policies, or trust, for trust policies\n", args[0])
		return errUsage
	}
}

// runCheck checks policy files and evaluates a request.
func runCheck(args []string, stdout, stderr io.Writer) error {
	f := newPolicyFlagSet("check", policyUsage, stderr)
	flags := policyFlags{resource: "*", context: map[string]policy.Value{}}
	f.Func("action", "evaluate this `action`, such as iam:DeleteUser", flags.setAction)
	f.Func("resource", "the `ARN` that the action is for (default \"*\")", flags.setResource)
	f.Func("context", "a condition `key=value` of the request, but not of MFA; may be repeated", flags.addContext)
	if err := parsePolicyFlags(f, args); err != nil {
		return err
	}
	return checkPolicies(f.Args(), &flags, stdout)
}

func newPolicyFlagSet(name, usage string, stderr io.Writer) *flag.FlagSet {
	f := flag.NewFlagSet("policy "+name, flag.ContinueOnError)
	f.SetOutput(stderr)
	f.Usage = func() {
		fmt.Fprint(stderr, usage)
		f.PrintDefaults()
	}
	return f
}

// parsePolicyFlags parses a command line that must name a file.
func parsePolicyFlags(f *flag.FlagSet, args []string) error {
	switch err := f.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return err
	case err != nil:
		return errUsage
	case f.NArg() == 0:
		fmt.Fprintf(f.Output(), "virtualmfa %s: name the file of a policy\n", f.Name())
		f.Usage()
		return errUsage
	}
	return nil
}

func (f *policyFlags) setAction(action string) error {
	service, name, found := strings.Cut(action, ":")
	if !found || service == "" || name == "" {
		return errors.New("want service:Action, such as iam:DeleteUser")
	}
	f.action = action
	return nil
}

func (f *policyFlags) setResource(resource string) error {
	if resource != "*" && (!strings.HasPrefix(resource, "arn:") || strings.Count(resource, ":") < 5) {
		return errors.New("want an ARN such as arn:aws:iam::123456789012:user/alice, or *")
	}
	f.resource = resource
	return nil
}

func (f *policyFlags) addContext(pair string) error {
	key, value, found := strings.Cut(pair, "=")
	key = strings.ToLower(key)
	switch {
	case !found || key == "":
		return errors.New("want key=value")
	case strings.HasPrefix(key, "aws:multifactorauth"):
		return errors.New("the request is evaluated with each value of this key anyway")
	}
	f.context[key] = policy.Text(value)
	return nil
}

func readPolicy(file string, kind policy.Kind) (policy.Policy, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return policy.Policy{}, err
	}
	document, err := policy.Parse(string(text), kind)
	if err != nil {
		return policy.Policy{}, fmt.Errorf("%s: %w", file, err)
	}
	return policy.Policy{Name: file, Document: document}, nil
}

// checkPolicies prints what is wrong with each file, then the request's decisions.
func checkPolicies(files []string, flags *policyFlags, stdout io.Writer) error {
	set := policy.Set{Identity: policy.Layer{}}
	problems := false
	for _, file := range files {
		read, err := readPolicy(file, policy.Identity)
		if err != nil {
			return err
		}
		set.Identity = append(set.Identity, read)
		for _, w := range policy.Check(read.Document) {
			problems = true
			fmt.Fprintf(stdout, "%s:%d:%d: %s\n\t%s\n", file, w.At.Line, w.At.Column, w.Problem, w.Fix)
		}
	}
	if flags.action != "" {
		if err := printDecisions(&set, flags, stdout); err != nil {
			return err
		}
	}
	if problems {
		return errProblems
	}
	return nil
}

// printDecisions prints a table: the files' decisions, and for comparison those
// of the usual ways to require MFA.
func printDecisions(set *policy.Set, flags *policyFlags, stdout io.Writer) error {
	request := policy.Request{
		Action:   flags.action,
		Resource: flags.resource,
		Context:  policy.ContextFunc(func(key string) policy.Value { return flags.context[key] }),
	}
	row := set.MFARow(&request)
	w := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
	fmt.Fprint(w, flags.action)
	for caller := range row {
		fmt.Fprint(w, "\t", policy.MFACaller(caller))
	}
	fmt.Fprintln(w)
	printRow(w, "these policies", row)
	for _, s := range policy.MFATable(flags.action, flags.resource) {
		printRow(w, s.Name, s.Row)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for caller := range row {
		fmt.Fprintf(stdout, "%s: %s\n", policy.MFACaller(caller), reason(&row[caller], flags.action))
	}
	return nil
}

func printRow(w io.Writer, name string, row policy.MFARow) {
	fmt.Fprint(w, name)
	for i := range row {
		fmt.Fprint(w, "\t", row[i].Outcome)
	}
	fmt.Fprintln(w)
}

// reason says which statement decided, or that none did.
func reason(d *policy.Decision, action string) string {
	if d.Statement == nil {
		return "no statement allows " + action
	}
	at := d.Statement.At
	return fmt.Sprintf("%s by %s:%d:%d", d.Outcome, d.Policy, at.Line, at.Column)
}
