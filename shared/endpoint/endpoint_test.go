package endpoint_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/endpoint"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

func TestBadInputCostsOneClearError(t *testing.T) {
	f := newFront(t, nil)
	// Each returns a request that is sent only when its case runs.
	query := func(body string) func() endpoint.Request {
		return func() endpoint.Request { return f.signed(f.iam(body)) }
	}
	json := func(body string) func() endpoint.Request {
		return func() endpoint.Request { return f.signed(f.json("ListUsers", body)) }
	}
	raw := func(change func(*endpoint.Request)) func() endpoint.Request {
		return func() endpoint.Request {
			r := f.signed(f.iam(listUsers))
			change(&r)
			return r
		}
	}
	routed := func(path string) func() endpoint.Request {
		return func() endpoint.Request { return at(path, f.signed(f.iam(listUsers))) }
	}
	signed := func(m message) func() endpoint.Request {
		return func() endpoint.Request { return f.signed(m) }
	}
	for name, c := range map[string]struct {
		request func() endpoint.Request
		status  int
		text    string
	}{
		"no action": {query("Version=2010-05-08"), 400, "<Code>MissingAction</Code>"},
		"unknown action": {
			query("Action=CreateInstanceProfile&Version=2010-05-08"),
			400, "Could not find operation CreateInstanceProfile for version 2010-05-08",
		},
		"action in another case": {query("Action=listUsers&Version=2010-05-08"), 400, "<Code>InvalidAction</Code>"},
		"a name in another case": {query("action=ListUsers&Version=2010-05-08"), 400, "<Code>MissingAction</Code>"},
		"a name in both cases":   {query(listUsers + "&action=DeleteUser"), 200, "<Users>"},
		"no version":             {query("Action=ListUsers"), 400, "<Code>InvalidAction</Code>"},
		"another version": {
			query("Action=ListUsers&Version=2011-06-15"),
			400, "Could not find operation ListUsers for version 2011-06-15",
		},
		"another service":        {query(whoami), 400, "<Code>InvalidAction</Code>"},
		"a parameter twice":      {query(listUsers + "&Action=ListUsers"), 400, "<Code>MalformedInput</Code>"},
		"not UTF-8":              {query(listUsers + "&PathPrefix=%ff"), 400, "<Code>MalformedInput</Code>"},
		"wrong escape":           {query(listUsers + "&PathPrefix=%zz"), 400, "<Code>MalformedInput</Code>"},
		"an integer with a dot":  {query(listUsers + "&MaxItems=1.0"), 400, "<Code>MalformedInput</Code>"},
		"an integer too large":   {query(listUsers + "&MaxItems=2147483648"), 400, "<Code>MalformedInput</Code>"},
		"an integer in blanks":   {query(listUsers + "&MaxItems=%201"), 400, "<Code>MalformedInput</Code>"},
		"an integer with a sign": {query(listUsers + "&MaxItems=%2B01"), 200, "<Users>"},
		"an unknown parameter":   {query(listUsers + "&Colour=red"), 200, "<Users>"},
		"tag number zero": {
			query("Action=TagMFADevice&Version=2010-05-08&Tags.member.0.Key=a"),
			400, "<Code>MalformedInput</Code>",
		},
		"a tag number too large": {
			query("Action=TagMFADevice&Version=2010-05-08&Tags.member.99999999.Key=a"),
			400, "<Code>MalformedInput</Code>",
		},
		"many tags": {
			query("Action=CreateVirtualMFADevice&Version=2010-05-08&VirtualMFADeviceName=a&Tags.member.10000.Key=a"),
			400, "Member must have length less than or equal to 50",
		},
		"GET": {
			raw(func(r *endpoint.Request) { r.Method = "GET" }),
			405, "<Code>MethodNotAllowed</Code>",
		},
		"a body cut short": {
			raw(func(r *endpoint.Request) { r.BodyIsCut = true }),
			400, "<Code>MalformedInput</Code>",
		},
		"no such route": {
			raw(func(r *endpoint.Request) { r.Path = "/Nothing" }),
			404, "<Code>InvalidAction</Code>",
		},
		"no such JSON route": {signed(f.json("Nothing", "{}")), 404, `"Code":"InvalidAction"`},
		"too large": {
			query(listUsers + "&X=" + strings.Repeat("x", wire.MaxBody)),
			413, "<Code>RequestEntityTooLarge</Code>",
		},
		"JSON at the form's": {
			raw(func(r *endpoint.Request) { r.Header["Content-Type"] = []string{"application/json"} }),
			415, "<Code>UnsupportedMediaType</Code>",
		},
		"no type": {
			raw(func(r *endpoint.Request) { delete(r.Header, "Content-Type") }),
			415, "<Code>UnsupportedMediaType</Code>",
		},
		"JSON of another type":    {json(`{"MaxItems":"1"}`), 400, "The JSON member at '/MaxItems' is of the wrong type."},
		"JSON twice":              {json(`{"MaxItems":1,"MaxItems":2}`), 400, `"Code":"MalformedInput"`},
		"JSON cut":                {json(`{"MaxItems":1`), 400, `"Code":"MalformedInput"`},
		"JSON and more":           {json(`{} {}`), 400, `"Code":"MalformedInput"`},
		"JSON not UTF-8":          {json("{\"PathPrefix\":\"\xff\"}"), 400, `"Code":"MalformedInput"`},
		"JSON in another case":    {json(`{"maxitems":"x"}`), 200, `"Users":[]`},
		"JSON null":               {json(`{"MaxItems":null}`), 200, `"Users":[]`},
		"JSON of another service": {signed(f.json("GetSessionToken", "")), 403, "correct service: 'sts'"},
		"a form at its route":     {routed("/ListUsers"), 200, "<Users>"},
		"a form at another's":     {routed("/GetUser"), 400, "<Code>InvalidAction</Code>"},
	} {
		t.Run(name, func(t *testing.T) {
			before := len(f.events)
			want(t, f.Serve(context.Background(), c.request()), c.status, c.text)
			if served := len(f.events) - before; served != 1 {
				t.Errorf("%d requests were served", served)
			}
		})
	}
}

