package lambdafn

import (
	"bytes"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestAFunctionBehindAnEdgeHearsTheEdgeAlone(t *testing.T) {
	for name, c := range map[string]struct{ secret, sent, want string }{
		"no edge":          {"", "", "MissingAuthenticationToken"},
		"no edge, a guess": {"", "anything", "MissingAuthenticationToken"},
		"the edge":         {"shared by the two", "shared by the two", "MissingAuthenticationToken"},
		"past the edge":    {"shared by the two", "", ""},
		"a wrong secret":   {"shared by the two", "shared by the twO", ""},
		"half the secret":  {"shared by the two", "shared", ""},
	} {
		t.Run(name, func(t *testing.T) {
			variables := map[string]string{
				"AWS_REGION": "us-east-1", "TABLE_NAME": "table", "KMS_KEY_ARN": "arn:aws:kms:us-east-1:000000000000:key/k", "PROFILE": "hardened",
				"ISSUER": "issuer", "STACK_NAME": "stack", "EDGE_SECRET": c.secret,
			}
			var log bytes.Buffer
			f, err := New(func(name string) string { return variables[name] }, &log, mfa.ListUsers)
			if err != nil {
				t.Fatal(err)
			}
			event := events.APIGatewayV2HTTPRequest{RawPath: "/ListUsers", Headers: map[string]string{"content-type": "application/json", edgeHeader: c.sent}}
			event.RequestContext.HTTP.Method = "POST"
			answer, err := f.Handle(t.Context(), event)
			if err != nil || answer.StatusCode != 403 || !strings.Contains(answer.Body, c.want) || (c.want == "") != (answer.Body == "") {
				t.Error(answer, err)
			}
			if !strings.Contains(log.String(), `"Status":403`) || strings.Contains(log.String(), "shared") {
				t.Error(log.String())
			}
		})
	}
}
