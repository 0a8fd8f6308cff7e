//go:build !js

package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	iamclient "github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	stsclient "github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
	"github.com/virtual-mfa/virtual-mfa/wasm/worker/route"
)

func TestTheSDKForGoGetsItsAnswersThroughTheEdge(t *testing.T) {
	s := newSettingOfAPI(t)
	keys := credentials.StaticCredentialsProvider{Value: s.key}
	people := iamclient.New(iamclient.Options{Region: "us-east-1", BaseEndpoint: &s.url, Credentials: keys})
	sessions := stsclient.New(stsclient.Options{Region: "us-east-1", BaseEndpoint: &s.url, Credentials: keys})
	if _, err := people.CreateUser(t.Context(), &iamclient.CreateUserInput{UserName: aws.String("alice")}); err != nil {
		t.Fatal(err)
	}
	_, err := people.CreateVirtualMFADevice(t.Context(), &iamclient.CreateVirtualMFADeviceInput{
		VirtualMFADeviceName: aws.String("phone"),
		Tags:                 []iamtypes.Tag{{Key: aws.String("team"), Value: aws.String("ops + développement")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	who, err := sessions.GetCallerIdentity(t.Context(), &stsclient.GetCallerIdentityInput{})
	if err != nil || !strings.HasSuffix(*who.Arn, ":root") {
		t.Error(who, err)
	}
	var paths []string
	for _, call := range s.calls {
		paths = append(paths, call.URL.Path)
	}
	if want := []string{"/CreateUser", "/CreateVirtualMFADevice", "/GetCallerIdentity"}; !reflect.DeepEqual(paths, want) {
		t.Errorf("the origin was called at %v, not %v", paths, want)
	}
}

func TestARequestForARouteIsHandedOnInJSON(t *testing.T) {
	s := newSettingOfAPI(t)
	status, header, body := s.send(s.signed("iam", "/ListUsers", "application/json", `{}`))
	if status != 200 || header.Get("Content-Type") != "application/json" || !strings.Contains(body, `"Users":[]`) {
		t.Error(status, header, body)
	}
}

func TestTheEdgeRecordsWhatItRefusesAndNothingElse(t *testing.T) {
	s := newSetting(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusForbidden)
	}))
	var log bytes.Buffer
	s.edge.audit = &log
	_, _, _ = s.send(s.signed("iam", "/", form, listUsers)) // refused by the origin, which has a record
	status, header, _ := s.send(s.signed("iam", "/", form, "Action=DeleteEverything&Version=2010-05-08"))
	id := `"requestID":"` + header.Get("X-Amzn-Requestid") + `"`
	if line := log.String(); status != 400 || strings.Count(line, "\n") != 1 || !strings.Contains(line, id) {
		t.Errorf("%d, and the log has %s", status, line)
	}
}

func TestABodyThatEndsEarlyIsRefusedAndRecorded(t *testing.T) {
	s := newSetting(t, http.NotFoundHandler())
	var log bytes.Buffer
	s.edge.audit = &log
	half := io.MultiReader(strings.NewReader(listUsers), iotest.ErrReader(io.ErrUnexpectedEOF))
	r := httptest.NewRequest(http.MethodPost, "/", half)
	r.Header = s.signed("iam", "/", form, listUsers).Header
	w := httptest.NewRecorder()
	s.edge.ServeHTTP(w, r)
	body, line := w.Body.String(), log.String()
	if w.Code != 400 || !strings.Contains(body, "<Code>MalformedInput</Code>") || len(s.calls) != 0 {
		t.Errorf("%d %s, and the origin was asked %d times", w.Code, body, len(s.calls))
	}
	if strings.Count(line, "\n") != 1 || !strings.Contains(line, `"errorCode":"MalformedInput"`) ||
		!strings.Contains(line, `"eventName":"ListUsers"`) {
		t.Errorf("the log has %s", line)
	}
}

var requestID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`)

// What the edge refuses, the API refuses in the same words.
// The API checks the signature first, and so gets a good one.
func TestTheEdgeRefusesMalformedRequestsInTheAPIsWords(t *testing.T) {
	without := func(name string) func(*http.Request) { return func(r *http.Request) { r.Header.Del(name) } }
	with := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	for name, c := range map[string]struct {
		service, path, contentType, body string
		change                           func(*http.Request)
		status                           int
	}{
		"an unknown action":              {"iam", "/", form, "Action=DeleteEverything&Version=2010-05-08", nil, 400},
		"an action of another case":      {"iam", "/", form, "Action=listUsers&Version=2010-05-08", nil, 400},
		"an action of the other service": {"iam", "/", form, "Action=GetCallerIdentity&Version=2011-06-15", nil, 400},
		"another version":                {"iam", "/", form, "Action=ListUsers&Version=2011-06-15", nil, 400},
		"no version":                     {"sts", "/", form, "Action=GetCallerIdentity", nil, 400},
		"markup in the action":           {"sts", "/", form, "Action=%3Cb%3E&Version=2011-06-15", nil, 400},
		"no action":                      {"sts", "/", form, "Version=2011-06-15", nil, 400},
		"no body":                        {"iam", "/", form, "", nil, 400},
		"an action twice":                {"iam", "/", form, listUsers + "&Action=DeleteUser", nil, 400},
		"a broken escape":                {"iam", "/", form, listUsers + "&x=%2", nil, 400},
		"a form for another's route": {"iam", "/", form, listUsers,
			func(r *http.Request) { r.URL.Path = "/GetUser" }, 400},
		"a form for a route of sts":   {"iam", "/GetCallerIdentity", form, listUsers, nil, 403},
		"an unknown service":          {"s3", "/", form, listUsers, nil, 403},
		"an unknown route":            {"iam", "/Nothing", "application/json", "{}", nil, 404},
		"a route with a slash behind": {"iam", "/ListUsers/", "application/json", "{}", nil, 404},
		"an escaped route":            {"iam", "/List%55sers", "application/json", "{}", nil, 404},
		"a form for an unknown route": {"iam", "/Nothing", form, listUsers, nil, 404},
		"JSON at the Query door":      {"iam", "/", "application/json", "{}", nil, 415},
		"text for a route":            {"iam", "/ListUsers", "text/plain", "{}", nil, 415},
		"a GET":                       {"iam", "/", form, "", func(r *http.Request) { r.Method = http.MethodGet }, 405},
		"a query string":              {"iam", "/", form, listUsers, func(r *http.Request) { r.URL.RawQuery = "Action=ListUsers" }, 400},
		"a body that is too large":    {"iam", "/", form, listUsers + "&x=" + strings.Repeat("x", wire.MaxBody), nil, 413},
		"JSON that is too large": {"iam", "/ListUsers", "application/json",
			strings.Repeat(" ", wire.MaxBody+1), nil, 413},
		"no signature":             {"iam", "/", form, listUsers, without("Authorization"), 403},
		"JSON without a signature": {"iam", "/ListUsers", "application/json", "{}", without("Authorization"), 403},
		"a password":               {"iam", "/", form, listUsers, with("Authorization", "Basic YTpi"), 400},
		"half a credential": {"iam", "/", form, listUsers,
			with("Authorization", "AWS4-HMAC-SHA256 Credential=A/B, SignedHeaders=host, Signature=00"), 400},
		"no credential": {"iam", "/", form, listUsers,
			with("Authorization", "AWS4-HMAC-SHA256 SignedHeaders=host, Signature=00"), 400},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSettingOfAPI(t)
			request := func() *http.Request {
				r := s.signed(c.service, c.path, c.contentType, c.body)
				if c.change != nil {
					c.change(r)
				}
				return r
			}
			status, header, body := s.send(request())
			if len(s.calls) != 0 {
				t.Errorf("the origin was called %d times", len(s.calls))
			}
			direct := request()
			direct.Host, direct.URL.Host = s.host, strings.TrimPrefix(s.direct, "http://")
			wantStatus, wantHeader, wantBody := s.send(direct)
			same := requestID.ReplaceAllString(body, "") == requestID.ReplaceAllString(wantBody, "") &&
				header.Get("Content-Type") == wantHeader.Get("Content-Type")
			if status != c.status || status != wantStatus || !same || !strings.Contains(body, header.Get("X-Amzn-Requestid")) {
				t.Errorf("the edge: %d %s\nthe API: %d %s\nwanted: %d", status, body, wantStatus, wantBody, c.status)
			}
		})
	}
}

func TestWhatIsSignedArrivesAsItWasSent(t *testing.T) {
	var got *http.Request
	var gotBody []byte
	s := newSetting(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		got = r.Clone(context.Background())
		gotBody, _ = io.ReadAll(r.Body)
	}))
	s.edge.secret = secret.New("shared by the two")
	body := "Version=2010-05-08&&Action=%4cistUsers&PathPrefix=/a+b%2f"
	sent := s.signed("iam", "/", form, body)
	sent.Header.Set("Cookie", "a=b")
	sent.Header.Set("X-Forwarded-Host", "elsewhere.example")
	sent.Header.Set("X-Edge-Secret", "guessed")
	sent.Header.Set("Amz-Sdk-Request", "attempt=1; max=3")
	want := sent.Header.Clone()
	s.send(sent)
	if string(gotBody) != body || got.URL.Path != "/ListUsers" || got.Host != s.host {
		t.Error(got.URL, got.Host, string(gotBody))
	}
	for _, name := range []string{"Authorization", "X-Amz-Date", "Content-Type", "Amz-Sdk-Request"} {
		if !reflect.DeepEqual(got.Header[name], want[name]) {
			t.Errorf("%s arrived as %q, not %q", name, got.Header[name], want[name])
		}
	}
	if got.Header.Get("X-Forwarded-Host") != s.host || got.Header.Get("X-Edge-Secret") != "shared by the two" ||
		got.Header.Get("Cookie") != "" {
		t.Error("what is the edge's to say was said by the client")
	}
}

func TestAHeaderThatWasSplitAtCommasIsOneAgain(t *testing.T) {
	split := http.Header{"Authorization": {
		"AWS4-HMAC-SHA256 Credential=K/d/r/iam/aws4_request", " SignedHeaders=host", " Signature=00",
	}}
	want := []route.Header{{Name: "authorization",
		Value: "AWS4-HMAC-SHA256 Credential=K/d/r/iam/aws4_request, SignedHeaders=host, Signature=00"}}
	if got := headersOf(split); !reflect.DeepEqual(got, want) {
		t.Error(got)
	}
}

func TestAnAnswerComesBackAsItWasGiven(t *testing.T) {
	s := newSetting(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Set-Cookie"] = []string{"a=1,2; Expires=Wed, 21 Oct 2026 07:28:00 GMT", "b=2"}
		w.Header().Set("X-Amzn-Requestid", "its own")
		w.Header().Set("Location", "/elsewhere?a=1,2")
		w.WriteHeader(http.StatusFound)
		_, _ = w.Write([]byte{0, 0xff, '\n'})
	}))
	status, header, body := s.send(s.signed("iam", "/", form, listUsers))
	if status != http.StatusFound || body != "\x00\xff\n" || len(header["Set-Cookie"]) != 2 ||
		header["Set-Cookie"][0] != "a=1,2; Expires=Wed, 21 Oct 2026 07:28:00 GMT" ||
		header.Get("X-Amzn-Requestid") != "its own" || header.Get("Location") != "/elsewhere?a=1,2" {
		t.Errorf("%d %v %q", status, header, body)
	}
}

func TestAnOriginThatFailsIsServiceUnavailable(t *testing.T) {
	for name, origin := range map[string]http.HandlerFunc{
		"it hangs up": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"it stops halfway": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "10")
			_, _ = w.Write([]byte("half"))
		},
		"it does not speak HTTP": func(w http.ResponseWriter, _ *http.Request) { hangUp(w, "SSH-2.0-OpenSSH\r\n") },
		"it breaks off its chunk": func(w http.ResponseWriter, _ *http.Request) {
			hangUp(w, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nhalf")
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSetting(t, origin)
			status, header, body := s.send(s.signed("iam", "/", form, listUsers))
			if status != 503 || header.Get("Content-Type") != "text/xml" ||
				!strings.Contains(body, "<Code>ServiceUnavailable</Code>") || strings.Contains(body, "half") {
				t.Error(status, body)
			}
			status, _, body = s.send(s.signed("iam", "/ListUsers", "application/json", "{}"))
			if status != 503 || !strings.Contains(body, `"Code":"ServiceUnavailable"`) {
				t.Error(status, body)
			}
		})
	}
}

func hangUp(w http.ResponseWriter, after string) {
	connection, buffered, err := w.(http.Hijacker).Hijack()
	if err != nil {
		panic(err)
	}
	_, _ = buffered.WriteString(after)
	_ = buffered.Flush()
	_ = connection.Close()
}

func TestOneTooManyIsThrottledBeforeTheOrigin(t *testing.T) {
	s := newSetting(t, http.NotFoundHandler())
	var gotAddress, gotKey string
	s.edge.allow = func(address, keyID string) bool { gotAddress, gotKey = address, keyID; return false }
	status, _, body := s.send(s.signed("iam", "/", form, listUsers))
	if status != 400 || !strings.Contains(body, "<Code>Throttling</Code>") || len(s.calls) != 0 {
		t.Error(status, body, len(s.calls))
	}
	if gotAddress != "127.0.0.1" || gotKey != s.key.AccessKeyID {
		t.Error(gotAddress, gotKey)
	}
}

func TestHealthAndThePageNeedNoOrigin(t *testing.T) {
	s := newSetting(t, http.NotFoundHandler())
	for path, want := range map[string]string{"/healthz": "ok\n", "/toolkit/": "<!doctype html>"} {
		r, err := http.NewRequest(http.MethodGet, s.url+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if status, _, body := s.send(r); status != 200 || !strings.HasPrefix(strings.ToLower(body), want) ||
			len(s.calls) != 0 {
			t.Error(path, status, body)
		}
	}
}

// Whatever is sent, the edge answers, and asks the origin only for an operation
// that there is.
func FuzzRequests(f *testing.F) {
	f.Add("/", form, "AWS4-HMAC-SHA256 Credential=K/d/r/iam/aws4_request", []byte(listUsers))
	f.Add("/ListUsers", "application/json", "AWS4-HMAC-SHA256 Credential=K/d/r/iam/aws4_request", []byte("{}"))
	f.Fuzz(func(t *testing.T, path, contentType, authorization string, body []byte) {
		r := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(body))
		r.URL.Path = path
		r.Header = http.Header{"Content-Type": {contentType}, "Authorization": {authorization}}
		w := httptest.NewRecorder()
		asked := ""
		e := &edge{
			origin:    "https://origin",
			allow:     func(string, string) bool { return true },
			random:    rand.Reader,
			audit:     io.Discard,
			transport: roundTrip(func(r *http.Request) { asked = r.URL.Path }),
		}
		e.ServeHTTP(w, r)
		if _, known := mfa.OperationNamed(strings.TrimPrefix(asked, "/")); asked != "" && !known {
			t.Errorf("the origin was asked for %q", asked)
		}
	})
}

type roundTrip func(*http.Request)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) {
	f(r)
	return &http.Response{StatusCode: 200, Body: http.NoBody}, nil
}
