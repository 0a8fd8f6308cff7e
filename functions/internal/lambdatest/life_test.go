package lambdatest

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret/secrettest"
)

// invoke hands an event to the function of an operation.
type invoke func(t *testing.T, function string, event events.APIGatewayV2HTTPRequest) events.APIGatewayV2HTTPResponse

// A life is a device's, from its user's creation to its user's end, in which
// every operation has its part.
type life struct {
	t       *testing.T
	cloud   *cloud
	invoke  invoke
	seen    map[string]bool
	secrets secrettest.Secrets // that were handed out, or sent
	left    map[string][]byte  // what the table had while the device was in use
}

func newLife(t *testing.T, c *cloud, invoke invoke) *life {
	t.Helper()
	return &life{t: t, cloud: c, invoke: invoke, seen: map[string]bool{}, secrets: secrettest.Secrets{}}
}

// call calls an operation in JSON and returns the answer, which must have the status.
func (l *life) call(as signer, status int, operation, body string, args ...any) map[string]any {
	l.t.Helper()
	l.seen[operation] = true
	answer := l.invoke(l.t, operation, l.cloud.event(l.t, as, operation, fmt.Sprintf(body, args...)))
	var members map[string]any
	if err := json.Unmarshal([]byte(answer.Body), &members); err != nil || answer.StatusCode != status {
		l.t.Fatalf("%s answered %d, %v, %s", operation, answer.StatusCode, err, answer.Body)
	}
	return members
}

// functionOf is the function that serves an operation. Query is a function.
func functionOf(operation string) string {
	if op, exists := mfa.OperationNamed(operation); exists {
		return op.Function()
	}
	return operation
}

// at walks down an answer.
func at[T any](t *testing.T, answer any, path ...any) T {
	t.Helper()
	for _, step := range path {
		switch step := step.(type) {
		case string:
			answer = answer.(map[string]any)[step]
		case int:
			answer = answer.([]any)[step]
		}
	}
	found, ok := answer.(T)
	if !ok {
		t.Fatalf("%v is %T", path, answer)
	}
	return found
}

func (l *life) signer(answer map[string]any, member string) signer {
	l.t.Helper()
	s := signer{id: at[string](l.t, answer, member, "AccessKeyId"),
		secret: at[string](l.t, answer, member, "SecretAccessKey")}
	if token, ok := answer[member].(map[string]any)["SessionToken"].(string); ok {
		s.token = token
		l.secrets[token] = "session token"
	}
	l.secrets[s.secret] = "secret key"
	return s
}

// A phone shows codes. The next one is of the present step, or of one that
// comes, so that none is shown twice and a slow machine does not make one old.
type phone struct {
	t    *testing.T
	seed otp.Seed
	last otp.Step
}

func newPhone(t *testing.T, created map[string]any) *phone {
	t.Helper()
	text, err := base64.StdEncoding.DecodeString(at[string](t, created, "VirtualMFADevice", "Base32StringSeed"))
	must(t, err)
	seed, err := otp.ParseSeed(string(text))
	must(t, err)
	return &phone{t, seed, otp.StepAt(time.Now()) - 2}
}

func (p *phone) next() string {
	p.t.Helper()
	p.last = max(p.last+1, otp.StepAt(time.Now()))
	return p.show()
}

// pair is two consecutive codes, the second of which is the next.
func (p *phone) pair() (older, newer string) {
	p.t.Helper()
	p.last = max(p.last+1, otp.StepAt(time.Now())-1)
	older = p.show()
	p.last++
	return older, p.show()
}

func (p *phone) show() string {
	p.t.Helper()
	code, err := otp.CodeAt(p.seed, p.last)
	must(p.t, err)
	return code.Reveal()
}

// run lives the life and returns the operations that had no part in it.
func (l *life) run() (missed []string) {
	l.t.Helper()
	return l.runAs(l.cloud.bootstrap(l.t))
}

