package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/functions/internal/tooltest"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

var update = flag.Bool("update", false,
	"record again what real clients send, in shared/endpoint/testdata/recorded.json")

// A call is what each client is told to send.
type call struct {
	Service, Operation string
	Parameters         map[string]any
}

const (
	// of AWS's documentation, for the account's root and its session
	recordedKey   = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
	recordedPhone = "arn:aws:iam::123456789012:mfa/phone"
)

// recordedToken is a session token that is not sealed, for a service that seals
// nothing.
var recordedToken = base64.StdEncoding.EncodeToString([]byte(`{"key":"ASIAIOSFODNN7EXAMPLE","secret":"` + recordedKey +
	`","id":"123456789012","mfa":true,"iat":"2026-11-25T00:00:00Z","exp":"2036-11-25T00:00:00Z"}`))

// catalogued is the call of an operation in the catalogue, with these members
// beside its own or in their place.
func catalogued(op mfa.Operation, members map[string]any) call {
	entry, ok := mfatest.EntryOf(op.Name)
	if !ok {
		panic("the catalogue has no call of " + op.Name)
	}
	parameters := map[string]any{}
	body := entry.Fill(map[string]string{
		"$user": "alice", "$serial": recordedPhone, "$older": "123456", "$newer": "654321", "$code": "123456",
	})
	if err := json.Unmarshal([]byte(body), &parameters); err != nil {
		panic(err)
	}
	maps.Copy(parameters, members)
	return call{string(op.Service), op.Name, parameters}
}

// byKey are the calls that are signed with a long-term key.
func byKey() []call {
	return []call{
		catalogued(mfa.CreateUser, map[string]any{"UserName": "alice", "Path": "/division_abc/subdivision_xyz/"}),
		catalogued(mfa.ListUsers, nil),
		catalogued(mfa.CreateVirtualMFADevice,
			map[string]any{"VirtualMFADeviceName": "phone", "Tags": tags("a key", "é ~*+'()!&=%/")}),
		catalogued(mfa.EnableMFADevice, nil),
		catalogued(mfa.ResyncMFADevice, nil),
		catalogued(mfa.ListMFADevices, nil),
		catalogued(mfa.GetSessionToken, map[string]any{"DurationSeconds": 900}),
		catalogued(mfa.GetCallerIdentity, nil),
	}
}

// bySession are the calls that are signed with a session's key and carry its
// token.
func bySession() []call {
	long := make([]string, 0, 100)
	for i := range 50 { // as many as a device may have
		long = append(long, fmt.Sprintf("Schlüssel %d", i), strings.Repeat("grün ", i%8))
	}
	return []call{
		// The AWS CLI pages by itself, so it does not send the catalogue's MaxItems.
		{"iam", "ListVirtualMFADevices", map[string]any{"AssignmentStatus": "Any"}},
		catalogued(mfa.TagMFADevice, map[string]any{"Tags": tags("naïve", "日本語 \U0001F511")}),
		catalogued(mfa.TagMFADevice, map[string]any{"Tags": tags(long...)}),
		catalogued(mfa.UntagMFADevice, map[string]any{"TagKeys": []any{"a", "naïve"}}),
		catalogued(mfa.DeactivateMFADevice, nil),
		catalogued(mfa.DeleteVirtualMFADevice, nil),
		{"iam", "GetUser", map[string]any{}}, // of the session itself
		catalogued(mfa.GetCallerIdentity, nil),
	}
}

func tags(keysAndValues ...string) (list []any) {
	for i := 0; i < len(keysAndValues); i += 2 {
		list = append(list, map[string]any{"Key": keysAndValues[i], "Value": keysAndValues[i+1]})
	}
	return list
}

// A recorder keeps what it is sent and answers 403, which clients do not retry.
type recorder struct {
	client   string // whose turn it is
	requests []recording
}

// A recording is a request as a client sent it, with the first word of its
// User-Agent: the rest describes the machine.
type recording struct {
	Client, Host, Body string
	Header             http.Header
}

func (r *recorder) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	body, err := io.ReadAll(request.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	agent, _, _ := strings.Cut(request.UserAgent(), " ")
	request.Header.Set("User-Agent", agent)
	r.requests = append(r.requests, recording{r.client, request.Host, string(body), request.Header})
	w.WriteHeader(http.StatusForbidden)
	_, _ = io.WriteString(w, "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>recorded</Message></Error></ErrorResponse>")
}

// A failure means that a client has changed. To record what it sends now:
//
//	go test ./functions/virtualmfa -run RealClients -update
func TestRealClientsSendWhatWasRecorded(t *testing.T) {
	t.Parallel()
	file := filepath.Join(tooltest.Root(t), "shared", "endpoint", "testdata", "recorded.json")
	fresh := recordClients(t)
	if *update {
		writeRecordings(t, file, fresh)
	}
	var recorded []recording
	if err := json.Unmarshal(must(os.ReadFile(file))(t), &recorded); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d requests of real clients", len(fresh))
	if len(recorded) != len(fresh) {
		t.Fatalf("%d requests, and %d were recorded", len(fresh), len(recorded))
	}
	for i, r := range fresh {
		if r.shape() != recorded[i].shape() {
			t.Errorf("now\n%s\nrecorded\n%s", r.shape(), recorded[i].shape())
		}
	}
}

var signedHeaders = regexp.MustCompile(`SignedHeaders=[^,]*`)

// shape is what does not change with time.
func (r recording) shape() string {
	return r.Client + " " + signedHeaders.FindString(r.Header.Get("Authorization")) + "\n" + r.Body
}

// writeRecordings writes one request on each line.
func writeRecordings(t *testing.T, file string, all []recording) {
	t.Helper()
	var lines [][]byte
	for _, r := range all {
		lines = append(lines, must(json.Marshal(r))(t))
	}
	text := "[\n" + string(bytes.Join(lines, []byte(",\n"))) + "\n]\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// recordClients lets each client send each call once.
func recordClients(t *testing.T) []recording {
	t.Helper()
	r := &recorder{}
	front := httptest.NewServer(r)
	defer front.Close()
	for _, client := range []struct {
		name string
		send func(*testing.T, *server, []call)
	}{
		{"AWS CLI", sendByCLI}, {"boto3", sendByBoto3}, {"SDK for JavaScript", sendByJavaScript},
		{"SDK for Go", sendByGo}, {"curl", sendByCurl},
	} {
		r.client = client.name
		before := len(r.requests)
		client.send(t, signer(front.URL, "AKIAIOSFODNN7EXAMPLE", ""), byKey())
		client.send(t, signer(front.URL, "ASIAIOSFODNN7EXAMPLE", recordedToken), bySession())
		if sent, want := len(r.requests)-before, len(byKey())+len(bySession()); sent != want {
			t.Fatalf("%s sent %d requests of %d", client.name, sent, want)
		}
	}
	return r.requests
}
