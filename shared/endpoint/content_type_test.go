package endpoint_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/virtual-mfa/virtual-mfa/shared/endpoint"
)

// withUnsignedType is a message signed as curl --aws-sigv4 signs it: host and
// x-amz-date alone.
func (f *front) withUnsignedType(m message) endpoint.Request {
	f.t.Helper()
	r, err := http.NewRequest(http.MethodPost, "http://"+m.host+m.path, strings.NewReader(m.body))
	if err != nil {
		f.t.Fatal(err)
	}
	r.ContentLength = 0 // else the signer signs it
	err = v4.NewSigner().SignHTTP(context.Background(), m.key, r, m.payloadHash(), m.service, m.region, m.at)
	if err != nil {
		f.t.Fatal(err)
	}
	r.Header.Set("Content-Type", m.contentType)
	return endpoint.Request{Method: r.Method, Path: m.path, Host: m.host, Header: r.Header, Body: []byte(m.body)}
}

func TestTheContentTypeNeedsASignatureWhereItDecidesTheProtocol(t *testing.T) {
	f := newFront(t, nil)
	want(t, f.Serve(context.Background(), f.withUnsignedType(f.iam(listUsers))), 200, "<Users>")
	wrongType := f.withUnsignedType(f.iam(listUsers))
	wrongType.Header["Content-Type"] = []string{"application/json"}
	want(t, f.Serve(context.Background(), wrongType), 415, "<Code>UnsupportedMediaType</Code>")
	const refused = "'content-type' must be a 'SignedHeader' in the AWS Authorization."
	want(t, f.Serve(context.Background(), f.withUnsignedType(f.json("ListUsers", "{}"))), 403, refused)
	want(t, f.Serve(context.Background(), at("/ListUsers", f.withUnsignedType(f.iam(listUsers)))), 403, refused)
}

func TestARefusalThatQuotesWhatIsNotUTF8IsWhole(t *testing.T) {
	f := newFront(t, nil)
	r := f.signed(f.json("ListUsers", "{}"))
	value := r.Header["Authorization"][0]
	r.Header["Authorization"] = []string{strings.Replace(value, "/us-east-1/", "/us\xff<&>\x00east/", 1)}
	want(t, f.Serve(context.Background(), r), 403, `{"Code":"SignatureDoesNotMatch","Message":"Credential should be scoped to a valid Region, not 'us\ufffd<&>\u0000east'.","RequestId":"`)
}
