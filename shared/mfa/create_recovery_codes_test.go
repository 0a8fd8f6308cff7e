package mfa_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
)

func TestCreateRecoveryCodesHandsOutTenCodesOnce(t *testing.T) {
	f := mfatest.New(t, nil)
	f.User("alice")
	in := mfa.CreateRecoveryCodesRequest{UserName: ptr("Alice")}
	out := mfatest.Must[mfa.CreateRecoveryCodesResponse](f.Root, mfa.CreateRecoveryCodes, in)
	if out.UserName != "alice" || !out.CreateDate.Equal(mfatest.Start) || len(out.RecoveryCodes) != 10 {
		t.Errorf("got %+v", out)
	}
	if text := fmt.Sprintf("%v %+v %#v", out, out, out); strings.Contains(text, out.RecoveryCodes[0].Reveal()) {
		t.Error("a code prints")
	}
	u, err := f.Store().User(t.Context(), "alice")
	if err != nil {
		t.Fatal(err)
	}
	shape, seen := regexp.MustCompile(`\A[A-Z2-7]{4}(-[A-Z2-7]{4}){5}\z`), map[string]bool{}
	for _, code := range out.RecoveryCodes {
		if !shape.MatchString(code.Reveal()) || seen[code.Reveal()] {
			t.Errorf("%q is no code, or comes twice", code.Reveal())
		}
		seen[code.Reveal()] = true
		if strings.Contains(string(u.RecoveryCodes.Sealed), code.Reveal()) {
			t.Error("the store has a code")
		}
	}
}

func TestUsersMakeRecoveryCodesForThemselvesInAnMFASessionOnly(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	putPolicy(f, "alice", "all", allowAll)
	self := mfa.CreateRecoveryCodesRequest{}
	wantCode(t, call(alice, mfa.CreateRecoveryCodes, self), mfa.AccessDenied) // before there is a device
	phone := f.Enable("alice", "phone")
	wantCode(t, call(alice, mfa.CreateRecoveryCodes, self), mfa.AccessDenied)
	mfatest.Must[mfa.CreateRecoveryCodesResponse](alice.WithMFA(phone, 1), mfa.CreateRecoveryCodes, self)
	wantCode(t, call(f.User("bob"), mfa.CreateRecoveryCodes,
		mfa.CreateRecoveryCodesRequest{UserName: ptr("alice")}), mfa.AccessDenied)
	wantCode(t, call(f.Root, mfa.CreateRecoveryCodes, self), mfa.ValidationError)
	wantCode(t, call(f.Root, mfa.CreateRecoveryCodes,
		mfa.CreateRecoveryCodesRequest{UserName: ptr("carol")}), mfa.NoSuchEntity)
}

// With the option off there is nothing but a refusal, and codes that were made
// before are worth nothing.
func TestWithoutTheOptionThereAreNoRecoveryCodes(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	phone := f.Enable("alice", "phone")
	codes := f.RecoveryCodes("alice")
	f.Change(func(c *mfa.Config) { c.RecoveryCodes = false })
	redeem := mfa.RedeemRecoveryCodeRequest{RecoveryCode: codes[0], SerialNumber: &phone.Serial}
	before, err := f.Store().User(t.Context(), "alice")
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		call(f.Root, mfa.CreateRecoveryCodes, mfa.CreateRecoveryCodesRequest{UserName: ptr("alice")}),
		call(alice, mfa.RedeemRecoveryCode, redeem),
	} {
		wantCode(t, err, mfa.FeatureDisabled)
	}
	if after, _ := f.Store().User(t.Context(), "alice"); after.Revision != before.Revision {
		t.Error("something was written")
	}
	if status := mfa.FeatureDisabled.Status(); status != 404 {
		t.Errorf("the status is %d", status)
	}
}
