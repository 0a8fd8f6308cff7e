package lambdatest

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/kms/kmstest"
)

// refused runs the command, which must fail with one line on standard error,
// beside the SDK's own, and nothing on standard output.
func (c *cloud) refused(t *testing.T, env []string, args ...string) string {
	t.Helper()
	out, said, err := try(t, "", env, c.command, args...)
	ours := ""
	for line := range strings.Lines(said) {
		if !strings.HasPrefix(line, "SDK ") {
			ours += line
		}
	}
	if err == nil || out != "" || strings.Count(ours, "\n") != 1 {
		t.Fatalf("%v: %v, stdout of %d bytes, stderr %q", args, err, len(out), said)
	}
	return ours
}

func TestBootstrapMakesOneRootKeyUntilItIsToldToRotate(t *testing.T) {
	c := newCloud(t, "127.0.0.1:0")
	functions := functionsIn(t, c, c.dynamoDB, io.Discard)
	first := c.bootstrap(t)
	early := c.event(t, first, "GetCallerIdentity", "")
	wantAnswer(t, functions(t, "GetCallerIdentity", early), 200, ":root")

	said := c.refused(t, c.endpoints(), "bootstrap", "-table", c.table, "-key", c.key)
	if !strings.Contains(said, first.id) || !strings.Contains(said, "-rotate") || strings.Contains(said, first.secret) {
		t.Errorf("a second bootstrap said %q", said)
	}

	wantAnswer(t, functions(t, "CreateUser", c.event(t, first, "CreateUser", `{"UserName":"alice"}`)), 200, "alice")
	l := newLife(t, c, functions)
	alice := l.signer(l.call(first, 200, "CreateAccessKey", `{"UserName":"alice"}`), "AccessKey")
	second := c.bootstrap(t, "-rotate")
	wantAnswer(t, functions(t, "GetCallerIdentity", c.event(t, second, "GetCallerIdentity", "")), 200, ":root")
	wantAnswer(t, functions(t, "GetCallerIdentity", early), 403, "InvalidClientTokenId")
	l.call(alice, 200, "GetUser", "") // her key was sealed by the first data key
}

func TestAnInterruptedBootstrapCanBeRepeated(t *testing.T) {
	c := newCloud(t, "127.0.0.1:0")
	denies := func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, `{"__type":"AccessDeniedException"}`, http.StatusBadRequest)
	}
	env := append(c.endpoints(), "AWS_ENDPOINT_URL_DYNAMODB="+troubled(t, c.dynamoDB, "TransactWriteItems", denies))
	c.refused(t, env, "bootstrap", "-table", c.table, "-key", c.key) // the ring is made, the root key is not
	root := c.bootstrap(t)
	wantAnswer(t, functionsIn(t, c, c.dynamoDB, io.Discard)(t, "ListUsers", c.event(t, root, "ListUsers", "")),
		200, "Users")
}

func TestBootstrapNamesWhatIsMissing(t *testing.T) {
	c := newCloud(t, "127.0.0.1:0")
	for name, args := range map[string][]string{
		"give -stack, or both": {"bootstrap"},
		"or both -table and":   {"bootstrap", "-stack", "mfa", "-table", c.table},
		"both -table and -key": {"bootstrap", "-table", c.table},
		"the ARN of a KMS key": {"bootstrap", "-table", c.table, "-key", "local.key"},
		"reading the key ring": {"bootstrap", "-table", "another", "-key", c.key},
	} {
		if said := c.refused(t, c.endpoints(), args...); !strings.Contains(said, name) {
			t.Errorf("%v said %q", args, said)
		}
	}
	c.kms.Trouble(kmstest.AccessDenied)
	if said := c.refused(t, c.endpoints(), "bootstrap", "-table", c.table, "-key", c.key); !strings.Contains(said,
		"AccessDeniedException") {
		t.Errorf("without the right to use the key it said %q", said)
	}
}

// describeStacks is CloudFormation's answer about one stack (CloudFormation API
// reference, DescribeStacks).
const describeStacks = `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member>
<StackName>mfa</StackName><StackStatus>CREATE_COMPLETE</StackStatus>
<CreationTime>2026-11-01T00:00:00Z</CreationTime><Outputs>%s</Outputs>
</member></Stacks></DescribeStacksResult></DescribeStacksResponse>`

func TestBootstrapFindsTableAndKeyByTheStacksOutputs(t *testing.T) {
	c := newCloud(t, "127.0.0.1:0")
	outputs := ""
	cloudFormation := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("Action") != "DescribeStacks" || r.FormValue("StackName") != "mfa" {
			t.Errorf("asked for %v", r.Form)
		}
		w.Header().Set("Content-Type", "text/xml")
		_, _ = fmt.Fprintf(w, describeStacks, outputs)
	}))
	defer cloudFormation.Close()
	env := append(c.endpoints(), "AWS_ENDPOINT_URL_CLOUDFORMATION="+cloudFormation.URL)
	if said := c.refused(t, env, "bootstrap", "-stack", "mfa"); !strings.Contains(said,
		"no outputs TableName and KeyArn") {
		t.Errorf("about a stack that is not ours it said %q", said)
	}
	for name, value := range map[string]string{"TableName": c.table, "KeyArn": c.key, "Endpoint": "export x=y"} {
		outputs += "<member><OutputKey>" + name + "</OutputKey><OutputValue>" + value + "</OutputValue></member>"
	}
	root := signerOf(t, run(t, "", env, c.command, "bootstrap", "-stack", "mfa"))
	wantAnswer(t, functionsIn(t, c, c.dynamoDB, io.Discard)(t, "ListUsers", c.event(t, root, "ListUsers", "")),
		200, "Users")
	if declared := expandedText(t); !strings.Contains(declared, `"TableName": {`) ||
		!strings.Contains(declared, `"KeyArn": {`) {
		t.Error("template.yaml has no outputs of these names")
	}
}

func TestAnEventIsForAnOperationThatThereIs(t *testing.T) {
	c := newCloud(t, "127.0.0.1:0")
	if said := c.refused(t, signer{id: "AKIA", secret: "hidden-away"}.env(), "event",
		"EnableMfaDevice"); !strings.Contains(said, "EnableMfaDevice") || strings.Contains(said, "hidden-away") {
		t.Errorf("it said %q", said)
	}
}
