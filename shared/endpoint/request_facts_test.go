package endpoint_test

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/virtual-mfa/virtual-mfa/shared/endpoint"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

// allowIf gives alice a policy that allows ListUsers under a condition.
func (f *front) allowIf(condition string) {
	f.t.Helper()
	document := `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:ListUsers",` +
		`"Resource":"*","Condition":` + condition + `}}`
	mfatest.Do(f.mfa.Root, mfa.PutUserPolicy, mfa.PutUserPolicyRequest{
		UserName:       aws.String("alice"),
		PolicyName:     aws.String("p"),
		PolicyDocument: &document,
	})
}

func TestConditionsDecideByHowARequestWasSent(t *testing.T) {
	f := newFront(t, nil)
	alice := f.mfa.User("alice")
	sent := f.iam(listUsers)
	sent.key = aws.Credentials{AccessKeyID: alice.KeyID, SecretAccessKey: alice.Secret().Reveal()}
	sent.header = map[string]string{"User-Agent": "aws-cli/2.1"}
	for _, c := range []struct {
		name, condition string
		change          func(*endpoint.Request)
	}{
		{
			"aws:SourceIp is the peer's address",
			`{"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}}`,
			func(r *endpoint.Request) { r.SourceIP = "192.0.2.7" },
		},
		{
			"aws:SecureTransport tells whether TLS reached the service",
			`{"Bool":{"aws:SecureTransport":"true"}}`,
			func(r *endpoint.Request) { r.TLS = true },
		},
		{
			"aws:UserAgent is the header",
			`{"StringLike":{"aws:UserAgent":"other/*"}}`,
			func(r *endpoint.Request) { r.Header["User-Agent"] = []string{"other/1"} },
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			f.allowIf(c.condition)
			r := f.signed(sent)
			want(t, f.Serve(context.Background(), r), 403, "because no identity-based policy allows the iam:ListUsers action")
			c.change(&r)
			want(t, f.Serve(context.Background(), r), 200, "<Users>")
		})
	}
}

func TestTheRegionOfTheSignatureIsTheRequestedOne(t *testing.T) {
	f := newFront(t, nil)
	alice := f.mfa.User("alice")
	m := f.iam(listUsers)
	m.key = aws.Credentials{AccessKeyID: alice.KeyID, SecretAccessKey: alice.Secret().Reveal()}
	f.allowIf(`{"StringEquals":{"aws:RequestedRegion":"eu-central-1"}}`)
	want(t, f.send(m), 403, "<Code>AccessDenied</Code>")
	m.region = "eu-central-1"
	want(t, f.send(m), 200, "<Users>")
}

func TestAHeaderCannotSayWhereARequestCameFrom(t *testing.T) {
	f := newFront(t, nil)
	alice := f.mfa.User("alice")
	m := f.iam(listUsers)
	m.key = aws.Credentials{AccessKeyID: alice.KeyID, SecretAccessKey: alice.Secret().Reveal()}
	f.allowIf(`{"IpAddress":{"aws:SourceIp":"192.0.2.7"}}`)
	for _, name := range []string{"X-Forwarded-For", "Forwarded", "X-Real-Ip", "Cf-Connecting-Ip", "True-Client-Ip"} {
		m.header = map[string]string{name: "192.0.2.7"}
		want(t, f.send(m), 403, "<Code>AccessDenied</Code>")
	}
	f.allowIf(`{"Bool":{"aws:SecureTransport":"true"}}`)
	m.header = map[string]string{"X-Forwarded-Proto": "https"}
	want(t, f.send(m), 403, "<Code>AccessDenied</Code>")
}
