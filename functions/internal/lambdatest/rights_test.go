package lambdatest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/lambdafn"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// A watch stands before DynamoDB and notes what right each call takes.
type watch struct {
	http.Handler
	mu    sync.Mutex
	taken []string
	calls map[string]bool // by the id that all tries of a call bear
	uses  map[string]bool // those of them that record a use, which do not count
}

func newWatch(t *testing.T, endpoint string) *watch {
	t.Helper()
	target, err := url.Parse(endpoint)
	must(t, err)
	return &watch{Handler: httputil.NewSingleHostReverseProxy(target), calls: map[string]bool{}, uses: map[string]bool{}}
}

func (w *watch) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err == nil {
		w.note(strings.TrimPrefix(r.Header.Get("X-Amz-Target"), "DynamoDB_20120810."),
			r.Header.Get("Amz-Sdk-Invocation-Id"), body)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	w.Handler.ServeHTTP(out, r)
}

// A tableCall has what IAM's conditions see of a call of DynamoDB: partition
// keys, and the attributes that expressions name.
type tableCall struct {
	IndexName    string
	RequestItems map[string]struct{ Keys []tableKey }
	// TransactItems have one member each: what is done.
	TransactItems []map[string]itemCall
	itemCall
}

type itemCall struct {
	Key, Item                tableKey
	ExpressionAttributeNames map[string]string
}

// A tableKey may have other attributes too.
type tableKey map[string]any

// kind is what a condition on dynamodb:LeadingKeys can tell apart: the part of a
// partition key before the names in it.
func (k tableKey) kind() string {
	value, _ := k["pk"].(map[string]any)
	pk, _ := value["S"].(string)
	if kind, _, names := strings.Cut(pk, "#"); names {
		return "\tpk=" + kind + "#*"
	}
	return "\tpk=" + pk
}

// note knows that a transaction takes the rights of its parts (DynamoDB
// developer guide, "Using IAM with DynamoDB transactions").
func (w *watch) note(action, id string, body []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var in tableCall
	_ = json.Unmarshal(body, &in) // DynamoDB refuses what is no JSON
	if action == "UpdateItem" && in.isUse() {
		w.uses[id] = true
		w.take(recordUse)
		return
	}
	w.calls[id] = true
	switch {
	case in.IndexName != "":
		w.take("dynamodb:" + action + "\tTable/index/" + in.IndexName)
	case len(in.TransactItems) > 0:
		for _, part := range in.TransactItems {
			for kind, what := range part {
				w.takeItem(kind+"Item", what)
			}
		}
	case len(in.RequestItems) > 0:
		for _, table := range in.RequestItems {
			for _, key := range table.Keys {
				w.take("dynamodb:" + action + "\tTable" + key.kind())
			}
		}
	default:
		w.takeItem(action, in.itemCall)
	}
}

func (w *watch) take(right string) { w.taken = append(w.taken, sameRead(right)) }

func (w *watch) takeItem(action string, what itemCall) {
	kind := what.Key.kind()
	if what.Item != nil {
		kind = what.Item.kind()
	}
	w.take("dynamodb:" + action + "\tTable" + kind)
	if action != "UpdateItem" {
		return
	}
	for _, name := range what.ExpressionAttributeNames {
		w.take("attribute\t" + name + kind)
	}
}

// recordUse is the right to say when a key or a role was last used.
const recordUse = "dynamodb:UpdateItem\tTable\tpk=key#*,role#* and attributes=last_used*"

// isUse reports whether a call does what the statement of CallerPolicy about last
// uses allows.
func (c itemCall) isUse() bool {
	if kind := c.Key.kind(); kind != "\tpk=key#*" && kind != "\tpk=role#*" {
		return false
	}
	for _, name := range c.ExpressionAttributeNames {
		if name != "id" && name != "last_used" && name != "last_used_region" && name != "last_used_service" {
			return false
		}
	}
	return true
}

// count is the number of calls so far, each once however often it was tried: a
// slow machine makes the SDK try again.
func (w *watch) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.calls)
}

// rights returns the rights that were taken since it was last called.
func (w *watch) rights() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	taken := w.taken
	w.taken = nil
	return taken
}

// functionsIn sets up functions that run in this process, each once for every
// call: every start is a cold one.
func functionsIn(_ *testing.T, c *cloud, dynamoDB string, stdout io.Writer) invoke {
	return func(t *testing.T, name string, event events.APIGatewayV2HTTPRequest) events.APIGatewayV2HTTPResponse {
		t.Helper()
		operations := mfa.Operations()
		if name != "Query" {
			operations = mfa.OperationsOf(functionOf(name))
		}
		f, err := lambdafn.New(c.variables(dynamoDB), stdout, operations...)
		must(t, err)
		answer, err := f.Handle(t.Context(), event)
		must(t, err)
		return answer
	}
}

