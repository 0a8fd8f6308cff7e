package lambdatest

import (
	"fmt"
	"io"
	"net/http/httptest"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

// What AssumeRole costs beside the caller's key and the key ring, which every
// function that has just started reads.
func TestAssumeRoleKeepsToItsCallsWithAndWithoutACode(t *testing.T) {
	c := newCloud(t, "127.0.0.1:0")
	watched := newWatch(t, c.dynamoDB)
	proxy := httptest.NewServer(watched)
	defer proxy.Close()
	l := newLife(t, c, functionsIn(t, c, proxy.URL, io.Discard))
	root := c.bootstrap(t)
	l.call(root, 200, "CreateUser", `{"UserName":"alice"}`)
	alice := l.signer(l.call(root, 200, "CreateAccessKey", `{"UserName":"alice"}`), "AccessKey")
	created := l.call(root, 200, "CreateVirtualMFADevice", `{"VirtualMFADeviceName":"phone"}`)
	serial, phone := at[string](t, created, "VirtualMFADevice", "SerialNumber"), newPhone(t, created)
	l.pair(root, "EnableMFADevice", serial, phone)
	l.call(root, 200, "CreateRole", `{"RoleName":"ops","AssumeRolePolicyDocument":%q}`,
		`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}}`)
	opened := l.call(alice, 200, "GetSessionToken", `{"SerialNumber":%q,"TokenCode":%q}`, serial, phone.next())
	session := l.signer(opened, "Credentials")
	l.pair(root, "ResyncMFADevice", serial, phone) // the phone is ahead of its time by now

	none := `"RoleArn":"arn:aws:iam::` + mfatest.Account + `:role/none","RoleSessionName":"work"`
	role := `"RoleArn":"arn:aws:iam::` + mfatest.Account + `:role/ops","RoleSessionName":"work"`
	withCode := func(code string) string {
		return fmt.Sprintf(`{%s,"SerialNumber":%q,"TokenCode":%q}`, role, serial, code)
	}
	used := phone.next()
	for _, call := range []struct {
		name          string
		as            signer
		body          string
		status        int
		dynamoDB, kms int
	}{
		{"a right code", alice, withCode(used), 200, 4, 1},           // the user, the role; reserves, redeems; the seed
		{"a code that was used", alice, withCode(used), 403, 3, 1},   // redeems nothing
		{"no code", alice, `{` + role + `}`, 200, 2, 0},              // the user, the role
		{"a session with MFA", session, `{` + role + `}`, 200, 1, 0}, // the user is the caller
		{"another's device", alice, fmt.Sprintf(`{%s,"SerialNumber":%q,"TokenCode":%q}`, role, serial+"2", used), 403, 3, 0},
		{"an unknown role", alice, `{` + none + `}`, 403, 2, 0},
		{"a malformed request", alice, `{"RoleSessionName":"work"}`, 400, 0, 0},
	} {
		dynamoDB, kms := watched.count(), c.kmsCount()
		l.call(call.as, call.status, "AssumeRole", "%s", call.body)
		dynamoDB, kms = watched.count()-dynamoDB-coldDynamoDBCalls, c.kmsCount()-kms-coldKMSCalls
		t.Logf("%s: %d calls of DynamoDB, %d of KMS", call.name, dynamoDB, kms)
		if dynamoDB != call.dynamoDB || kms != call.kms {
			t.Errorf("%s: %d calls of DynamoDB and %d of KMS, not %d and %d", call.name, dynamoDB, kms, call.dynamoDB, call.kms)
		}
	}
}
