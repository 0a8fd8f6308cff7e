package sigv4_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
	"github.com/virtual-mfa/virtual-mfa/shared/sigv4"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// The keys of AWS's documentation, in a request signed by an independent implementation.
const exampleKey = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"

func exampleRequest() sigv4.Request {
	return sigv4.Request{
		Method: "POST",
		Path:   "/",
		Hosts:  []string{"iam.amazonaws.com"},
		Header: sigv4.NewHeader(map[string][]string{
			"Content-Type": {"application/x-www-form-urlencoded; charset=utf-8"},
			"X-Amz-Date":   {"20150830T123600Z"},
			"Authorization": {"AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20150830/us-east-1/iam/aws4_request, " +
				"SignedHeaders=content-type;host;x-amz-date, " +
				"Signature=5e513f312f584a707d3a2edd82ec17f80b49b32cce8d0a2b1f3558ab1487960f"},
		}),
		Body: []byte("Action=ListUsers&Version=2010-05-08"),
	}
}

var exampleRules = sigv4.Rules{
	Regions:     []string{"us-east-1"},
	ContentType: true,
	Now:         time.Date(2015, 8, 30, 12, 40, 0, 0, time.UTC),
}

func ExampleVerify() {
	claim, err := sigv4.Verify(exampleRequest(), exampleRules)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(claim.KeyID, claim.Service, claim.Region)
	fmt.Println(claim.Matches(secret.New(exampleKey)), claim.Matches(secret.New("another")))
	// Output:
	// AKIAIOSFODNN7EXAMPLE iam us-east-1
	// true false
}

func TestVerifyReturnsNoClaimWithAnError(t *testing.T) {
	for name, change := range map[string]func(*sigv4.Request, *sigv4.Rules){
		"no signature":     func(r *sigv4.Request, _ *sigv4.Rules) { delete(r.Header, "authorization") },
		"no date":          func(r *sigv4.Request, _ *sigv4.Rules) { delete(r.Header, "x-amz-date") },
		"too late":         func(_ *sigv4.Request, rules *sigv4.Rules) { rules.Now = rules.Now.Add(time.Hour) },
		"another region":   func(_ *sigv4.Request, rules *sigv4.Rules) { rules.Regions = []string{"eu-west-1"} },
		"another service":  func(_ *sigv4.Request, rules *sigv4.Rules) { rules.Service = wire.STS },
		"no host":          func(r *sigv4.Request, _ *sigv4.Rules) { r.Hosts = nil },
		"an empty token":   func(r *sigv4.Request, _ *sigv4.Rules) { r.Header["x-amz-security-token"] = []string{""} },
		"a header unsaid":  func(r *sigv4.Request, _ *sigv4.Rules) { r.Header["x-amz-meta"] = []string{"x"} },
		"a wrong body sum": func(r *sigv4.Request, _ *sigv4.Rules) { r.Header["x-amz-content-sha256"] = []string{"00"} },
	} {
		t.Run(name, func(t *testing.T) {
			r, rules := exampleRequest(), exampleRules
			change(&r, &rules)
			claim, err := sigv4.Verify(r, rules)
			var refusal *wire.Error
			if !errors.As(err, &refusal) || claim.KeyID != "" || claim.Matches(secret.New(exampleKey)) {
				t.Errorf("%+v, %v", claim, err)
			}
		})
	}
}

func TestMatchesTriesEveryHostThatTheClientMayHaveSigned(t *testing.T) {
	for _, hosts := range [][]string{{"iam.amazonaws.com", "other"}, {"other", "iam.amazonaws.com"}} {
		r := exampleRequest()
		r.Hosts = hosts
		claim, err := sigv4.Verify(r, exampleRules)
		if err != nil || !claim.Matches(secret.New(exampleKey)) {
			t.Errorf("%v: %v", hosts, err)
		}
	}
	r := exampleRequest()
	r.Hosts = []string{"other"}
	if claim, err := sigv4.Verify(r, exampleRules); err != nil || claim.Matches(secret.New(exampleKey)) {
		t.Errorf("a signature for another host matches: %v", err)
	}
}

func TestTheZeroClaimMatchesNothing(t *testing.T) {
	if (sigv4.Claim{}).Matches(secret.New("")) {
		t.Error("it matches")
	}
}