// variables are a function's environment.
func (c *cloud) variables(dynamoDB string) func(string) string {
	return func(name string) string {
		return map[string]string{
			"AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local",
			"TABLE_NAME": c.table, "KMS_KEY_ARN": c.key, "PROFILE": "hardened", "ISSUER": "virtual-mfa", "STACK_NAME": "test",
			"RECOVERY_CODES":            "on",
			"HARDWARE_DEVICES":          "on",
			"AWS_ENDPOINT_URL_DYNAMODB": dynamoDB, "AWS_ENDPOINT_URL_KMS": c.kmsURL,
		}[name]
	}
}

// A tally is the rights that each function took.
type tally map[string]map[string]bool

// live lets the functions work for an administrator who is root or, with policies
// of every origin, a user.
func (all tally) live(t *testing.T, administrator func(*life) signer) {
	t.Helper()
	c := newCloud(t, "127.0.0.1:0")
	watched := newWatch(t, c.dynamoDB)
	proxy := httptest.NewServer(watched)
	defer proxy.Close()
	direct := functionsIn(t, c, proxy.URL, io.Discard)
	l := newLife(t, c, func(t *testing.T, name string,
		event events.APIGatewayV2HTTPRequest) events.APIGatewayV2HTTPResponse {
		t.Helper()
		kmsCalls := len(c.kms.Calls())
		answer := direct(t, name, event)
		name = functionOf(name)
		rights := watched.rights()
		for _, call := range c.kms.Calls()[kmsCalls:] {
			rights = append(rights, call.Action+"\tKey\tpurpose="+call.Context["purpose"])
		}
		if all[name] == nil {
			all[name] = map[string]bool{}
		}
		for _, right := range rights {
			all[name][right] = true
		}
		return answer
	})
	root := administrator(l)
	clear(l.seen)
	if missed := l.runAs(root); len(missed) > 0 {
		t.Fatalf("no call of %v", missed)
	}
	bob := l.signer(l.call(root, 200, "CreateAccessKey", `{"UserName":"bob"}`), "AccessKey")
	l.quota(root, bob)
	l.approval(root, bob)
	l.hardware(root)
	l.renamed(root, bob)
	l.everyCaller(root, bob)
}

// quota uses up the devices that a user may create, so that the function looks
// which of them still are there. What root creates counts on no quota.
func (l *life) quota(root, bob signer) {
	l.t.Helper()
	for n := range mfa.MaxNewDevicesPerUser + 1 {
		created := l.call(bob, 200, "CreateVirtualMFADevice", `{"VirtualMFADeviceName":"bobs%d"}`, n)
		if serial := at[string](l.t, created, "VirtualMFADevice", "SerialNumber"); n == 0 {
			l.call(root, 404, "DeactivateMFADevice", `{"UserName":"bob","SerialNumber":%q}`, serial)
			l.call(root, 200, "DeleteVirtualMFADevice", `{"SerialNumber":%q}`, serial)
		}
	}
}

// approval lets a session of a role approve a ticket that needs it.
func (l *life) approval(root, bob signer) {
	l.t.Helper()
	const trust = `{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",` +
		`\"Principal\":{\"AWS\":\"*\"},\"Action\":\"sts:AssumeRole\"}}`
	const all = `{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"},` +
		`{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\",` + // for which a device must be read
		`\"Condition\":{\"StringEquals\":{\"aws:ResourceTag/frozen\":\"true\"}}}]}`
	arn := at[string](l.t, l.call(root, 200, "CreateRole",
		`{"RoleName":"second","AssumeRolePolicyDocument":"%s"}`, trust), "Role", "Arn")
	l.call(root, 200, "PutRolePolicy", `{"RoleName":"second","PolicyName":"all","PolicyDocument":"%s"}`, all)
	second := l.signer(l.call(bob, 200, "AssumeRole", `{"RoleArn":%q,"RoleSessionName":"approve"}`, arn), "Credentials")
	l.call(root, 200, "CreateUser", `{"UserName":"carol"}`)
	made := l.call(root, 200, "CreateEnrollmentTicket", `{"UserName":"carol","RequireApproval":true}`)
	ticket, id := at[string](l.t, made, "Ticket"), at[string](l.t, made, "TicketId")
	l.hold(ticket, 403, "GetEnrollmentTicket", "{}")
	l.call(second, 200, "ApproveEnrollmentTicket", `{"UserName":"carol","TicketId":%q}`, id)
	l.hold(ticket, 200, "GetEnrollmentTicket", "{}")
}

