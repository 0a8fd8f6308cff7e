package lambdatest

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/kms/kmstest"
	"github.com/virtual-mfa/virtual-mfa/functions/internal/lambdafn"
	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

type event = events.APIGatewayV2HTTPRequest

// wantAnswer checks an answer of a function.
func wantAnswer(t *testing.T, got events.APIGatewayV2HTTPResponse, status int, text string) {
	t.Helper()
	if got.StatusCode != status || !strings.Contains(got.Body, text) {
		t.Errorf("got %d: %s\nwant %d: %s", got.StatusCode, got.Body, status, text)
	}
}

func TestWhatAPIGatewayDoesToARequestIsUnderstood(t *testing.T) {
	c := newCloud(t, "127.0.0.1:0")
	root := c.bootstrap(t)
	functions := functionsIn(t, c, c.dynamoDB, io.Discard)
	for name, e := range map[string]struct {
		function string
		change   func(*event)
		status   int
		text     string
	}{
		"as it is": {"ListUsers", func(*event) {}, 200, `"Users":[]`},
		"body in base64": {"ListUsers",
			func(e *event) { e.Body, e.IsBase64Encoded = base64.StdEncoding.EncodeToString([]byte(e.Body)), true }, 200,
			`"Users":[]`},
		"body only said to be": {"ListUsers", func(e *event) { e.IsBase64Encoded = true }, 200, `"Users":[]`},
		"body gone":            {"ListUsers", func(e *event) { e.Body = "" }, 403, "SignatureDoesNotMatch"},
		"names in upper case":  {"ListUsers", func(e *event) { e.Headers = upper(e.Headers) }, 200, `"Users":[]`},
		"a header sent twice": {"ListUsers",
			func(e *event) { e.Headers["x-amz-date"] += "," + e.Headers["x-amz-date"] }, 400, "IncompleteSignature"},
		"another's route":       {"GetCallerIdentity", func(*event) {}, 404, "InvalidAction"},
		"a stage in the path":   {"ListUsers", func(e *event) { e.RawPath = "/prod/ListUsers" }, 404, "InvalidAction"},
		"a path with an escape": {"ListUsers", func(e *event) { e.RawPath = "/List%55sers" }, 404, "InvalidAction"},
		"a query string":        {"ListUsers", func(e *event) { e.RawQueryString = "a=b" }, 400, "MalformedInput"},
	} {
		t.Run(name, func(t *testing.T) {
			in := c.event(t, root, "ListUsers", `{"MaxItems":5}`)
			e.change(&in)
			wantAnswer(t, functions(t, e.function, in), e.status, e.text)
		})
	}
	t.Run("a form at its own route", func(t *testing.T) {
		in := c.event(t, root, "ListUsers", "", "-query")
		in.RawPath = "/ListUsers"
		wantAnswer(t, functions(t, "ListUsers", in), 200, "<ListUsersResponse")
		in.RawPath = "/GetUser"
		wantAnswer(t, functions(t, "GetUser", in), 400, "<Code>InvalidAction</Code>")
	})
}

func upper(headers map[string]string) map[string]string {
	changed := map[string]string{}
	for name, value := range headers {
		changed[strings.ToUpper(name)] = value
	}
	return changed
}

// troubled stands before DynamoDB, and answers some actions itself.
func troubled(t *testing.T, endpoint, action string, answer http.HandlerFunc) string {
	t.Helper()
	honest := newWatch(t, endpoint)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.Header.Get("X-Amz-Target"), "."+action) {
			answer(w, r)
			return
		}
		honest.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func throttle(w http.ResponseWriter, _ *http.Request) {
	w.WriteHeader(http.StatusBadRequest)
	_, _ = io.WriteString(w, `{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"slow down"}`)
}

