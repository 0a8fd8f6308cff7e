package lambdatest

import (
	"bytes"
	"encoding/json"
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
		w.note(strings.TrimPrefix(r.Header.Get("X-Amz-Target"), "DynamoDB_20120810."), r.Header.Get("Amz-Sdk-Invocation-Id"), body)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	w.Handler.ServeHTTP(out, r)
}

// note knows that a transaction takes the rights of its parts (DynamoDB
// developer guide, "Using IAM with DynamoDB transactions").
func (w *watch) note(action, id string, body []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var in struct {
		IndexName                string
		ExpressionAttributeNames map[string]string
		Key                      map[string]map[string]string
		TransactItems            []map[string]any
	}
	_ = json.Unmarshal(body, &in) // DynamoDB refuses what is no JSON
	if isUse(action, in.ExpressionAttributeNames, in.Key["pk"]["S"]) {
		w.uses[id] = true
		return
	}
	w.calls[id] = true
	resource := "Table"
	if in.IndexName != "" {
		resource += "/index/" + in.IndexName
	}
	if len(in.TransactItems) == 0 {
		w.taken = append(w.taken, "dynamodb:"+action+"\t"+resource)
	}
	for _, part := range in.TransactItems {
		for kind := range part {
			w.taken = append(w.taken, "dynamodb:"+kind+"Item\t"+resource)
		}
	}
}

// isUse reports whether a call does what the statement of CallerPolicy about last
// uses allows.
func isUse(action string, names map[string]string, pk string) bool {
	if action != "UpdateItem" || !strings.HasPrefix(pk, "key#") && !strings.HasPrefix(pk, "role#") {
		return false
	}
	for _, name := range names {
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

// take returns the rights that were taken since it was last called.
func (w *watch) take() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	taken := w.taken
	w.taken = nil
	return taken
}

// functionsIn sets up functions that run in this process, each once for every
// call: every start is a cold one.
func functionsIn(t *testing.T, c *cloud, dynamoDB string, stdout io.Writer) invoke {
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
			"AWS_ENDPOINT_URL_DYNAMODB": dynamoDB, "AWS_ENDPOINT_URL_KMS": c.kmsURL,
		}[name]
	}
}

func TestEveryFunctionMayDoWhatItDoesAndNothingElse(t *testing.T) {
	c := newCloud(t, "127.0.0.1:0")
	watched := newWatch(t, c.dynamoDB)
	proxy := httptest.NewServer(watched)
	defer proxy.Close()
	direct := functionsIn(t, c, proxy.URL, io.Discard)
	taken := map[string]map[string]bool{}
	kmsCalls := 0
	l := newLife(t, c, func(t *testing.T, name string, event events.APIGatewayV2HTTPRequest) events.APIGatewayV2HTTPResponse {
		kmsCalls = len(c.kms.Calls())
		answer := direct(t, name, event)
		name = functionOf(name)
		rights := watched.take()
		for _, call := range c.kms.Calls()[kmsCalls:] {
			rights = append(rights, call.Action+"\tKey\tpurpose="+call.Context["purpose"])
		}
		if taken[name] == nil {
			taken[name] = map[string]bool{}
		}
		for _, right := range rights {
			taken[name][right] = true
		}
		return answer
	})
	if missed := l.run(); len(missed) > 0 {
		t.Fatalf("no call of %v", missed)
	}
	// What a user creates counts on the user's quota; root's does not.
	root := c.bootstrap(t, "-rotate")
	bob := l.signer(l.call(root, 200, "CreateAccessKey", `{"UserName":"bob"}`), "AccessKey")
	l.call(bob, 200, "CreateVirtualMFADevice", `{"VirtualMFADeviceName":"bobs"}`)
	granted := granted(t)
	for _, name := range slices.Sorted(maps.Keys(taken)) {
		for right := range taken[name] {
			if !granted[name][right] {
				t.Errorf("%s does what it may not: %s", name, right)
			}
		}
		for right := range granted[name] {
			if !taken[name][right] && !granted[everyFunction][right] {
				t.Errorf("%s may do what it does not: %s", name, right)
			}
		}
	}
}

// everyFunction is the name in infra/deploy/roles.tsv under which the common rights stand.
const everyFunction = "(every function)"

// granted reads infra/deploy/roles.tsv: what each function may do, the common
// rights included.
func granted(t *testing.T) map[string]map[string]bool {
	t.Helper()
	rights := map[string]map[string]bool{everyFunction: {}}
	text, err := os.ReadFile(rolesFile(t))
	must(t, err)
	for line := range strings.Lines(string(text)) {
		name, right, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok || strings.HasPrefix(line, "#") || strings.HasPrefix(right, "deny ") {
			continue
		}
		if rights[name] == nil {
			rights[name] = map[string]bool{}
		}
		rights[name][right] = true
	}
	for _, function := range functions() {
		if rights[function] == nil {
			rights[function] = map[string]bool{}
		}
		for right := range rights[everyFunction] {
			rights[function][right] = true
		}
	}
	return rights
}