// administrator is a user with a managed policy of its own and one of a group.
func (l *life) administrator() signer {
	l.t.Helper()
	root := l.cloud.bootstrap(l.t)
	const all = `{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"},` +
		`{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\",` + // for which a device must be read
		`\"Condition\":{\"StringEquals\":{\"aws:ResourceTag/frozen\":\"true\"}}}]}`
	arn := at[string](l.t, l.call(root, 200, "CreatePolicy", `{"PolicyName":"all","PolicyDocument":"%s"}`, all),
		"Policy", "Arn")
	l.call(root, 200, "CreateUser", `{"UserName":"admin"}`)
	l.call(root, 200, "CreateGroup", `{"GroupName":"admins"}`)
	l.call(root, 200, "AddUserToGroup", `{"GroupName":"admins","UserName":"admin"}`)
	l.call(root, 200, "AttachGroupPolicy", `{"GroupName":"admins","PolicyArn":%q}`, arn)
	return l.signer(l.call(root, 200, "CreateAccessKey", `{"UserName":"admin"}`), "AccessKey")
}

// renamed renames bob, with all that a user can have, and back.
func (l *life) renamed(root, bob signer) {
	l.t.Helper()
	l.call(root, 200, "CreateGroup", `{"GroupName":"bobs"}`)
	l.call(root, 200, "AddUserToGroup", `{"GroupName":"bobs","UserName":"bob"}`)
	arn := at[string](l.t, l.call(root, 200, "CreatePolicy",
		`{"PolicyName":"bobs","PolicyDocument":"{\"Version\":\"2012-10-17\",\"Statement\":`+
			`{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}"}`), "Policy", "Arn")
	l.call(root, 200, "AttachUserPolicy", `{"UserName":"bob","PolicyArn":%q}`, arn)
	l.call(bob, 404, "RedeemRecoveryCode",
		`{"SerialNumber":"arn:aws:iam::123456789012:mfa/none","RecoveryCode":"AAAA-AAAA-AAAA-AAAA-AAAA-AAAA"}`)
	l.call(root, 200, "CreateEnrollmentTicket", `{"UserName":"bob"}`)
	l.call(root, 200, "UpdateUser", `{"UserName":"bob","NewUserName":"robert"}`)
	l.call(bob, 200, "GetUser", "")
	l.call(root, 200, "UpdateUser", `{"UserName":"robert","NewUserName":"bob"}`)
	l.call(root, 200, "DetachUserPolicy", `{"UserName":"bob","PolicyArn":%q}`, arn)
	l.call(root, 200, "RemoveUserFromGroup", `{"GroupName":"bobs","UserName":"bob"}`)
	for _, password := range []string{"CreateLoginProfile", "UpdateLoginProfile"} {
		l.call(root, 200, password, `{"UserName":"bob","Password":"correct-Horse-1"}`)
	}
}

// everyCaller lets a session of a role, one of a user, and a user's key call
// every function.
func (l *life) everyCaller(root, bob signer) {
	l.t.Helper()
	const trust = `{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",` +
		`\"Principal\":{\"AWS\":\"*\"},\"Action\":\"sts:AssumeRole\"}}`
	arn := at[string](l.t, l.call(root, 200, "CreateRole",
		`{"RoleName":"worker","AssumeRolePolicyDocument":"%s"}`, trust), "Role", "Arn")
	assume := fmt.Sprintf(`{"RoleArn":%q,"RoleSessionName":"work"}`, arn)
	role := l.signer(l.call(bob, 200, "AssumeRole", "%s", assume), "Credentials")
	session := l.signer(l.call(bob, 200, "GetSessionToken", ""), "Credentials")
	l.invoke(l.t, "AssumeRole", l.cloud.event(l.t, root, "AssumeRole", assume)) // refused, to the account root
	// Looks for the account root's own device.
	l.call(root, 200, "ListMFADevices", "")
	for _, function := range functions() {
		operation := function
		if function == mfa.SharedFunction {
			operation = "ListUsers"
		}
		for _, caller := range []signer{role, session, bob} { // refused or not
			l.invoke(l.t, operation, l.cloud.event(l.t, caller, operation, ""))
		}
	}
}