func TestUnderFaultsAnswersAreRightAndNoChangeIsPartial(t *testing.T) {
	c := newCloud(t, "127.0.0.1:0")
	root := c.bootstrap(t)
	create := func(name string) event {
		return c.event(t, root, "CreateVirtualMFADevice", `{"VirtualMFADeviceName":"`+name+`"}`)
	}
	calm := functionsIn(t, c, c.dynamoDB, io.Discard)
	slow := func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-time.After(4 * time.Second):
		}
	}
	for name, day := range map[string]struct {
		action string
		answer http.HandlerFunc
		status int
		text   string
	}{
		"DynamoDB throttles":          {"TransactWriteItems", throttle, 400, `"Code":"Throttling"`},
		"DynamoDB throttles the read": {"GetItem", throttle, 400, `"Code":"Throttling"`},
		"DynamoDB is too slow":        {"TransactWriteItems", slow, 503, `"Code":"ServiceUnavailable"`},
		"DynamoDB fails":              {"TransactWriteItems", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }, 500, `"Code":"ServiceFailure"`},
	} {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			functions := functionsIn(t, c, troubled(t, c.dynamoDB, day.action, day.answer), &log)
			wantAnswer(t, functions(t, "CreateVirtualMFADevice", create("phone")), day.status, day.text)
			if strings.Contains(log.String(), root.secret) {
				t.Error("the log has a secret key")
			}
		})
	}
	t.Run("no table", func(t *testing.T) {
		lost := *c
		lost.table = "another"
		wantAnswer(t, functionsIn(t, &lost, c.dynamoDB, io.Discard)(t, "CreateVirtualMFADevice", create("phone")),
			500, `"Code":"ServiceFailure"`)
	})
	t.Run("the key is disabled", func(t *testing.T) {
		c.kms.SetState(c.key, kmstest.Disabled)
		defer c.kms.SetState(c.key, kmstest.Enabled)
		wantAnswer(t, calm(t, "CreateVirtualMFADevice", create("phone")), 500, `"Code":"ServiceFailure"`)
	})
	t.Run("time runs out", func(t *testing.T) {
		f, err := lambdafn.New(c.variables(troubled(t, c.dynamoDB, "TransactWriteItems", slow)), io.Discard,
			mfa.CreateVirtualMFADevice)
		must(t, err)
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		answer, err := f.Handle(ctx, create("phone"))
		must(t, err)
		wantAnswer(t, answer, 503, `"Code":"ServiceUnavailable"`)
		if ctx.Err() != nil {
			t.Error("the answer came when Lambda would have ended the function")
		}
	})
	wantAnswer(t, calm(t, "CreateVirtualMFADevice", create("phone")), 200, `"SerialNumber"`) // none of them had made it
	wantAnswer(t, calm(t, "CreateVirtualMFADevice", create("phone")), 409, `"Code":"EntityAlreadyExists"`)
}

func TestABrokenConfigurationIsNamedAtTheStart(t *testing.T) {
	whole := (&cloud{table: "table", key: "arn:aws:kms:us-east-1:123456789012:key/1"}).variables("")
	if _, err := lambdafn.New(whole, io.Discard, mfa.Operations()...); err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{
		"AWS_REGION": "", "TABLE_NAME": "", "KMS_KEY_ARN": "", "PROFILE": "", "ISSUER": "", "STACK_NAME": "",
		"KMS_KEY_ARN ": "file:///tmp/local.key", "PROFILE ": "lenient",
	} {
		name = strings.TrimSpace(name)
		_, err := lambdafn.New(func(asked string) string {
			if asked == name {
				return value
			}
			return whole(asked)
		}, io.Discard, mfa.Operations()...)
		if err == nil || !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s=%q: %v", name, value, err)
		}
	}
}

func TestACallLeavesOneLineAndOneRecord(t *testing.T) {
	c := newCloud(t, "127.0.0.1:0")
	root := c.bootstrap(t)
	var log bytes.Buffer
	wantAnswer(t, functionsIn(t, c, c.dynamoDB, &log)(t, "ListUsers", c.event(t, root, "ListUsers", "")), 200, "Users")
	lines := map[string]map[string]any{}
	for line := range strings.Lines(log.String()) {
		var members map[string]any
		must(t, json.Unmarshal([]byte(line), &members))
		lines[at[string](t, members, "msg")] = members
	}
	if len(lines) != 2 {
		t.Fatalf("%d kinds of lines: %s", len(lines), &log)
	}
	call := lines["call"]
	if call["Operation"] != "ListUsers" || call["Status"] != 200.0 || call["ColdStart"] != 1.0 ||
		call["DynamoDBCalls"].(float64) < 2 || call["KMSCalls"] != 1.0 {
		t.Errorf("%v", call)
	}
	if at[string](t, lines["audit"], "event", "userIdentity", "type") != "Root" {
		t.Errorf("%v", lines["audit"])
	}
	for _, directive := range at[[]any](t, call, "_aws", "CloudWatchMetrics") {
		for _, metric := range at[[]any](t, directive, "Metrics") {
			if name := at[string](t, metric, "Name"); call[name] == nil {
				t.Errorf("the line has no %s, which it declares as a metric", name)
			}
		}
	}
}

func TestTheDashboardShowsMetricsThatThereAre(t *testing.T) {
	c := newCloud(t, "127.0.0.1:0")
	var log bytes.Buffer
	functionsIn(t, c, c.dynamoDB, &log)(t, "ListUsers", c.event(t, c.bootstrap(t), "ListUsers", ""))
	text, err := os.ReadFile(filepath.Join(tooltest.Root(t), "infra/deploy/dashboard.json"))
	must(t, err)
	var dashboard any
	must(t, json.Unmarshal(text, &dashboard))
	shown := 0
	for _, widget := range at[[]any](t, dashboard, "widgets") {
		for _, metric := range at[[]any](t, widget, "properties", "metrics") {
			shown++
			if name := at[string](t, metric, 1); !strings.Contains(log.String(), `"Name":"`+name+`"`) {
				t.Errorf("no call has the metric %s", name)
			}
		}
	}
	if shown == 0 {
		t.Error("the dashboard shows nothing")
	}
}
