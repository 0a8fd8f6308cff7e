package main

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

const form = "application/x-www-form-urlencoded; charset=utf-8"

// badInput is a request that no AWS client would send, and what it gets.
type badInput struct {
	name    string
	service string // "" is iam
	path    string // "" is /
	content string // "" is form
	body    string
	forge   func(*http.Request) // after signing
	status  int
	code    string
}

func TestBadInputGetsAClearErrorAndChangesNothing(t *testing.T) {
	t.Parallel()
	s := serve(t)
	root, alice := s.root(), s.user(t, "alice")
	serial, seed := alice.enrol(t, "alice")
	query := func(action string, params ...string) string {
		version := "2010-05-08"
		if action == "GetSessionToken" {
			version = "2011-06-15"
		}
		return strings.Join(append([]string{"Action=" + action, "Version=" + version}, params...), "&")
	}
	create := func(params ...string) string { return query("CreateVirtualMFADevice", params...) }
	tags := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "&Tags.member.%d.Key=k%d&Tags.member.%d.Value=v", i+1, i, i+1)
		}
		return b.String()
	}
	token := func(code string) string {
		return query("GetSessionToken", "SerialNumber="+serial, "TokenCode="+code)
	}
	cases := []badInput{
		{name: "an unknown action", body: query("DeleteEverything"), status: 400, code: "InvalidAction"},
		{name: "another version", body: "Action=ListUsers&Version=2009-01-01", status: 400, code: "InvalidAction"},
		{name: "no action", body: "Version=2010-05-08", status: 400, code: "MissingAction"},
		{name: "an action of the other service", service: "sts", body: query("ListUsers"), status: 400,
			code: "InvalidAction"},
		{name: "an empty body", status: 400, code: "MissingAction"},
		{name: "an integer with a fraction", body: query("ListUsers", "MaxItems=1.5"), status: 400, code: "MalformedInput"},
		{name: "an integer of 40 digits", body: query("ListUsers", "MaxItems="+strings.Repeat("9", 40)), status: 400,
			code: "MalformedInput"},
		{name: "an integer out of range", body: query("ListUsers", "MaxItems=0"), status: 400, code: "ValidationError"},
		{name: "a list that starts at 0",
			body: create("VirtualMFADeviceName=bad", "Tags.member.0.Key=k", "Tags.member.0.Value=v"), status: 400,
			code: "MalformedInput"},
		{name: "a hole in a list",
			body: create("VirtualMFADeviceName=bad", "Tags.member.2.Key=k", "Tags.member.2.Value=v"), status: 400,
			code: "ValidationError"},
		{name: "a list with an index of two billion",
			body: create("VirtualMFADeviceName=bad", "Tags.member.2000000000.Key=k"), status: 400},
		{name: "51 tags", body: create("VirtualMFADeviceName=bad") + tags(51), status: 400, code: "ValidationError"},
		{name: "10,000 tags", body: create("VirtualMFADeviceName=bad") + tags(10_000), status: 413},
		{name: "the same key twice in the form",
			body: create("VirtualMFADeviceName=bad", "VirtualMFADeviceName=worse"), status: 400},
		{name: "invalid UTF-8", body: create("VirtualMFADeviceName=bad%ff"), status: 400},
		{name: "a broken percent escape", body: create("VirtualMFADeviceName=bad%zz"), status: 400},
		{name: "a control character in a name", body: create("VirtualMFADeviceName=bad%00"), status: 400,
			code: "ValidationError"},
		{name: "a line feed at the end of a name", body: create("VirtualMFADeviceName=bad%0A"), status: 400,
			code: "ValidationError"},
		{name: "a name that is not ASCII", body: create("VirtualMFADeviceName=b%C3%A4d"), status: 400,
			code: "ValidationError"},
		{name: "a form that says it is text", content: "text/plain", body: create("VirtualMFADeviceName=bad"), status: 415},
		{name: "JSON that says it is a form", body: `{"VirtualMFADeviceName":"bad"}`, status: 400},
		{name: "JSON cut short", path: "/CreateVirtualMFADevice", content: "application/json",
			body: `{"VirtualMFADeviceName":"bad"`, status: 400, code: "MalformedInput"},
		{name: "JSON with a member twice", path: "/CreateVirtualMFADevice", content: "application/json",
			body: `{"VirtualMFADeviceName":"bad","VirtualMFADeviceName":"bad"}`, status: 400, code: "MalformedInput"},
		{name: "JSON with a number for a name", path: "/CreateVirtualMFADevice", content: "application/json",
			body: `{"VirtualMFADeviceName":1}`, status: 400, code: "MalformedInput"},
		{name: "JSON and then more", path: "/CreateVirtualMFADevice", content: "application/json",
			body: `{"VirtualMFADeviceName":"bad"}{}`, status: 400, code: "MalformedInput"},
		{name: "a route that is no operation", path: "/DeleteEverything", content: "application/json", body: `{}`,
			status: 404, code: "InvalidAction"},
		{name: "a body of 65 KiB", body: create("VirtualMFADeviceName=bad", "x="+strings.Repeat("x", 65<<10)),
			status: 413, code: "RequestEntityTooLarge"},

		{name: "a body that is not the signed one", body: create("VirtualMFADeviceName=bad"),
			forge: replaceBody(create("VirtualMFADeviceName=worse")), status: 403, code: "SignatureDoesNotMatch"},
		{name: "a signature of zeros", body: create("VirtualMFADeviceName=bad"),
			forge: editAuthorization("Signature=", "Signature="+strings.Repeat("0", 64)), status: 403,
			code: "SignatureDoesNotMatch"},
		{name: "unsorted signed headers", body: create("VirtualMFADeviceName=bad"), forge: reverseSignedHeaders,
			status: 400, code: "IncompleteSignature"},
		{name: "a header that is not signed", body: create("VirtualMFADeviceName=bad"), status: 403,
			forge: func(r *http.Request) { r.Header.Set("X-Amz-Meta-Extra", "1") }},
		{name: "a signature without its parts", body: create("VirtualMFADeviceName=bad"), status: 400,
			code:  "IncompleteSignature",
			forge: func(r *http.Request) { r.Header.Set("Authorization", "AWS4-HMAC-SHA256") }},
		{name: "no signature", body: create("VirtualMFADeviceName=bad"), status: 403, code: "MissingAuthenticationToken",
			forge: func(r *http.Request) { r.Header.Del("Authorization") }},

		{name: "a code in full-width digits", service: "sts",
			body: token("%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96"), status: 400, code: "ValidationError"},
		{name: "a code with spaces around it", service: "sts", body: token("+123456+"), status: 400, code: "ValidationError"},
		{name: "a code of six spaces", service: "sts", body: token("++++++"), status: 400, code: "ValidationError"},
		{name: "a code with a line feed for its last digit", service: "sts", body: token("12345%0A"), status: 400,
			code: "ValidationError"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			status, answer := s.send(t, c)
			if status != c.status || !strings.Contains(answer, c.code) || !strings.Contains(answer, "RequestId") {
				t.Errorf("%d, want %d %s:\n%s", status, c.status, c.code, answer)
			}
		})
	}

	devices := must(root.iam.ListVirtualMFADevices(t.Context(), &iam.ListVirtualMFADevicesInput{}))(t).VirtualMFADevices
	if len(devices) != 1 || *devices[0].SerialNumber != serial {
		t.Errorf("there are %d devices, and only alice's was made", len(devices))
	}
	must(alice.sts.GetSessionToken(t.Context(),
		&sts.GetSessionTokenInput{SerialNumber: &serial, TokenCode: app(t, seed, 0)}))(t)
}

