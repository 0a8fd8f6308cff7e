package endpoint_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/virtual-mfa/virtual-mfa/shared/endpoint"
)

const (
	wrongSignature = "The request signature we calculated does not match the signature you provided."
	invalidToken   = "<Code>InvalidClientTokenId</Code>"
	incomplete     = "<Code>IncompleteSignature</Code>"
	noMatch        = "<Code>SignatureDoesNotMatch</Code>"
)

func TestWhatAWSsSignerSignsIsAccepted(t *testing.T) {
	f := newFront(t, nil)
	want(t, f.send(f.iam(listUsers)), 200, "<Users></Users>")
	want(t, f.send(f.sts(whoami)), 200, "<Arn>arn:aws:iam::123456789012:root</Arn>")
	want(t, f.send(f.json("ListUsers", "")), 200, `{"Users":[],"IsTruncated":false}`)
	strange := f.iam(listUsers)
	strange.header = map[string]string{"X-Amz-Meta": "  two   words ", "Amz-Sdk-Request": "attempt=1; max=3"}
	want(t, f.send(strange), 200, "<Users>")
	hashed := f.iam(listUsers)
	hashed.header = map[string]string{"X-Amz-Content-Sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}
	want(t, f.send(hashed), 403, "X-Amz-Content-Sha256")
}

// edit is a change that a thief or a broken client could make to a signed request.
type edit struct {
	change func(*endpoint.Request)
	status int
	text   string
}

// rewritten changes the whole Authorization header.
func rewritten(change func(string) string) func(*endpoint.Request) {
	return func(r *endpoint.Request) {
		r.Header["Authorization"][0] = change(r.Header["Authorization"][0])
	}
}

func authorization(old, changed string) func(*endpoint.Request) {
	return func(r *endpoint.Request) {
		value := r.Header["Authorization"][0]
		if !strings.Contains(value, old) {
			panic("the edit changes nothing: " + old)
		}
		r.Header["Authorization"] = []string{strings.Replace(value, old, changed, 1)}
	}
}

func set(name string, values ...string) func(*endpoint.Request) {
	return func(r *endpoint.Request) { r.Header[name] = values }
}

func TestAChangedRequestIsRefused(t *testing.T) {
	f := newFront(t, nil)
	for name, e := range map[string]edit{
		"no signature": {func(r *endpoint.Request) { delete(r.Header, "Authorization") }, 403,
			"<Code>MissingAuthenticationToken</Code>"},
		"two signatures": {func(r *endpoint.Request) {
			r.Header["Authorization"] = append(r.Header["Authorization"], r.Header["Authorization"]...)
		}, 400, incomplete},
		"two signatures, joined": {func(r *endpoint.Request) {
			r.Header["Authorization"] = []string{r.Header["Authorization"][0] + "," + r.Header["Authorization"][0]}
		}, 400, incomplete},
		"an empty signature header": {set("Authorization", ""), 400, incomplete},
		"no signature part":         {authorization(", Signature=", ", "), 400, incomplete},
		"nothing after the last comma": {func(r *endpoint.Request) {
			value := r.Header["Authorization"][0]
			r.Header["Authorization"] = []string{value[:strings.Index(value, "Signature=")]}
		}, 400, "Authorization header requires 'Signature' parameter."},
		"an empty part":        {authorization(", Signature=", ", , Signature="), 400, incomplete},
		"an unknown part":      {authorization(", Signature=", ", Region=us-east-1, Signature="), 400, incomplete},
		"a signature of zeros": {rewritten(zeroSignature), 403, wrongSignature},
		"another algorithm":    {authorization("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"), 400, incomplete},
		"signature version 2": {set("Authorization", "AWS AKIAIOSFODNN7EXAMPLE:frJIUN8DYpKDtOLCwo//yllqDzg="),
			400, incomplete},
		"no credential": {authorization("Credential=", "Credentials="), 400, incomplete},
		"signature twice": {func(r *endpoint.Request) {
			authorization("Signature=",
				"Signature=00, Signature=")(r)
		}, 400, incomplete},
		"no signed headers":        {authorization("SignedHeaders=", "SignedHeaders=, X="), 400, incomplete},
		"scope with four parts":    {authorization("/us-east-1/", "/"), 400, incomplete},
		"scope with an empty part": {authorization("/us-east-1/", "//"), 400, incomplete},
		"another terminator":       {authorization("aws4_request", "aws5_request"), 403, "terminator"},
		"another date in the scope": {authorization("/20261123/", "/20261122/"), 403,
			"Date in Credential scope does not match"},
		"another region":          {authorization("/us-east-1/", "/eu-west-1/"), 403, wrongSignature},
		"a region that is none":   {authorization("/us-east-1/", "/US EAST/"), 403, "valid Region"},
		"another service":         {authorization("/iam/", "/sts/"), 403, wrongSignature},
		"an unknown service":      {authorization("/iam/", "/s3/"), 403, "correct service: 'iam'"},
		"another key":             {authorization(f.key.AccessKeyID, "AKIAAAAAAAAAAAAAAAAA"), 403, invalidToken},
		"an upper-case signature": {rewritten(upperSignature), 403, wrongSignature},
		"a short signature": {func(r *endpoint.Request) {
			r.Header["Authorization"][0] = strings.TrimSuffix(r.Header["Authorization"][0],
				r.Header["Authorization"][0][len(r.Header["Authorization"][0])-2:])
		}, 403, wrongSignature},
		"unsorted headers":   {authorization("content-type;host", "host;content-type"), 400, incomplete},
		"upper-case headers": {authorization("content-type;host", "Content-Type;host"), 400, incomplete},
		"a header twice":     {authorization("content-type;host", "content-type;content-type;host"), 400, incomplete},
		"an empty header":    {authorization("content-type;host", "content-type;;host"), 400, incomplete},
		"host not signed":    {authorization("host;", ""), 403, "'host' must be a 'SignedHeader'"},
		"date not signed":    {authorization(";x-amz-date", ""), 403, "'x-amz-date' must be a 'SignedHeader'"},
		"a signed header is gone": {func(r *endpoint.Request) {
			authorization(";x-amz-date",
				";x-amz-date;x-amz-meta")(r)
		}, 403, "'x-amz-meta' is not in the request"},
		"an x-amz header added": {set("X-Amz-Target", "x"), 403, "were not signed: x-amz-target"},
		"in another case":       {set("x-AMZ-target", "x"), 403, "were not signed: x-amz-target"},
		"an empty x-amz header": {set("X-Amz-Target", ""), 403, "were not signed: x-amz-target"},
		"a token added":         {set("X-Amz-Security-Token", "x"), 403, "were not signed: x-amz-security-token"},
		"unsigned payload":      {set("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD"), 403, "X-Amz-Content-Sha256"},
		"streaming payload": {set("X-Amz-Content-Sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"), 403,
			"X-Amz-Content-Sha256"},
		"a payload hash in capitals": {func(r *endpoint.Request) {
			hash := sha256.Sum256(r.Body)
			r.Header["X-Amz-Content-Sha256"] = []string{strings.ToUpper(hex.EncodeToString(hash[:]))}
		}, 403, "X-Amz-Content-Sha256"},
		"two payload hashes": {set("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD", "UNSIGNED-PAYLOAD"), 403,
			"X-Amz-Content-Sha256"},
		"an empty payload hash":  {set("X-Amz-Content-Sha256", ""), 403, "X-Amz-Content-Sha256"},
		"an impossible key":      {authorization(f.key.AccessKeyID, strings.Repeat("A", 3000)), 403, invalidToken},
		"a key of other letters": {authorization(f.key.AccessKeyID, "AKIA#AAAAAAAAAAAAAAA"), 403, invalidToken},
		"a fraction of a second": {set("X-Amz-Date", "20261123T120000.0Z"), 400, incomplete},
		"a tab for a space":      {set("Content-Type", strings.Replace(form, " ", "\t", 1)), 403, wrongSignature},
		"a tab between parts":    {authorization(", SignedHeaders", ",\tSignedHeaders"), 400, incomplete},
		"no date":                {func(r *endpoint.Request) { delete(r.Header, "X-Amz-Date") }, 400, incomplete},
		"two dates":              {set("X-Amz-Date", "20261123T120000Z", "20261123T120000Z"), 400, incomplete},
		"two dates, joined":      {set("X-Amz-Date", "20261123T120000Z,20261123T120000Z"), 400, incomplete},
		"a date of another form": {set("X-Amz-Date", "2026-11-23T12:00:00Z"), 400, incomplete},
		"another date":           {set("X-Amz-Date", "20261123T120001Z"), 403, wrongSignature},
		"another body":           {func(r *endpoint.Request) { r.Body[0] ^= 1 }, 403, wrongSignature},
		"a longer body":          {func(r *endpoint.Request) { r.Body = append(r.Body, '&') }, 403, wrongSignature},
		// not read before it is known whose it is
		"a body that is no form": {func(r *endpoint.Request) { r.Body = []byte("Action=%zz&Action=") }, 403, wrongSignature},
		"no body":                {func(r *endpoint.Request) { r.Body = nil }, 403, wrongSignature},
		"another host":           {func(r *endpoint.Request) { r.Host = "127.0.0.1:4600" }, 403, wrongSignature},
		"two hosts, joined":      {func(r *endpoint.Request) { r.Host = host + "," + host }, 403, wrongSignature},
		"another host said": {func(r *endpoint.Request) {
			r.Host = "evil"
			r.Header["X-Forwarded-Host"] = []string{host}
		}, 403, wrongSignature},
		"another type": {set("Content-Type", "application/x-www-form-urlencoded"), 403, wrongSignature},
		"an action in the query": {func(r *endpoint.Request) { r.RawQuery, r.Body = listUsers, nil }, 400,
			"<Code>MalformedInput</Code>"},
		"an escaped path":         {func(r *endpoint.Request) { r.Path = "/%2F" }, 404, "<Code>InvalidAction</Code>"},
		"a path with two slashes": {func(r *endpoint.Request) { r.Path = "//" }, 404, "<Code>InvalidAction</Code>"},
		"a path with a dot":       {func(r *endpoint.Request) { r.Path = "/." }, 404, "<Code>InvalidAction</Code>"},
		"a query string": {func(r *endpoint.Request) { r.RawQuery = "X-Amz-Signature=00" }, 400,
			"<Code>MalformedInput</Code>"},
		"a signature too long": {set("Authorization", "AWS4-HMAC-SHA256 "+strings.Repeat("x", 5000)), 400, incomplete},
	} {
		t.Run(name, func(t *testing.T) {
			r := f.signed(f.iam(listUsers))
			e.change(&r)
			want(t, f.Serve(context.Background(), r), e.status, e.text)
		})
	}
}

func upperSignature(value string) string {
	at := strings.LastIndex(value, "=")
	return value[:at] + strings.ToUpper(value[at:])
}

func zeroSignature(value string) string {
	at := strings.LastIndex(value, "=")
	return value[:at] + "=" + strings.Repeat("0", 64)
}

func TestEveryByteOfASignedRequestCounts(t *testing.T) {
	f := newFront(t, nil)
	r := f.signed(f.iam(listUsers))
	refused := func(what string, r endpoint.Request) {
		if got := f.Serve(context.Background(), r); got.Status == 200 {
			t.Errorf("%s was changed, and accepted", what)
		}
	}
	for i := range r.Body {
		changed := r
		changed.Body = []byte(string(r.Body))
		changed.Body[i] ^= 1
		refused("the body", changed)
	}
	for _, name := range []string{"Authorization", "X-Amz-Date", "Content-Type"} {
		for i := range r.Header[name][0] {
			changed := r
			changed.Header = map[string][]string{}
			for n, v := range r.Header {
				changed.Header[n] = v
			}
			value := []byte(r.Header[name][0])
			value[i] ^= 1
			changed.Header[name] = []string{string(value)}
			refused(name, changed)
		}
	}
}

func TestARequestIsGoodForAQuarterOfAnHour(t *testing.T) {
	f := newFront(t, nil)
	for offset, c := range map[time.Duration]struct {
		status int
		text   string
	}{
		-15 * time.Minute: {200, "<Users>"},
		-15*time.Minute - time.Second: {403,
			"Signature expired: 20261123T114459Z is now earlier than 20261123T114500Z (20261123T120000Z - 15 min.)"},
		15 * time.Minute: {200, "<Users>"},
		15*time.Minute + time.Second: {403,
			"Signature not yet current: 20261123T121501Z is still later than 20261123T121500Z (20261123T120000Z + 15 min.)"},
	} {
		m := f.iam(listUsers)
		m.at = now.Add(offset)
		want(t, f.send(m), c.status, c.text)
	}
}

func TestKeysAndTokensBelongTogether(t *testing.T) {
	f := newFront(t, nil)
	session, other := f.session(), f.session()
	as := func(key aws.Credentials) endpoint.Response {
		m := f.sts(whoami)
		m.key = key
		return f.send(m)
	}
	want(t, as(session), 200, "root")
	for name, key := range map[string]aws.Credentials{
		"a session without its token": {AccessKeyID: session.AccessKeyID, SecretAccessKey: session.SecretAccessKey},
		"a key with a token": {AccessKeyID: f.key.AccessKeyID, SecretAccessKey: f.key.SecretAccessKey,
			SessionToken: session.SessionToken},
		"another session's token": {AccessKeyID: session.AccessKeyID, SecretAccessKey: session.SecretAccessKey,
			SessionToken: other.SessionToken},
		"another session's key": {AccessKeyID: other.AccessKeyID, SecretAccessKey: session.SecretAccessKey,
			SessionToken: session.SessionToken},
		"a changed token": {AccessKeyID: session.AccessKeyID, SecretAccessKey: session.SecretAccessKey,
			SessionToken: session.SessionToken + "A"},
		"a token that is too long": {AccessKeyID: session.AccessKeyID, SecretAccessKey: session.SecretAccessKey,
			SessionToken: strings.Repeat("A", 9000)},
	} {
		t.Run(name, func(t *testing.T) { want(t, as(key), 403, invalidToken) })
	}
	wrong := session
	wrong.SecretAccessKey += "x"
	want(t, as(wrong), 403, noMatch)
	for name, values := range map[string][]string{
		"no token": {""}, "two tokens": {session.SessionToken, session.SessionToken},
		"two tokens, joined": {session.SessionToken + "," + session.SessionToken},
	} {
		t.Run(name, func(t *testing.T) {
			m := f.sts(whoami)
			m.key = session
			r := f.signed(m)
			r.Header["X-Amz-Security-Token"] = values
			want(t, f.Serve(context.Background(), r), 403, invalidToken)
		})
	}
}

// session opens one for the account root.
func (f *front) session() aws.Credentials {
	f.t.Helper()
	body := f.send(f.sts("Action=GetSessionToken&Version=2011-06-15")).Body
	return aws.Credentials{
		AccessKeyID: element(f.t, body, "AccessKeyId"), SecretAccessKey: element(f.t, body, "SecretAccessKey"),
		SessionToken: element(f.t, body, "SessionToken"),
	}
}

func TestHostsAndRegionsAreThoseOfTheDeployment(t *testing.T) {
	const public, inner = "mfa.example.com", "abc.execute-api.eu-west-1.amazonaws.com"
	f := newFront(t, func(c *endpoint.Config) {
		c.Hosts, c.Regions = []string{public, inner}, []string{"eu-west-1", "us-east-1"}
	})
	to := func(signed, called, forwarded, region string) endpoint.Response {
		m := f.iam(listUsers)
		m.host, m.region = signed, region
		r := f.signed(m)
		r.Host = called
		if forwarded != "" {
			r.Header["X-Forwarded-Host"] = []string{forwarded}
		}
		return f.Serve(context.Background(), r)
	}
	want(t, to(public, public, "", "eu-west-1"), 200, "<Users>")
	want(t, to(public, inner, public, "us-east-1"), 200, "<Users>")
	want(t, to(inner, inner, "evil.example.com", "us-east-1"), 200, "<Users>")
	want(t, to("evil.example.com", inner, "evil.example.com", "us-east-1"), 403, wrongSignature)
	want(t, to("evil.example.com", "evil.example.com", "", "us-east-1"), 403, wrongSignature)
	want(t, to(public, inner, "", "us-east-1"), 403, wrongSignature)
	want(t, to(public, public, "", "us-west-2"), 403, "valid Region, not 'us-west-2'")
}

func BenchmarkSignatureCheck(b *testing.B) {
	f := newFront(b, nil)
	r := f.signed(f.sts(whoami))
	b.ReportAllocs()
	for b.Loop() {
		if got := f.Serve(context.Background(), r); got.Status != 200 {
			b.Fatalf("%s", got.Body)
		}
	}
}
