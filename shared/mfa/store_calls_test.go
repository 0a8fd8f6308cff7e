package mfa_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/memstore"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

const allowAll = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`

// A permitted is where users have the policy that allows everything, and how
// many batches of groups and policies are read for it.
type permitted struct {
	where   string
	lookups int
	give    func(f *mfatest.Fixture, user string)
}

// permittedWays begins with what every other one costs more than.
var permittedWays = []permitted{
	{"inline", 0, func(f *mfatest.Fixture, user string) { putPolicy(f, user, "all", allowAll) }},
	{"attached", 1, func(f *mfatest.Fixture, user string) { attachTo(f, user, managedPolicy(f, "all", allowAll)) }},
	{"boundary", 1, func(f *mfatest.Fixture, user string) {
		putPolicy(f, user, "all", allowAll)
		setBoundary(f, user, managedPolicy(f, "all", allowAll))
	}},
	{"group", 1, func(f *mfatest.Fixture, user string) { addTo(f, "with inline", user, true) }},
	{"group's attached", 2, func(f *mfatest.Fixture, user string) { addTo(f, "with attached", user, false) }},
	{"everywhere", 2, func(f *mfatest.Fixture, user string) {
		putPolicy(f, user, "all", allowAll)
		arn := managedPolicy(f, "all", allowAll)
		attachTo(f, user, arn)
		setBoundary(f, user, arn)
		addTo(f, "with inline", user, true)
		addTo(f, "with attached", user, false)
	}},
}

// managedPolicy makes a managed policy, unless it is there, and returns its ARN.
func managedPolicy(f *mfatest.Fixture, name, document string) (arn string) {
	f.T.Helper()
	request := mfa.CreatePolicyRequest{PolicyName: &name, PolicyDocument: &document}
	_, err := mfatest.Call[mfa.CreatePolicyResponse](f.Root, mfa.CreatePolicy, request)
	if err != nil && refusalOf(err) != mfa.EntityAlreadyExists {
		f.T.Fatal(err)
	}
	return "arn:aws:iam::" + mfatest.Account + ":policy/" + name
}

func attachTo(f *mfatest.Fixture, user, arn string) {
	f.T.Helper()
	request := mfa.AttachUserPolicyRequest{UserName: &user, PolicyArn: &arn}
	mfatest.Do(f.Root, mfa.AttachUserPolicy, request)
}

func setBoundary(f *mfatest.Fixture, user, arn string) {
	f.T.Helper()
	request := mfa.PutUserPermissionsBoundaryRequest{UserName: &user, PermissionsBoundary: &arn}
	mfatest.Do(f.Root, mfa.PutUserPermissionsBoundary, request)
}

// addTo adds a user to a group whose members may do everything. The group is
// made, unless it is there.
func addTo(f *mfatest.Fixture, group, user string, inline bool) {
	f.T.Helper()
	group = strings.ReplaceAll(group, " ", "-")
	err := f.Root.Send(mfa.CreateGroup, `{"GroupName":"`+group+`"}`)
	if err != nil && refusalOf(err) != mfa.EntityAlreadyExists {
		f.T.Fatal(err)
	}
	arn := managedPolicy(f, "of-groups", allowAll)
	if inline {
		mfatest.Do(f.Root, mfa.PutGroupPolicy, mfa.PutGroupPolicyRequest{
			GroupName:      &group,
			PolicyName:     ptr("all"),
			PolicyDocument: ptr(allowAll),
		})
	} else {
		attach := mfa.AttachGroupPolicyRequest{GroupName: &group, PolicyArn: &arn}
		mfatest.Do(f.Root, mfa.AttachGroupPolicy, attach)
	}
	add := mfa.AddUserToGroupRequest{GroupName: &group, UserName: &user}
	mfatest.Do(f.Root, mfa.AddUserToGroup, add)
}

// callsOf are the calls of the store that an entry takes on a stage of its own,
// the caller's identification among them. Callers have the policies of a way to
// be permitted, or the default policy. ok says whether it was answered as the
// catalogue says.
func callsOf(t *testing.T, c mfatest.Entry, from mfatest.Role, way *permitted) (calls []string, ok bool) {
	t.Helper()
	counting := false
	store := observed{memstore.New(func() time.Time { return mfatest.Start }), func(method string) (bool, error) {
		if counting {
			calls = append(calls, method)
		}
		return false, nil
	}}
	f := mfatest.New(t, &mfatest.Options{Profile: narrow(), Store: store})
	s := mfatest.NewStage(f)
	s.Prepare(c)
	if way != nil {
		way.give(f, "alice")
		way.give(f, "bob")
	}
	body := c.Request(s.Target(c))
	counting = true
	err := s.Caller(from).Send(c.Operation, body)
	return calls, refusalOf(err) == c.Answer && (err == nil) == (c.Answer == "")
}

func TestEveryOperationCostsWhatTheTableSays(t *testing.T) {
	const file = "testdata/store_calls.txt"
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(string(want), "\noperation")
	var got strings.Builder
	got.WriteString(head + "\n")
	lines := tabwriter.NewWriter(&got, 0, 0, 2, ' ', 0)
	fmt.Fprintln(lines, "operation\tcaller\troot\tpolicies\tdefault")
	for _, c := range mfatest.Catalogue() {
		root := "-"
		if c.From == mfatest.Root {
			root = cell(callsOf(t, c, mfatest.Root, nil))
		}
		for _, caller := range signers(c) {
			plain, ok := callsOf(t, c, caller.role, &permittedWays[0])
			line := []string{c.Operation.Name, caller.name, root, cell(plain, ok), cell(callsOf(t, c, caller.role, nil))}
			fmt.Fprintln(lines, strings.Join(line, "\t"))
			if !ok {
				continue
			}
			for _, way := range permittedWays[1:] {
				wantLookups(t, c, caller, way, plain)
			}
		}
	}
	if err := lines.Flush(); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(file, []byte(got.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if catalogued(got.String()) != catalogued(string(want)) {
		t.Errorf("the table is not what happens (see make generate), which is:\n%s", &got)
	}
}

// A signer is a caller with a long-term key, or in a session with MFA.
type signer struct {
	name string
	role mfatest.Role
}

// signers are the users that an entry can come from. Where it does not matter,
// that is bob by his key, and alice in a session.
func signers(c mfatest.Entry) []signer {
	switch c.From {
	case mfatest.Root:
		return []signer{{"key", mfatest.Bob}, {"session", mfatest.Session}}
	case mfatest.Session:
		return []signer{{"session", c.From}}
	}
	return []signer{{"key", c.From}}
}

func cell(calls []string, ok bool) string {
	if !ok {
		return "-"
	}
	return strings.Join(calls, " ")
}

// wantLookups checks that policies elsewhere cost the calls of inline ones, and
// so many batches, at most two. Operations that need no permission read none, and
// those that ask about the policies of alice read as many for her.
func wantLookups(t *testing.T, c mfatest.Entry, caller signer, way permitted, plain []string) {
	t.Helper()
	got, ok := callsOf(t, c, caller.role, &way)
	if !ok {
		t.Errorf("%s by %s, %s: it is not answered as the catalogue says", c.Operation.Name, caller.name, way.where)
	}
	batches := way.lookups
	switch c.Operation.Name {
	case "GetSessionToken", "GetCallerIdentity":
		batches = 0
	case "SimulatePrincipalPolicy", "GetContextKeysForPrincipalPolicy": // alice's policies are read too
		batches *= 2
	}
	want := append(slices.Clone(plain), slices.Repeat([]string{"Lookup"}, batches)...)
	slices.Sort(want)
	sorted := slices.Clone(got)
	slices.Sort(sorted)
	if !slices.Equal(sorted, want) {
		t.Errorf("%s by %s, %s: %q, want %d batches more than %q", c.Operation.Name, caller.name, way.where, got,
			batches, plain)
	}
}

func TestAttachingTheDefaultPolicyCostsNoCall(t *testing.T) {
	c := mfatest.Entry{Operation: mfa.ListVirtualMFADevices}
	without, ok := callsOf(t, c, mfatest.Bob, nil)
	with, alsoOK := callsOf(t, c, mfatest.Bob, &permitted{give: func(f *mfatest.Fixture, user string) {
		attachTo(f, user, mfa.SelfServicePolicy)
	}})
	if !ok || !alsoOK || !slices.Equal(without, with) {
		t.Errorf("%q, attached %q", without, with)
	}
}

// wantCalls checks what a request costs a caller after everything is prepared.
func wantCalls(t *testing.T, c mfatest.Caller, calls *[]string, op mfa.Operation, body string, want ...string) {
	t.Helper()
	*calls = nil
	if err := c.Send(op, body); err != nil {
		t.Errorf("%s: %v", op.Name, err)
	}
	if !slices.Equal(*calls, want) {
		t.Errorf("%s took %q, want %q", op.Name, *calls, want)
	}
}

// counting is a fixture whose store writes its calls down.
func counting(t *testing.T) (*mfatest.Fixture, *[]string) {
	t.Helper()
	calls := []string{}
	store := observed{memstore.New(func() time.Time { return mfatest.Start }), func(method string) (bool, error) {
		calls = append(calls, method)
		return false, nil
	}}
	return mfatest.New(t, &mfatest.Options{Store: store}), &calls
}

func TestADeviceIsReadOnlyIfAPolicyAsksForItsTags(t *testing.T) {
	f, calls := counting(t)
	alice, spare := f.User("alice"), f.Root.Device("spare")
	request := `{"SerialNumber":"` + spare.Serial + `"}`
	putPolicy(f, "alice", "p", allowAll)
	wantCalls(t, alice, calls, mfa.ListMFADeviceTags, request, "AccessKey", "User", "Device")
	for _, key := range []string{"aws:ResourceTag/stage", "virtual-mfa:Holder"} {
		putPolicy(f, "alice", "p", ifTags("*", `{"Null":{"`+key+`":"true"}}`))
		wantCalls(t, alice, calls, mfa.UntagMFADevice, request[:len(request)-1]+`,"TagKeys":["k"]}`,
			"AccessKey", "User", "Device", "Untag")
	}
}

func TestASessionOfARoleCostsOneBatchAndAnotherForPolicies(t *testing.T) {
	f, calls := counting(t)
	send := func(operation, body string) {
		t.Helper()
		op, _ := mfa.OperationNamed(operation)
		if err := f.Root.Send(op, body); err != nil {
			t.Fatal(err)
		}
	}
	limited, plain := assumedRole(f, send)
	arn := managedPolicy(f, "all", allowAll)
	wantCalls(t, plain, calls, mfa.ListUsers, `{}`, "Lookup", "Users")
	wantCalls(t, limited, calls, mfa.ListUsers, `{}`, "Lookup", "Lookup", "Users")
	send("AttachRolePolicy", `{"RoleName":"ops","PolicyArn":"`+arn+`"}`)
	send("PutRolePermissionsBoundary", `{"RoleName":"ops","PermissionsBoundary":"`+arn+`"}`)
	for _, c := range []mfatest.Caller{plain, limited} {
		wantCalls(t, c, calls, mfa.ListUsers, `{}`, "Lookup", "Lookup", "Users")
	}
	wantCalls(t, limited, calls, mfa.GetCallerIdentity, `{}`, "Lookup")
}
