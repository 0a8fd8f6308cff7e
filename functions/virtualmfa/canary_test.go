package main

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
	"github.com/virtual-mfa/virtual-mfa/shared/secret/secrettest"
)

// onDynamoDB are the arguments of a server that keeps its state there.
func onDynamoDB(t *testing.T, endpoint, table string) []string {
	t.Helper()
	return []string{"-dynamodb", endpoint, "-create-table", "-table", table, "-key-file",
		filepath.Join(t.TempDir(), "key")}
}

// The wiretap searches everything the server left for every secret of the test.
// This test adds what the others lack: DynamoDB failing halfway, and secrets
// where they do not belong.
func TestNoSecretIsLeftBehindWhateverGoesWrong(t *testing.T) {
	t.Parallel()
	table := newUnreliable(t, tooltest.DynamoDBLocal(t))
	s := serve(t, onDynamoDB(t, table.URL, "canary")...)
	s.wire.add("the key of the store", string(must(os.ReadFile(s.argument("-key-file")))(t)))
	alice := s.user(t, "alice")
	serial, seed := alice.enrol(t, "alice")
	c := must(alice.sts.GetSessionToken(t.Context(),
		&sts.GetSessionTokenInput{SerialNumber: &serial, TokenCode: app(t, seed, 0)}))(t).Credentials
	session := s.sdk(*c.AccessKeyId, *c.SecretAccessKey, *c.SessionToken)

	s.misplaceSecrets(t, serial, seed)
	for name, failure := range failures {
		table.failure.Store(&failure)
		for _, code := range []string{*app(t, seed, 0), *app(t, seed, 30*time.Second), "918273", "91827x"} {
			if _, err := alice.sts.GetSessionToken(t.Context(),
				&sts.GetSessionTokenInput{SerialNumber: &serial, TokenCode: &code}); err == nil {
				t.Errorf("%s: a session", name)
			}
		}
		if _, err := session.iam.ListMFADevices(t.Context(), &iam.ListMFADevicesInput{}); err == nil {
			t.Errorf("%s: an answer", name)
		}
	}
	table.failure.Store(nil)
	must(session.iam.ListMFADevices(t.Context(), &iam.ListMFADevicesInput{}))(t)
}

// misplaceSecrets sends codes, the seed and a session token where the server does
// not expect them.
func (s *server) misplaceSecrets(t *testing.T, serial, seed string) {
	t.Helper()
	token := strings.Repeat("Zm9yZ2Vk", 40)
	forged := s.sdk("ASIA"+strings.Repeat("A", 16), seed, token)
	if _, err := forged.sts.GetCallerIdentity(t.Context(), nil); err == nil {
		t.Error("a forged token was accepted")
	}
	wrongKey := s.sdk(s.exported("AWS_ACCESS_KEY_ID"), seed, "")
	if _, err := wrongKey.sts.GetCallerIdentity(t.Context(), nil); err == nil {
		t.Error("a wrong key was accepted")
	}
	code := *app(t, seed, 0)
	s.wire.add("code in a wrong place", code)
	login := "Action=GetSessionToken&Version=2011-06-15&SerialNumber=" + serial + "&TokenCode="
	for _, in := range []badInput{
		{name: "a code too long", service: "sts", body: login + code + seed},
		{name: "a broken escape", service: "sts", body: login + code + "%zz"},
		{name: "a code twice", service: "sts", body: login + code + "&TokenCode=" + code},
		{name: "a code as an action", service: "sts", body: "Action=" + code + "&Version=" + seed},
		{name: "a code in the path", path: "/GetSessionToken/" + code, body: login},
		{name: "a code in the query", path: "/?TokenCode=" + code, service: "sts", body: login},
		{name: "a code for a type", content: "text/" + code, body: login},
		{name: "a code in the scope", body: login,
			forge: editAuthorization("AWS4-", "AWS4-HMAC-SHA256 Credential="+seed+"/"+code)},
		{name: "a code for a date", body: login, forge: func(r *http.Request) { r.Header.Set("X-Amz-Date", code) }},
		{name: "JSON cut short", service: "sts", path: "/GetSessionToken", content: "application/json",
			body: `{"TokenCode":"` + code},
		{name: "JSON with a number", service: "sts", path: "/GetSessionToken", content: "application/json",
			body: `{"TokenCode":` + code + `}`},
		{name: "JSON with a name", service: "sts", path: "/GetSessionToken", content: "application/json",
			body: `{"DurationSeconds":{"` + code + `":"` + seed + `"}}`},
	} {
		if status, answer := s.send(t, in); status < 400 || status >= 500 {
			t.Errorf("%s: %d %s", in.name, status, answer)
		}
	}
}

// unreliable passes on what is sent to DynamoDB, unless it fails.
type unreliable struct {
	*httptest.Server
	failure atomic.Pointer[http.HandlerFunc]
}

func newUnreliable(t *testing.T, endpoint string) *unreliable {
	t.Helper()
	u, proxy := &unreliable{}, httputil.NewSingleHostReverseProxy(must(url.Parse(endpoint))(t))
	u.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if fail := u.failure.Load(); fail != nil {
			(*fail)(w, r)
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(u.Close)
	return u
}

// failures are those of DynamoDB. The last one quotes the request, as messages of
// DynamoDB may.
var failures = map[string]http.HandlerFunc{
	"gone":      func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	"throttled": refuseWith(http.StatusBadRequest, "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"),
	"broken":    refuseWith(http.StatusInternalServerError, "com.amazonaws.dynamodb.v20120810#InternalServerError"),
	"refusing":  refuseWith(http.StatusBadRequest, "com.amazon.coral.validate#ValidationException"),
}

func refuseWith(status int, kind string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		asked, _ := io.ReadAll(r.Body)
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		w.WriteHeader(status)
		fmt.Fprintf(w, `{"__type":%q,"message":%q}`, kind, asked)
	}
}

// Finding no secret proves something only if a secret would have been found.
func TestALeakIsFoundInEverySinkInEveryForm(t *testing.T) {
	t.Parallel()
	s := must(startServer(onDynamoDB(t, tooltest.DynamoDBLocal(t), "planted")...))(t)
	_, seed := s.user(t, "alice").enrol(t, "alice")
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	forms := slices.Sorted(maps.Values(secrettest.Forms(seed)))
	planted := strings.Join(forms, "\n")
	s.printed = []byte(planted)
	s.log.WriteString(planted)
	s.plantItem(t, planted)
	left := must(s.left())(t)
	for name, sink := range left {
		found := s.wire.secrets.Leaks(sink)
		if len(found) != len(forms) || s.wire.hunt(map[string][]byte{name: sink}) == nil {
			t.Errorf("%s has %d forms of the seed, and found are %q", name, len(forms), found)
		}
	}
	if len(left) != 5 {
		t.Errorf("%d sinks", len(left))
	}
	t.Logf("%d leaks planted in %d sinks, and found", len(left)*len(forms), len(left))
}

// plantItem writes an item that all indexes show.
func (s *server) plantItem(t *testing.T, planted string) {
	t.Helper()
	item := map[string]types.AttributeValue{}
	for _, name := range []string{"pk", "listing", "assignment", "position"} {
		item[name] = &types.AttributeValueMemberS{Value: "planted"}
	}
	item["serial"] = &types.AttributeValueMemberS{Value: planted}
	client, table := must(newDynamoDB(t.Context(), must(url.Parse(s.argument("-dynamodb")))(t)))(t), s.argument("-table")
	must(client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &table, Item: item}))(t)
}
