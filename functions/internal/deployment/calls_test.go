package deployment

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// What a function calls before its operation when it has just started: the caller's key and the key ring, and KMS to unwrap it.
const coldDynamoDBCalls, coldKMSCalls = 2, 1

// callsOf are the calls of DynamoDB and KMS of each operation itself, signed with a long-term key and granted.
var callsOf = map[string]struct{ dynamoDB, kms float64 }{
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
	var log bytes.Buffer
	l := &life{t: t, cloud: c, invoke: functionsIn(t, c, c.dynamoDB, &log), seen: map[string]bool{}}
	l.run()
	for _, secret := range l.secrets {
		if strings.Contains(log.String(), secret) {
			t.Error("the log has a secret that the life was handed")
		}
	}
	if len(l.secrets) < 9 { // of root, of alice's key and session, the session's token, the seed, two pairs of codes
		t.Fatalf("the test knows %d secrets only", len(l.secrets))
	}
	seen := map[string]bool{}
	for line := range strings.Lines(log.String()) {
		var call struct {
			Msg, Operation, Code    string
			DynamoDBCalls, KMSCalls float64
		}
		must(t, json.Unmarshal([]byte(line), &call))
		if call.Msg != "call" || call.Code != "" {
			continue
		}
		seen[call.Operation] = true
		if want := callsOf[call.Operation]; call.DynamoDBCalls-coldDynamoDBCalls != want.dynamoDB || call.KMSCalls-coldKMSCalls != want.kms {
			t.Errorf("%s: %v calls of DynamoDB and %v of KMS, not %v and %v", call.Operation, call.DynamoDBCalls-coldDynamoDBCalls, call.KMSCalls-coldKMSCalls, want.dynamoDB, want.kms)
		}
	}
	for _, operation := range mfa.Operations() {
		if _, listed := callsOf[operation.Name]; listed != seen[operation.Name] {
			t.Errorf("%s: listed %v, granted %v", operation.Name, listed, seen[operation.Name])
		}
	}
}