// runAs is run with root or another administrator.
func (l *life) runAs(root signer) (missed []string) {
	t := l.t
	t.Helper()
	l.call(root, 200, "CreateUser", `{"UserName":"alice"}`)
	alice := l.signer(l.call(root, 200, "CreateAccessKey", `{"UserName":"alice"}`), "AccessKey")
	if name := at[string](t, l.call(alice, 200, "GetUser", ""), "User", "UserName"); name != "alice" {
		t.Errorf("GetUser answered %s", name)
	}
	if users := at[[]any](t, l.call(root, 200, "ListUsers", `{"PathPrefix":"/"}`), "Users"); len(users) == 0 {
		t.Error("ListUsers answered no user")
	}
	created := l.call(root, 200, "CreateVirtualMFADevice",
		`{"VirtualMFADeviceName":"phone","Tags":[{"Key":"of","Value":"alice"}]}`)
	serial, phone := at[string](t, created, "VirtualMFADevice", "SerialNumber"), newPhone(t, created)
	l.secrets[root.secret], l.secrets[string(phone.seed.Reveal())],
		l.secrets[phone.seed.Base32().Reveal()] = "root's key", "seed", "seed's base32"
	l.tags(root, serial)
	l.pair(root, "EnableMFADevice", serial, phone)
	l.listings(root, serial)

	code := phone.next()
	l.secrets[code] = "code"
	token := fmt.Sprintf(`{"SerialNumber":%q,"TokenCode":%q}`, serial, code)
	session := l.signer(l.call(alice, 200, "GetSessionToken", "%s", token), "Credentials")
	if code := at[string](t, l.call(alice, 403, "GetSessionToken", "%s", token), "Code"); code != "AccessDenied" {
		t.Errorf("a code used twice: %s", code)
	}
	if arn := at[string](t, l.call(session, 200, "GetCallerIdentity", ""), "Arn"); !strings.HasSuffix(arn, ":user/alice") {
		t.Errorf("GetCallerIdentity answered %s", arn)
	}
	role, _ := mfatest.EntryOf("AssumeRole")
	for _, first := range role.Before {
		l.call(root, 200, first.Operation.Name, "%s", first.Body)
	}
	l.pair(root, "ResyncMFADevice", serial, phone)
	l.assume(alice, role, serial, phone.next())
	l.signer(l.call(root, 200, "GetFederationToken", `{"Name":"guest"}`), "Credentials")
	l.call(root, 200, "GetAccessKeyInfo", `{"AccessKeyId":%q}`, alice.id)
	used := l.call(root, 200, "GetAccessKeyLastUsed", `{"AccessKeyId":%q}`, alice.id)
	if service := at[string](t, used, "AccessKeyLastUsed", "ServiceName"); service != "iam" {
		t.Errorf("alice's key was used for %s first", service)
	}
	l.recover(root, alice, serial)
	var err error
	l.left, err = tooltest.DumpTable(t.Context(), l.cloud.dynamoDB, l.cloud.table)
	must(t, err)
	l.call(alice, 403, "DeactivateMFADevice", `{"UserName":"alice","SerialNumber":%q}`, serial)
	l.call(session, 200, "DeactivateMFADevice", `{"UserName":"alice","SerialNumber":%q}`, serial)
	l.call(root, 200, "DeleteVirtualMFADevice", `{"SerialNumber":%q}`, serial)
	l.end(root, alice)
	l.rest(root)
	for _, c := range mfatest.Catalogue() {
		if !l.seen[c.Operation.Name] {
			missed = append(missed, c.Operation.Name)
		}
	}
	return missed
}

// rest calls the operations that the life has no part for, as the catalogue of
// calls has them. They act on names, and root may call them all.
func (l *life) rest(root signer) {
	l.t.Helper()
	var calls []mfatest.Entry
	for _, c := range mfatest.Catalogue() {
		if !l.seen[c.Operation.Name] {
			calls = append(calls, c)
		}
	}
	for _, name := range []string{"alice", "bob", "idle", "new", "member", "scanned"} {
		if len(calls) > 0 {
			l.call(root, 200, "CreateUser", `{"UserName":%q}`, name)
		}
	}
	ticket := l.ticket(root)
	for _, c := range calls { // in an order in which each has what it needs
		status := 200
		if c.Answer != "" {
			status = c.Answer.Status()
		}
		l.call(root, status, c.Operation.Name, "%s", c.Fill(map[string]string{"$user": c.User, "$ticket": ticket}))
	}
}

// ticket makes an enrollment ticket for bob, enrolls a device with nothing but
// that, and returns the id of another one.
func (l *life) ticket(root signer) string {
	l.t.Helper()
	made := l.call(root, 200, "CreateEnrollmentTicket", `{"UserName":"bob"}`)
	ticket := at[string](l.t, made, "Ticket")
	l.secrets[ticket] = "ticket"
	l.hold(ticket, 200, "CreateVirtualMFADevice", "{}")
	created := l.hold(ticket, 200, "CreateVirtualMFADevice", "{}")
	phone := newPhone(l.t, created)
	l.secrets[phone.seed.Base32().Reveal()] = "seed's base32"
	if got := at[string](l.t, l.hold(ticket, 200, "GetEnrollmentTicket", "{}"), "DeviceStatus"); got != "Unassigned" {
		l.t.Errorf("the ticket's device is %s", got)
	}
	older, newer := phone.pair()
	l.secrets[older], l.secrets[newer] = "code", "code"
	codes := fmt.Sprintf(`{"AuthenticationCode1":%q,"AuthenticationCode2":%q}`, older, newer)
	l.hold(ticket, 200, "EnableMFADevice", codes)
	if got := at[string](l.t, l.hold(ticket, 403, "EnableMFADevice", codes), "Code"); got != "EnrollmentTicketRedeemed" {
		l.t.Errorf("a ticket redeemed twice: %s", got)
	}
	made = l.call(root, 200, "CreateEnrollmentTicket", `{"UserName":"bob"}`)
	l.secrets[at[string](l.t, made, "Ticket")] = "ticket"
	return at[string](l.t, made, "TicketId")
}

