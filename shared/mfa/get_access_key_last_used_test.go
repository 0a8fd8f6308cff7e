package mfa_test

import (
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

func TestGetAccessKeyLastUsedIsRightTo15Minutes(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	get := func() mfa.AccessKeyLastUsed {
		out := mfatest.Must[mfa.GetAccessKeyLastUsedResponse](f.Root, mfa.GetAccessKeyLastUsed,
			mfa.GetAccessKeyLastUsedRequest{AccessKeyId: &alice.KeyID})
		if out.UserName == nil || *out.UserName != "alice" {
			t.Errorf("the key is of %v", out.UserName)
		}
		return out.AccessKeyLastUsed
	}
	if got := get(); got != (mfa.AccessKeyLastUsed{ServiceName: "N/A", Region: "N/A"}) {
		t.Errorf("a new key was used %+v", got)
	}
	first := f.Time()
	for _, c := range []struct {
		wait   time.Duration
		region string
		want   mfa.AccessKeyLastUsed
	}{
		{0, "eu-west-1", mfa.AccessKeyLastUsed{LastUsedDate: first, ServiceName: "sts", Region: "eu-west-1"}},
		{15*time.Minute - time.Second, "us-east-1",
			mfa.AccessKeyLastUsed{LastUsedDate: first, ServiceName: "sts", Region: "eu-west-1"}},
		{time.Second, "us-east-1",
			mfa.AccessKeyLastUsed{LastUsedDate: first.Add(15 * time.Minute), ServiceName: "sts", Region: "us-east-1"}},
	} {
		f.Wait(c.wait)
		use(f, alice, secret.String{}, c.region, mfa.STS)
		if got := get(); got != c.want {
			t.Errorf("got %+v, want %+v", got, c.want)
		}
	}
	unknown := mfa.GetAccessKeyLastUsedRequest{AccessKeyId: ptr("AKIAIOSFODNN7EXAMPLE")}
	for arn, c := range map[string]mfatest.Caller{"root": f.Root, "user/alice": alice} {
		want(t, mfatest.Refused(c, mfa.GetAccessKeyLastUsed, unknown), mfa.AccessDenied,
			"User: arn:aws:iam::123456789012:"+arn+
				" is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key ID")
	}
	mine := mfa.GetAccessKeyLastUsedRequest{AccessKeyId: &alice.KeyID}
	want(t, mfatest.Refused(alice, mfa.GetAccessKeyLastUsed, mine), mfa.AccessDenied,
		"User: arn:aws:iam::123456789012:user/alice is not authorized to perform: iam:GetAccessKeyLastUsed on resource: "+
			"user alice with an explicit deny in an identity-based policy")
}
