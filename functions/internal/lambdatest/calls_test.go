package lambdatest

import (
	"bytes"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// What a function calls before its operation when it has just started: the caller's key and the key ring, and KMS to unwrap it.
const coldDynamoDBCalls, coldKMSCalls = 2, 1

// callsOf are the calls of DynamoDB and KMS of each operation itself, signed with a long-term key and granted.
var callsOf = map[string]struct{ dynamoDB, kms int }{
	"CreateVirtualMFADevice": {1, 1}, // KMS seals the seed
	"EnableMFADevice":        {3, 1}, // reads the device, reserves the attempt, assigns; KMS opens the seed
	"DeactivateMFADevice":    {2, 0},
	"ResyncMFADevice":        {2, 1},
	"DeleteVirtualMFADevice": {1, 0},
	"ListVirtualMFADevices":  {2, 0}, // a page that is not full crosses the border between the parts of the listing
	"ListMFADevices":         {1, 0},
	"TagMFADevice":           {1, 0},
	"UntagMFADevice":         {1, 0},
	"ListMFADeviceTags":      {1, 0},
	"GetSessionToken":        {2, 1}, // reserves and spends
	"GetCallerIdentity":      {0, 0},
	"CreateUser":             {1, 0},
	"GetUser":                {1, 0},
	"ListUsers":              {2, 0}, // like ListVirtualMFADevices
	"DeleteUser":             {1, 0},
	"CreateAccessKey":        {2, 0}, // reads the user, adds the key
	"ListAccessKeys":         {2, 0}, // reads the user, then the keys at once
	"UpdateAccessKey":        {1, 0},
	"DeleteAccessKey":        {1, 0},
}

func TestEveryOperationKeepsToItsCallsAndLogsNoSecret(t *testing.T) {
	c := newCloud(t, "127.0.0.1:0")
	watched := newWatch(t, c.dynamoDB)
	proxy := httptest.NewServer(watched)
	defer proxy.Close()
	var log bytes.Buffer
	functions, granted := functionsIn(t, c, proxy.URL, &log), map[string]bool{}
	counting := func(t *testing.T, name string, in event) events.APIGatewayV2HTTPResponse {
		dynamoDB, kms := watched.count(), c.kmsCount()
		answer := functions(t, name, in)
		if answer.StatusCode != 200 {
			return answer
		}
		granted[name] = true
		dynamoDB, kms = watched.count()-dynamoDB-coldDynamoDBCalls, c.kmsCount()-kms-coldKMSCalls
		if want := callsOf[name]; dynamoDB != want.dynamoDB || kms != want.kms {
			t.Errorf("%s: %d calls of DynamoDB and %d of KMS, not %d and %d", name, dynamoDB, kms, want.dynamoDB, want.kms)
		}
		return answer
	}
	l := newLife(t, c, counting)
	l.run()
	for _, operation := range mfa.Operations() {
		if _, listed := callsOf[operation.Name]; listed != granted[operation.Name] {
			t.Errorf("%s: listed %v, granted %v", operation.Name, listed, granted[operation.Name])
		}
	}
	l.checkLog(log.String())
}

// kmsCount is the number of calls so far, each once however often it was tried.
func (c *cloud) kmsCount() int {
	ids := map[string]bool{}
	for _, call := range c.kms.Calls() {
		ids[call.ID] = true
	}
	return len(ids)
}

// checkLog hunts for everything that the life was handed in secret, in the log and in what the table had.
func (l *life) checkLog(log string) {
	l.t.Helper()
	if !strings.Contains(log, "mfa/phone") || len(l.secrets) < 11 { // of root, alice's key and session, its token, the seed twice, five codes
		l.t.Fatalf("the test has a log of %d bytes and knows %d secrets", len(log), len(l.secrets))
	}
	l.left["the log"] = []byte(log)
	for name, text := range l.left {
		for _, leak := range l.secrets.Leaks(text) {
			l.t.Errorf("%s has %s", name, leak)
		}
	}
}
