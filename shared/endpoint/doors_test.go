package endpoint_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/virtual-mfa/virtual-mfa/shared/endpoint"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// Each of these is well signed, by a way of signing that other servers of AWS's
// protocols take.
func TestThereIsOneWayToSign(t *testing.T) {
	f := newFront(t, nil)
	for _, payload := range []string{"UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
		"STREAMING-UNSIGNED-PAYLOAD-TRAILER"} {
		t.Run(payload, func(t *testing.T) {
			m := f.iam(listUsers)
			m.payload = payload
			want(t, f.send(m), 403, wrongSignature)
			m.header = map[string]string{"X-Amz-Content-Sha256": payload}
			want(t, f.send(m), 403, "X-Amz-Content-Sha256")
		})
	}
	presigned := f.presigned(f.iam(listUsers))
	t.Run("in the query string", func(t *testing.T) {
		want(t, f.Serve(context.Background(), presigned), 400, "<Code>MalformedInput</Code>")
	})
	t.Run("in the query string and with a trailer", func(t *testing.T) {
		r := presigned
		r.Header = http.Header{"Content-Type": {form}, "X-Amz-Content-Sha256": {"STREAMING-UNSIGNED-PAYLOAD-TRAILER"}}
		want(t, f.Serve(context.Background(), r), 400, "<Code>MalformedInput</Code>")
	})
	t.Run("in the body", func(t *testing.T) {
		r := f.signed(f.iam(listUsers + "&" + presigned.RawQuery))
		delete(r.Header, "Authorization")
		want(t, f.Serve(context.Background(), r), 403, "<Code>MissingAuthenticationToken</Code>")
	})
	t.Run("version 2, in the body", func(t *testing.T) {
		r := f.signed(f.iam(listUsers + "&SignatureVersion=2&SignatureMethod=HmacSHA256&Signature=x&AWSAccessKeyId=" +
			f.key.AccessKeyID))
		delete(r.Header, "Authorization")
		want(t, f.Serve(context.Background(), r), 403, "<Code>MissingAuthenticationToken</Code>")
	})
}

// presigned is the message with its signature in the query string.
func (f *front) presigned(m message) endpoint.Request {
	f.t.Helper()
	r, err := http.NewRequest(http.MethodPost, "http://"+m.host+m.path, strings.NewReader(m.body))
	if err != nil {
		f.t.Fatal(err)
	}
	signed, header, err := v4.NewSigner().PresignHTTP(context.Background(), m.key, r, m.payloadHash(), m.service,
		m.region, m.at)
	if err != nil {
		f.t.Fatal(err)
	}
	to, err := url.Parse(signed)
	if err != nil {
		f.t.Fatal(err)
	}
	header.Set("Content-Type", m.contentType)
	return endpoint.Request{Method: r.Method, Path: m.path, RawQuery: to.RawQuery, Host: m.host, Header: header,
		Body: []byte(m.body)}
}

// What proxies, Cloudflare's and API Gateway among them, add, drop and write
// differently in requests of real clients.
func TestWhatAProxyMayChangeMakesNoDifference(t *testing.T) {
	var clock time.Time
	front := newRecorded(t, &clock)
	for name, change := range map[string]func(http.Header){
		"headers of its own": func(h http.Header) {
			for _, added := range []string{"Cf-Ray", "Cf-Connecting-Ip", "Cdn-Loop", "Via", "Forwarded",
				"X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Amzn-Trace-Id"} {
				h.Set(added, "1")
			}
		},
		"another encoding": func(h http.Header) { h.Set("Accept-Encoding", "gzip, br") },
		"another agent":    func(h http.Header) { h.Set("User-Agent", "proxy") },
		"in chunks":        func(h http.Header) { h.Del("Content-Length"); h.Set("Transfer-Encoding", "chunked") },
		"another length":   func(h http.Header) { h.Set("Content-Length", "1") },
		"no connection":    func(h http.Header) { h.Del("Connection") },
		"more spaces":      spaceOut,
		"names in lower case": func(h http.Header) {
			for name, values := range h {
				delete(h, name)
				h[strings.ToLower(name)] = values
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			for i, r := range recordings(t) {
				clock = r.at(t)
				changed := r.request()
				change(changed.Header)
				front.events = front.events[:0]
				if front.Serve(context.Background(), changed); front.events[0].UserIdentity.Type != "Root" {
					t.Errorf("%d, %s: %s", i, r.Client, front.events[0].ErrorCode)
				}
			}
		})
	}
}

// spaceOut writes spaces where a canonical request drops them. Authorization is in none.
func spaceOut(h http.Header) {
	for name, values := range h {
		if name != "Authorization" {
			h[name] = []string{"  " + strings.ReplaceAll(values[0], " ", "  ") + " "}
		}
	}
}

func TestAHeaderThatIsThereTwiceIsSignedAsOne(t *testing.T) {
	f := newFront(t, nil)
	m := f.iam(listUsers)
	m.header = map[string]string{"X-Amz-Meta": "one,two  words"}
	r := f.signed(m)
	r.Header["X-Amz-Meta"] = []string{" one", "two words "}
	want(t, f.Serve(context.Background(), r), 200, "<Users>")
	r.Header["X-Amz-Meta"] = []string{"two words", "one"}
	want(t, f.Serve(context.Background(), r), 403, wrongSignature)
}

// No handler can be reached past the signature: a caller that was not
// authenticated may do nothing.
func TestWithoutASignatureThereIsNoCaller(t *testing.T) {
	f := newFront(t, nil)
	for _, operation := range mfa.Operations() {
		_, _, err := operation.Call(context.Background(), f.mfa.Service, mfa.Caller{}, func(any) error { return nil })
		if refusal, ok := err.(*mfa.Error); !ok || refusal.Code != mfa.InvalidClientTokenID {
			t.Errorf("%s: %v", operation.Name, err)
		}
	}
}

// A captured request is good for a quarter of an hour. Sent again, it does nothing again.
func TestARequestSentAgainDoesNothingMore(t *testing.T) {
	f := newFront(t, nil)
	f.mfa.User("alice")
	phone := f.mfa.Root.Create("phone")
	pair := phone.Pair("alice", 0)
	named := "&Version=2010-05-08&UserName=alice&SerialNumber=" + phone.Serial
	codes := "&AuthenticationCode1=" + pair.AuthenticationCode1.Reveal() + "&AuthenticationCode2=" +
		pair.AuthenticationCode2.Reveal()
	create := "Action=CreateVirtualMFADevice&Version=2010-05-08&VirtualMFADeviceName=tablet"
	for _, c := range []struct{ body, again string }{
		{"Action=EnableMFADevice" + named + codes, "EntityAlreadyExists"},
		{"Action=DeactivateMFADevice" + named, "NoSuchEntity"},
		{"Action=DeleteVirtualMFADevice&Version=2010-05-08&SerialNumber=" + phone.Serial, "NoSuchEntity"},
		{create, "EntityAlreadyExists"},
	} {
		r := f.signed(f.iam(c.body))
		want(t, f.Serve(context.Background(), r), 200, "RequestId")
		if again := f.Serve(context.Background(), r); again.Status == 200 || !strings.Contains(string(again.Body), c.again) {
			t.Errorf("%.30s, again: %d %s", c.body, again.Status, again.Body)
		}
	}
}
