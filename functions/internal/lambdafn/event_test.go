package lambdafn

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// variables are a function's environment, without any network behind it.
func variables(edgeSecret string) func(string) string {
	all := map[string]string{
		"AWS_REGION":  "us-east-1",
		"TABLE_NAME":  "table",
		"KMS_KEY_ARN": "arn:aws:kms:us-east-1:000000000000:key/k",
		"PROFILE":     "hardened",
		"ISSUER":      "issuer",
		"STACK_NAME":  "stack",
	}
	if edgeSecret != "" {
		hash := sha256.Sum256([]byte(edgeSecret))
		all["EDGE_SECRET_SHA256"] = hex.EncodeToString(hash[:])
	}
	return func(name string) string { return all[name] }
}

// logged is the line of a log that has a member.
func logged(t *testing.T, log, member string) map[string]any {
	t.Helper()
	for line := range strings.Lines(log) {
		var members map[string]any
		if err := json.Unmarshal([]byte(line), &members); err != nil {
			t.Fatal(err)
		}
		if _, has := members[member]; has {
			return members
		}
	}
	t.Fatalf("no line has %s: %s", member, log)
	return nil
}

func TestAFunctionBehindAnEdgeAnswersTheEdgeAlone(t *testing.T) {
	const gateway, local = "x-edge-secret", "X-Edge-Secret" // as API Gateway and sam local write it
	for name, c := range map[string]struct{ secret, header, sent, want string }{
		"no edge":             {"", gateway, "", "MissingAuthenticationToken"},
		"no edge, a guess":    {"", gateway, "anything", "MissingAuthenticationToken"},
		"the edge":            {"shared by the two", gateway, "shared by the two", "MissingAuthenticationToken"},
		"the edge, sam local": {"shared by the two", local, "shared by the two", "MissingAuthenticationToken"},
		"past the edge":       {"shared by the two", gateway, "", ""},
		"a wrong secret":      {"shared by the two", gateway, "shared by the twO", ""},
		"half the secret":     {"shared by the two", gateway, "shared", ""},
	} {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			f, err := New(variables(c.secret), &log, mfa.ListUsers)
			if err != nil {
				t.Fatal(err)
			}
			event := events.APIGatewayV2HTTPRequest{
				RawPath: "/ListUsers",
				Headers: map[string]string{"content-type": "application/json", c.header: c.sent,
					"x-edge-client-address": "192.0.2.7"},
			}
			event.RequestContext.HTTP.Method, event.RequestContext.HTTP.SourceIP = "POST", "198.51.100.1"
			answer, err := f.Handle(t.Context(), event)
			if err != nil || answer.StatusCode != 403 || !strings.Contains(answer.Body, c.want) ||
				(c.want == "") != (answer.Body == "") {
				t.Error(answer, err)
			}
			if logged(t, log.String(), "_aws")["Status"] != 403.0 || strings.Contains(log.String(), "shared") {
				t.Error(log.String())
			}
			record, _ := logged(t, log.String(), "event")["event"].(map[string]any)
			address := "198.51.100.1"
			if c.secret != "" && c.sent == c.secret {
				address = "192.0.2.7"
			}
			if record["sourceIPAddress"] != address || record["eventName"] != "ListUsers" ||
				record["recipientAccountId"] != "000000000000" {
				t.Errorf("the record is %v", record)
			}
			reason, _ := record["additionalEventData"].(map[string]any)
			if past := c.want == ""; past && (record["errorCode"] != "AccessDenied" || reason["reason"] != "not from the edge") {
				t.Errorf("the record is %v", record)
			}
		})
	}
}

func TestAnInvalidAddressIsNotTheClients(t *testing.T) {
	f, err := New(variables("s"), &bytes.Buffer{}, mfa.ListUsers)
	if err != nil {
		t.Fatal(err)
	}
	for sent, want := range map[string]string{"": "gateway", "nonsense": "gateway",
		"192.0.2.7, 192.0.2.8": "gateway", "2001:db8::1": "2001:db8::1"} {
		event := events.APIGatewayV2HTTPRequest{Headers: map[string]string{"x-edge-secret": "s",
			"x-edge-client-address": sent}}
		event.RequestContext.HTTP.SourceIP = "gateway"
		in, admitted := f.settings.admit(request(event))
		if !admitted || in.SourceIP != want || len(in.Header) != 0 {
			t.Errorf("%q: %v %+v", sent, admitted, in)
		}
	}
}