// send signs the request as root, then forges it.
func (s *server) send(t *testing.T, in badInput) (status int, answer string) {
	t.Helper()
	service, path, content := cmp.Or(in.service, "iam"), cmp.Or(in.path, "/"), cmp.Or(in.content, form)
	url := s.exported("AWS_ENDPOINT_URL") + path
	r := must(http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(in.body)))(t)
	r.Header.Set("Content-Type", content)
	root := aws.Credentials{AccessKeyID: s.exported("AWS_ACCESS_KEY_ID"),
		SecretAccessKey: s.exported("AWS_SECRET_ACCESS_KEY")}
	hash := sha256.Sum256([]byte(in.body))
	if err := v4.NewSigner().SignHTTP(t.Context(), root, r, hex.EncodeToString(hash[:]), service, "us-east-1",
		time.Now()); err != nil {
		t.Fatal(err)
	}
	if in.forge != nil {
		in.forge(r)
	}
	resp := must(http.DefaultClient.Do(r))(t)
	defer resp.Body.Close()
	return resp.StatusCode, string(must(io.ReadAll(resp.Body))(t))
}

func replaceBody(body string) func(*http.Request) {
	return func(r *http.Request) {
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader([]byte(body))), int64(len(body))
	}
}

// editAuthorization replaces all from a part of the Authorization header on.
func editAuthorization(from, with string) func(*http.Request) {
	return func(r *http.Request) {
		before, _, _ := strings.Cut(r.Header.Get("Authorization"), from)
		r.Header.Set("Authorization", before+with)
	}
}

func reverseSignedHeaders(r *http.Request) {
	before, rest, _ := strings.Cut(r.Header.Get("Authorization"), "SignedHeaders=")
	names, after, _ := strings.Cut(rest, ",")
	list := strings.Split(names, ";")
	slices.Reverse(list)
	r.Header.Set("Authorization", before+"SignedHeaders="+strings.Join(list, ";")+","+after)
}