func TestARefusalOfAMethodNamesTheAllowedOne(t *testing.T) {
	f := newFront(t, nil)
	if got := f.Serve(context.Background(), endpoint.Request{Method: "GET", Path: "/"}); got.Status != 405 ||
		got.Header["Allow"] != "POST" {
		t.Errorf("%d %v", got.Status, got.Header)
	}
}

func at(path string, r endpoint.Request) endpoint.Request {
	r.Path = path
	return r
}

// golden compares an answer, without its request id, with a file.
func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	id := regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`)
	wanted, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	if text := id.ReplaceAllString(string(got), "REQUEST-ID"); text != string(wanted) {
		t.Errorf("%s:\n%s\nwant\n%s", file, text, wanted)
	}
}

func TestAnswersAreAWSsToTheByte(t *testing.T) {
	f := newFront(t, nil)
	f.mfa.User("alice")
	f.mfa.Enable("alice", "phone")
	f.mfa.Root.Create("spare")
	golden(t, "list.xml", f.send(f.iam("Action=ListMFADevices&Version=2010-05-08&UserName=alice")).Body)
	golden(t, "empty.xml", f.send(f.iam("Action=ListMFADevices&Version=2010-05-08")).Body)
	golden(t, "none.xml", f.send(f.iam("Action=TagMFADevice&Version=2010-05-08&SerialNumber=arn:aws:iam::123456789012:mfa/spare&Tags.member.01.Key=a&Tags.member.01.Value=%2B+b")).Body)
	golden(t, "tags.xml", f.send(f.iam("Action=ListMFADeviceTags&Version=2010-05-08&SerialNumber=arn:aws:iam::123456789012:mfa/spare")).Body)
	golden(t, "error.xml", f.send(f.iam("Action=GetUser&Version=2010-05-08&UserName=bob")).Body)
	golden(t, "list.json", f.send(f.json("ListMFADevices", `{"UserName":"alice"}`)).Body)
	golden(t, "none.json", f.send(f.json("UntagMFADevice",
		`{"SerialNumber":"arn:aws:iam::123456789012:mfa/spare","TagKeys":["a"]}`)).Body)
	golden(t, "error.json", f.send(f.json("GetUser", `{"UserName":"bob"}`)).Body)
	got := f.send(f.iam(listUsers))
	id := got.Header["X-Amzn-Requestid"]
	if got.Header["Content-Type"] != "text/xml" || id == "" ||
		!bytes.Contains(got.Body, []byte("<RequestId>"+id+"</RequestId>")) {
		t.Errorf("%v: %s", got.Header, got.Body)
	}
}

func TestSecretsLeaveInTheirOneAnswer(t *testing.T) {
	f := newFront(t, nil)
	seed := regexp.MustCompile(`<Base32StringSeed>([^<]+)</Base32StringSeed>\s*<QRCodePNG>([^<]+)</QRCodePNG>`)
	parts := seed.FindSubmatch(f.send(f.iam("Action=CreateVirtualMFADevice&Version=2010-05-08&VirtualMFADeviceName=a")).Body)
	if parts == nil {
		t.Fatal("no seed and picture")
	}
	text, err := base64.StdEncoding.DecodeString(string(parts[1]))
	if err != nil || len(text) != 64 {
		t.Errorf("the seed is %d bytes: %v", len(text), err)
	}
	if picture, err := base64.StdEncoding.DecodeString(string(parts[2])); err != nil ||
		!bytes.HasPrefix(picture, []byte("\x89PNG")) {
		t.Errorf("the picture: %v", err)
	}
	asJSON := f.send(f.json("CreateVirtualMFADevice", `{"VirtualMFADeviceName":"b"}`)).Body
	if !regexp.MustCompile(`"Base32StringSeed":"[A-Za-z0-9+/]{86}==","QRCodePNG":"iVBOR`).Match(asJSON) {
		t.Errorf("%.200s", asJSON)
	}
	f.mfa.User("alice")
	if body := f.send(f.json("CreateAccessKey", `{"UserName":"alice"}`)).Body; bytes.Contains(body, []byte("redacted")) {
		t.Errorf("%s", body)
	}
}

