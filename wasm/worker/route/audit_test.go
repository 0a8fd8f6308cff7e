package route

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
	"github.com/virtual-mfa/virtual-mfa/shared/secret/secrettest"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

const (
	pasted = "wJalrXUtnFEMIxK7MDENGxbPxRfiCYEXAMPLEKEY" // no slash, so that it is one element of the scope
	token  = "FwoGZXIvYXdzEBYaDHqa0AP1/of/a/session"
)

// refused are requests of every kind that the edge refuses by itself, and what
// their records say.
var refused = map[string]struct {
	change func(*Request)
	code   string
	name   string
	keyID  string // "" for the one of signed, "-" for none
}{
	"unsigned": {func(r *Request) { r.Headers[0].Value = "" }, "MissingAuthenticationToken", "ListUsers", "-"},
	"another algorithm": {
		func(r *Request) { r.Headers[0].Value = "Bearer " + token }, "IncompleteSignature", "ListUsers", "-",
	},
	"a secret key in place of its id": {
		func(r *Request) {
			r.Headers[0].Value = wire.Algorithm + " Credential=" + pasted + "/20261123/us-east-1/s3/aws4_request"
		}, "SignatureDoesNotMatch", "ListUsers", "-",
	},
	"an unknown action": {
		func(r *Request) { r.Body = []byte("Action=DeleteEverything&Version=2010-05-08") },
		"InvalidAction", "DeleteEverything", "",
	},
	"a code in place of an action": {
		func(r *Request) { r.Body = []byte("Action=918273") },
		"InvalidAction", "Unknown", "",
	},
	"a token in place of an action": {
		func(r *Request) { r.Body = []byte("Action=" + token) }, "InvalidAction", "Unknown", "",
	},
	"no action": {func(r *Request) { r.Body = nil }, "MissingAction", "Unknown", ""},
	"a code in another version": {
		func(r *Request) { r.Body = []byte("Action=GetSessionToken&Version=2010-05-08&TokenCode=918273") },
		"InvalidAction", "GetSessionToken", "",
	},
	"an unknown route":  {func(r *Request) { r.Path = "/" + token }, "InvalidAction", "Unknown", ""},
	"a query string":    {func(r *Request) { r.RawQuery = "TokenCode=918273" }, "MalformedInput", "ListUsers", ""},
	"another method":    {func(r *Request) { r.Method = "PUT" }, "MethodNotAllowed", "ListUsers", ""},
	"a broken escape":   {func(r *Request) { r.Body = []byte("Action=ListUsers&x=%zz") }, "MalformedInput", "Unknown", ""},
	"a body too large":  {func(r *Request) { r.Body = make([]byte, wire.MaxBody+1) }, "RequestEntityTooLarge", "Unknown", ""},
	"half a body":       {func(r *Request) { r.BodyIsCut = true }, "MalformedInput", "ListUsers", ""},
	"a type not served": {func(r *Request) { r.Headers[1].Value = "text/plain" }, "UnsupportedMediaType", "ListUsers", ""},
}

func TestARefusalOfTheEdgeLeavesARecordWithoutSecrets(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile("../../../infra/docs/audit.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	secrets := secrettest.Secrets{
		pasted: "a secret key", token: "a token", "918273": "a code", "shared by the two": "the edge's secret",
	}
	var sink bytes.Buffer
	for name, c := range refused {
		t.Run(name, func(t *testing.T) {
			r := signed()
			r.Headers = append(r.Headers,
				Header{"user-agent", strings.Repeat("\xffAWS", 100)},
				Header{"x-amz-security-token", token},
				Header{"x-edge-secret", "shared by the two"})
			c.change(&r)
			_, refusal := r.Forward("https://api.example", secret.New("shared by the two"))
			if refusal == nil {
				t.Fatal("it was forwarded")
			}
			line := recorded(t, schema, r, refusal)
			sink.Write(line)
			keyID := map[string]string{"": "AKIAIOSFODNN7EXAMPLE", "-": ""}[c.keyID]
			if e := parsed(t, line); e.ErrorCode != c.code || e.EventName != c.name || e.UserIdentity.AccessKeyID != keyID {
				t.Errorf("the record is %+v", e)
			}
		})
	}
	for _, refusal := range []*wire.Error{wire.Throttled(), wire.Unavailable()} {
		if e := parsed(t, recorded(t, schema, signed(), refusal)); e.EventSource != "iam.amazonaws.com" || !e.ReadOnly {
			t.Errorf("the record is %+v", e)
		}
	}
	for body, want := range map[string]bool{
		"Action=SimulateCustomPolicy&Version=2010-05-08": true,
		"Action=DeleteEverything&Version=2010-05-08":     true, // there is no such operation
		"Action=DeleteUser&Version=2010-05-08":           false,
	} {
		r := signed()
		r.Body = []byte(body)
		if e := parsed(t, recorded(t, schema, r, wire.Throttled())); e.ReadOnly != want {
			t.Errorf("the record of %s is %+v", body, e)
		}
	}
	for _, leak := range secrets.Leaks(sink.Bytes()) {
		t.Errorf("a record has %s", leak)
	}
	if !strings.Contains(sink.String(), "192.0.2.1") {
		t.Errorf("the records are %s", &sink)
	}
}

// recorded is the line of a refusal, whose event keeps to the schema.
func recorded(t *testing.T, schema *jsonschema.Schema, r Request, refusal *wire.Error) []byte {
	t.Helper()
	line := r.Record(refusal, Occasion{
		RequestID: "6f0c6e5e-0d4c-4c4e-9d5a-0f7c5d1b2a3c",
		EventID:   "1b2a3c4d-0d4c-4c4e-8d5a-0f7c5d1b2a3c",
		Time:      "2026-11-23T12:00:00Z",
	})
	var members map[string]json.RawMessage
	if err := json.Unmarshal(line, &members); err != nil || string(members["msg"]) != `"audit"` {
		t.Fatalf("%v: %s", err, line)
	}
	event, err := jsonschema.UnmarshalJSON(bytes.NewReader(members["event"]))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(event); err != nil {
		t.Errorf("%s\n%v", line, err)
	}
	return line
}

func parsed(t *testing.T, text []byte) event {
	t.Helper()
	var in line
	if err := json.Unmarshal(text, &in); err != nil {
		t.Fatal(err)
	}
	return in.Event
}
