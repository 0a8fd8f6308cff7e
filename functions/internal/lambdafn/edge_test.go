package lambdafn

import (
	"bytes"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

func TestAFunctionBehindAnEdgeHearsTheEdgeAlone(t *testing.T) {
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
			variables := map[string]string{
				"AWS_REGION": "us-east-1", "TABLE_NAME": "table", "KMS_KEY_ARN": "arn:aws:kms:us-east-1:000000000000:key/k", "PROFILE": "hardened",
				"ISSUER": "issuer", "STACK_NAME": "stack", "EDGE_SECRET": c.secret,
			}
			var log bytes.Buffer
			f, err := New(func(name string) string { return variables[name] }, &log, mfa.ListUsers)
			if err != nil {
				t.Fatal(err)
			}
			event := events.APIGatewayV2HTTPRequest{RawPath: "/ListUsers", Headers: map[string]string{"content-type": "application/json", c.header: c.sent}}
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