func TestEveryFunctionMayDoWhatItDoesAndNothingElse(t *testing.T) {
	taken := tally{}
	taken.live(t, func(l *life) signer { return l.cloud.bootstrap(l.t) })
	taken.live(t, (*life).administrator)
	taken["Query"] = map[string]bool{}
	for _, function := range functions() {
		maps.Copy(taken["Query"], taken[function])
	}
	granted, denied := granted(t)
	for _, name := range append(functions(), "Query") {
		for _, right := range slices.Sorted(maps.Keys(taken[name])) {
			attribute, isAttribute := strings.CutPrefix(right, "attribute\t")
			if !isAttribute && !granted[name][right] || denied[name].has(attribute) {
				t.Errorf("%s does what it may not: %s", name, right)
			}
		}
		for _, right := range slices.Sorted(maps.Keys(granted[name])) {
			exempt := right == recordUse || readsPolicies[right] && authorizeNothing[name]
			if !taken[name][right] && !exempt {
				t.Errorf("%s may do what it does not: %s", name, right)
			}
		}
		if !taken[name]["dynamodb:UpdateItem\tTable"+ofUsers] {
			continue
		}
		for _, attribute := range protectedAttributes {
			used := patterns{attribute + ofUsers}.hasOne(taken[name])
			if has := slices.Contains(denied[name], attribute+ofUsers); has == used {
				t.Errorf("%s updates %s of users: %v; it may not: %v", name, attribute, used, has)
			}
		}
	}
}

const ofUsers = "\tpk=user#*"

// protectedAttributes are those of a user that decide about rights, about access
// keys, about codes, and about recovery.
var protectedAttributes = []string{
	"attached", "boundary", "groups", "inline", "permissions_revision", "tags",
	"keys",
	"devices", "counter:*", "rescues",
	"recovery_codes",
}

// CallerPolicy is the same for every function: a use is recorded by the first
// that is called with a key, and these functions read no policies, because all
// callers may call them.
var (
	authorizeNothing = map[string]bool{"GetCallerIdentity": true, "GetSessionToken": true}
	readsPolicies    = map[string]bool{"dynamodb:GetItem\tTable\tpk=group#*": true,
		"dynamodb:GetItem\tTable\tpk=policy#*": true}
)

// patterns are attributes that a role must not update, each with its kind of item.
type patterns []string

// has reports whether one of the patterns matches an attribute.
func (p patterns) has(attribute string) bool {
	return slices.ContainsFunc(p, func(pattern string) bool {
		name, kind, _ := strings.Cut(pattern, "\t")
		start, wild := strings.CutSuffix(name, "*")
		return pattern == attribute || wild && strings.HasPrefix(attribute, start) && strings.HasSuffix(attribute, kind)
	})
}

// hasOne reports whether one of the patterns matches one of the attributes that
// were updated.
func (p patterns) hasOne(rights map[string]bool) bool {
	for right := range rights {
		if attribute, is := strings.CutPrefix(right, "attribute\t"); is && p.has(attribute) {
			return true
		}
	}
	return false
}

// everyFunction is the name in infra/deploy/roles.tsv under which the common rights stand.
const everyFunction = "(every function)"

// granted reads infra/deploy/roles.tsv: what each function may do, the common
// rights included, and which attributes it may not update.
func granted(t *testing.T) (rights map[string]map[string]bool, denied map[string]patterns) {
	t.Helper()
	rights, denied = map[string]map[string]bool{everyFunction: {}}, map[string]patterns{}
	text, err := os.ReadFile(rolesFile(t))
	must(t, err)
	for line := range strings.Lines(string(text)) {
		name, right, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		if rights[name] == nil {
			rights[name] = map[string]bool{}
		}
		if !strings.HasPrefix(right, "deny ") {
			rights[name][sameRead(right)] = true
			continue
		}
		on, attributes, _ := strings.Cut(right, "\tattributes=")
		_, kind, _ := strings.Cut(on, "\tpk=")
		for _, attribute := range strings.Fields(strings.Trim(attributes, "[]")) {
			denied[name] = append(denied[name], attribute+"\tpk="+kind)
		}
	}
	for _, function := range append(functions(), "Query") {
		if rights[function] == nil {
			rights[function] = map[string]bool{}
		}
		maps.Copy(rights[function], rights[everyFunction])
	}
	return rights, denied
}

// sameRead takes a read of many items for the read of one.
func sameRead(right string) string {
	return strings.Replace(right, "dynamodb:BatchGetItem", "dynamodb:GetItem", 1)
}