// recover makes recovery codes and redeems one of them, twice.
func (l *life) recover(root, alice signer, serial string) {
	l.t.Helper()
	made := l.call(root, 200, "CreateRecoveryCodes", `{"UserName":"alice"}`)
	for i := range mfa.RecoveryCodesPerUser {
		l.secrets[at[string](l.t, made, "RecoveryCodes", i)] = "recovery code"
	}
	redeem := fmt.Sprintf(`{"SerialNumber":%q,"RecoveryCode":%q}`, serial, at[string](l.t, made, "RecoveryCodes", 0))
	redeemed := l.call(alice, 200, "RedeemRecoveryCode", "%s", redeem)
	l.secrets[at[string](l.t, redeemed, "Ticket")] = "ticket"
	if got := at[string](l.t, l.call(alice, 403, "RedeemRecoveryCode", "%s", redeem), "Code"); got !=
		"InvalidAuthenticationCode" {
		l.t.Errorf("a recovery code redeemed twice: %s", got)
	}
}

// hold calls an operation with a ticket in place of a signature.
func (l *life) hold(ticket string, status int, operation, body string) map[string]any {
	l.t.Helper()
	event := l.cloud.event(l.t, signer{id: "AKIANOTUSED000000000", secret: "unused"}, operation, body)
	for name := range event.Headers {
		if strings.HasPrefix(name, "x-amz-") {
			delete(event.Headers, name)
		}
	}
	event.Headers["authorization"] = "Bearer " + ticket
	answer := l.invoke(l.t, operation, event)
	var members map[string]any
	if err := json.Unmarshal([]byte(answer.Body), &members); err != nil || answer.StatusCode != status {
		l.t.Fatalf("%s with a ticket answered %d, %v, %s", operation, answer.StatusCode, err, answer.Body)
	}
	return members
}

// assume opens a session of the catalogue's role with a code.
func (l *life) assume(alice signer, role mfatest.Entry, serial, code string) {
	l.t.Helper()
	l.secrets[code] = "code"
	body := role.Fill(map[string]string{"$serial": serial, "$code": code})
	l.signer(l.call(alice, 200, "AssumeRole", "%s", body), "Credentials")
}

// pair calls an operation that takes two codes.
func (l *life) pair(as signer, operation, serial string, phone *phone) {
	l.t.Helper()
	older, newer := phone.pair()
	l.secrets[older], l.secrets[newer] = "code", "code"
	l.call(as, 200, operation,
		`{"UserName":"alice","SerialNumber":%q,"AuthenticationCode1":%q,"AuthenticationCode2":%q}`, serial, older, newer)
}

func (l *life) tags(root signer, serial string) {
	l.t.Helper()
	l.call(root, 200, "TagMFADevice", `{"SerialNumber":%q,"Tags":[{"Key":"team","Value":"blue"}]}`, serial)
	l.call(root, 200, "UntagMFADevice", `{"SerialNumber":%q,"TagKeys":["of"]}`, serial)
	tags := at[[]any](l.t, l.call(root, 200, "ListMFADeviceTags", `{"SerialNumber":%q}`, serial), "Tags")
	if len(tags) != 1 || at[string](l.t, tags, 0, "Key") != "team" {
		l.t.Errorf("ListMFADeviceTags answered %v", tags)
	}
}

func (l *life) listings(root signer, serial string) {
	l.t.Helper()
	if got := at[string](l.t, l.call(root, 200, "ListMFADevices", `{"UserName":"alice"}`), "MFADevices", 0,
		"SerialNumber"); got != serial {
		l.t.Errorf("ListMFADevices answered %s", got)
	}
	for assignment, want := range map[string]int{"Any": 1, "Assigned": 1, "Unassigned": 0} {
		all := at[[]any](l.t, l.call(root, 200, "ListVirtualMFADevices", `{"AssignmentStatus":%q}`, assignment),
			"VirtualMFADevices")
		if len(all) != want {
			l.t.Errorf("ListVirtualMFADevices of %s answered %d devices", assignment, len(all))
		}
	}
	if code := at[string](l.t, l.call(root, 400, "GetMFADevice", `{"UserName":"alice","SerialNumber":%q}`, serial),
		"Code"); code != "ValidationError" {
		l.t.Errorf("GetMFADevice answered %s", code)
	}
}

// end takes alice's key and alice away.
func (l *life) end(root, alice signer) {
	l.t.Helper()
	l.call(root, 200, "UpdateAccessKey", `{"UserName":"alice","AccessKeyId":%q,"Status":"Inactive"}`, alice.id)
	if code := at[string](l.t, l.call(alice, 403, "GetUser", ""), "Code"); code != "InvalidClientTokenId" {
		l.t.Errorf("an inactive key: %s", code)
	}
	if got := at[string](l.t, l.call(root, 200, "ListAccessKeys", `{"UserName":"alice"}`), "AccessKeyMetadata", 0,
		"Status"); got != "Inactive" {
		l.t.Errorf("ListAccessKeys answered %s", got)
	}
	l.call(root, 200, "DeleteAccessKey", `{"UserName":"alice","AccessKeyId":%q}`, alice.id)
	l.call(root, 200, "DeleteUser", `{"UserName":"alice"}`)
}