func TestEveryRequestLeavesOneRecordWithoutSecrets(t *testing.T) {
	f := newFront(t, nil)
	f.mfa.User("alice")
	phone := f.mfa.Root.Create("phone")
	pair := phone.Pair("alice", 0)
	enable := url.Values{"Action": {"EnableMFADevice"}, "Version": {"2010-05-08"}, "UserName": {"alice"},
		"SerialNumber":        {phone.Serial},
		"AuthenticationCode1": {pair.AuthenticationCode1.Reveal()},
		"AuthenticationCode2": {pair.AuthenticationCode2.Reveal()}}
	var log bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&log, nil))
	for _, c := range []struct {
		m             message
		action, error string
	}{
		{f.iam(enable.Encode()), "EnableMFADevice", ""},
		{f.iam(enable.Encode()), "EnableMFADevice", "EntityAlreadyExists"},
		{f.sts("Action=GetSessionToken&Version=2011-06-15&SerialNumber=" + phone.Serial + "&TokenCode=98765x"),
			"GetSessionToken", "ValidationError"},
		{f.iam("Action=Nothing&Version=2010-05-08"), "Nothing", "InvalidAction"},
		{func() message { m := f.iam(listUsers); m.key.SecretAccessKey += "x"; return m }(), "ListUsers",
			"SignatureDoesNotMatch"},
	} {
		before := len(f.events)
		f.send(c.m)
		if len(f.events) != before+1 {
			t.Fatalf("%d records of one request", len(f.events)-before)
		}
		e := f.events[before]
		endpoint.LogEvent(context.Background(), logger, e)
		if e.EventName != c.action || e.ErrorCode != c.error || e.RequestID == "" || e.SourceIPAddress != "127.0.0.1" {
			t.Errorf("%+v", e)
		}
		if c.action == "EnableMFADevice" &&
			(e.UserIdentity.Type != "Root" || e.RequestParameters["userName"] != "alice" ||
				e.RequestParameters["serialNumber"] != phone.Serial) {
			t.Errorf("%+v", e)
		}
	}
	for _, secret := range []string{pair.AuthenticationCode1.Reveal(), pair.AuthenticationCode2.Reveal(), "98765",
		phone.Seed.Base32().Reveal(), f.key.SecretAccessKey} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log has %q: %s", secret, &log)
		}
	}
	if !strings.Contains(log.String(), phone.Serial) {
		t.Error("the log has no serial number: the search above looked at nothing")
	}
}

// broken is a store that fails in a way of its own.
type broken struct {
	mfa.Store
	err error
}

func (b broken) User(context.Context, string) (mfa.User, error) {
	if b.err == nil {
		panic("a seed, for all we know")
	}
	return mfa.User{}, b.err
}

func TestARecordOfARefusalNamesTheRouteAndNoCaller(t *testing.T) {
	f := newFront(t, nil)
	r := f.signed(f.json("GetSessionToken", "{}"))
	delete(r.Header, "Authorization")
	want(t, f.Serve(context.Background(), r), 403, "MissingAuthenticationToken")
	e := f.events[0]
	if e.EventName != "GetSessionToken" || e.EventSource != "sts.amazonaws.com" ||
		e.UserIdentity.Type != "Unknown" || len(e.RequestParameters) != 0 {
		t.Errorf("%+v", e)
	}
}

