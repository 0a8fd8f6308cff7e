package lambdatest

import (
	"bytes"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// What a function calls before its operation when it has just started: the
// caller's key and the key ring, and KMS to unwrap it.
const coldDynamoDBCalls, coldKMSCalls = 2, 1

func TestEveryOperationKeepsToItsCallsAndLogsNoSecret(t *testing.T) {
	c := newCloud(t, "127.0.0.1:0")
	watched := newWatch(t, c.dynamoDB)
	proxy := httptest.NewServer(watched)
	defer proxy.Close()
	var log bytes.Buffer
	functions, granted := functionsIn(t, c, proxy.URL, &log), map[string]bool{}
	counting := func(t *testing.T, name string, in event) events.APIGatewayV2HTTPResponse {
		t.Helper()
		dynamoDB, kms := watched.count(), c.kmsCount()
		answer := functions(t, name, in)
		if answer.StatusCode != 200 || strings.HasPrefix(in.Headers["authorization"], wire.TicketScheme) {
			return answer // the holder of a ticket makes other calls than the catalogue's callers
		}
		granted[name] = true
		dynamoDB, kms = watched.count()-dynamoDB-coldDynamoDBCalls, c.kmsCount()-kms-coldKMSCalls
		want, catalogued := mfatest.EntryOf(name)
		if name == mfa.DeactivateMFADevice.Name { // of the user who calls by a session, and is known already
			want.DynamoDB--
		}
		if catalogued && (dynamoDB != want.DynamoDB || kms != want.KMS) {
			t.Errorf("%s: %d calls of DynamoDB and %d of KMS, not %d and %d", name, dynamoDB, kms, want.DynamoDB, want.KMS)
		}
		return answer
	}
	l := newLife(t, c, counting)
	l.run()
	if keys := 2; len(watched.uses) != keys { // root's and alice's, each within 15 minutes; no role's session calls
		t.Errorf("%d uses of %d keys were recorded", len(watched.uses), keys)
	}
	for _, c := range mfatest.Catalogue() {
		if wanted := c.Answer == ""; wanted != granted[c.Operation.Name] {
			t.Errorf("%s: granted %v", c.Operation.Name, !wanted)
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

// checkLog hunts for everything that the life was handed in secret, in the log
// and in what the table had.
func (l *life) checkLog(log string) {
	l.t.Helper()
	// of root, alice's key and session, its token, the seed twice, five codes
	if !strings.Contains(log, "mfa/phone") || len(l.secrets) < 11 {
		l.t.Fatalf("the test has a log of %d bytes and knows %d secrets", len(log), len(l.secrets))
	}
	l.left["the log"] = []byte(log)
	for name, text := range l.left {
		for _, leak := range l.secrets.Leaks(text) {
			l.t.Errorf("%s has %s", name, leak)
		}
	}
}