func TestJSONTakesCodesAndQuotesNone(t *testing.T) {
	f := newFront(t, nil)
	f.mfa.User("alice")
	phone := f.mfa.Root.Create("phone")
	pair := phone.Pair("alice", 0)
	body := func(second string) string {
		return fmt.Sprintf(`{"UserName":"alice","SerialNumber":%q,"AuthenticationCode1":%q,"AuthenticationCode2":%s}`,
			phone.Serial, pair.AuthenticationCode1.Reveal(), second)
	}
	for name, second := range map[string]string{
		"a number":     pair.AuthenticationCode2.Reveal(),
		"a list":       `["` + pair.AuthenticationCode2.Reveal() + `"]`,
		"cut short":    `"` + pair.AuthenticationCode2.Reveal(),
		"there twice":  `"1","AuthenticationCode2":"` + pair.AuthenticationCode2.Reveal() + `"`,
		"a wide digit": `"１23456"`,
		"in blanks":    `" ` + pair.AuthenticationCode2.Reveal() + `"`,
	} {
		t.Run(name, func(t *testing.T) {
			got := f.send(f.json("EnableMFADevice", body(second)))
			if got.Status != 400 || bytes.Contains(got.Body, []byte(pair.AuthenticationCode2.Reveal())) {
				t.Errorf("%d: %s", got.Status, got.Body)
			}
		})
	}
	want(t, f.send(f.json("EnableMFADevice", body(`"`+pair.AuthenticationCode2.Reveal()+`"`))), 200, "{}")
}

func TestWithoutRandomnessNothingIsDone(t *testing.T) {
	f := newFront(t, func(c *endpoint.Config) { c.Random = bytes.NewReader(nil) })
	want(t, f.send(f.iam("Action=CreateUser&Version=2010-05-08&UserName=alice")), 500, "<Code>ServiceFailure</Code>")
	if len(f.events) != 1 || f.events[0].ErrorCode != "ServiceFailure" {
		t.Errorf("%+v", f.events)
	}
}

func TestFailuresOfTheServiceTellNothing(t *testing.T) {
	for name, c := range map[string]struct {
		err    error
		status int
		text   string
	}{
		"unknown":   {errors.New("a seed, for all we know"), 500, "<Type>Receiver</Type>"},
		"throttled": {fmt.Errorf("dynamo: %w", mfa.ErrThrottled), 400, "<Message>Rate exceeded</Message>"},
		"too slow":  {fmt.Errorf("dynamo: %w", context.DeadlineExceeded), 503, "<Code>ServiceUnavailable</Code>"},
		"a panic":   {nil, 500, "<Code>ServiceFailure</Code>"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFront(t, nil)
			f.change(func(config *mfa.Config) { config.Store = broken{config.Store, c.err} })
			got := f.send(f.iam("Action=GetUser&Version=2010-05-08&UserName=alice"))
			want(t, got, c.status, c.text)
			if strings.Contains(string(got.Body), "a seed") {
				t.Errorf("%s", got.Body)
			}
		})
	}
}

func TestNewNamesTheMissingField(t *testing.T) {
	full := newFront(t, nil).config
	for name, drop := range map[string]func(*endpoint.Config){
		"Service":    func(c *endpoint.Config) { c.Service = nil },
		"AccountID":  func(c *endpoint.Config) { c.AccountID = "" },
		"Operations": func(c *endpoint.Config) { c.Operations = nil },
		"Now":        func(c *endpoint.Config) { c.Now = nil },
		"Random":     func(c *endpoint.Config) { c.Random = nil },
	} {
		c := full
		drop(&c)
		if _, err := endpoint.New(c); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("without %s: %v", name, err)
		}
	}
}

func TestOneOperationAloneIsServed(t *testing.T) {
	f := newFront(t, func(c *endpoint.Config) { c.Operations = []mfa.Operation{mfa.GetUser} })
	want(t, f.send(f.json("GetUser", "")), 200, "root")
	want(t, f.send(f.json("ListUsers", "")), 404, "InvalidAction")
	want(t, f.send(f.iam(listUsers)), 400, "InvalidAction")
	if !slices.ContainsFunc(f.events, func(e endpoint.Event) bool { return e.ErrorCode == "InvalidAction" }) {
		t.Error("no record of it")
	}
}
