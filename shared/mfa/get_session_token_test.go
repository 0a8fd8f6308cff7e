package mfa_test

import (
	"strings"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

func TestOneCodeOpensOneSession(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	phone := f.Enable("alice", "phone")
	alice.WithMFA(phone, 0)
	want(t, token(phone.Token(0))(alice), mfa.AccessDenied, invalidCode)
	want(t, token(phone.Token(0))(f.KeyOf("alice")), mfa.AccessDenied, invalidCode)
	alice.WithMFA(phone, -2) // an older one that is not spent is good
	f.Deactivate("alice", phone)
	mfatest.Do(f.Root, mfa.EnableMFADevice, phone.Pair("alice", 2))
	f.Wait(2 * otp.Period)
	// the history went with the device, there and back
	want(t, token(phone.Token(-2))(alice), mfa.AccessDenied, invalidCode)
}

func TestGetSessionTokenIsRefusedTheWayAWSRefusesIt(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	f.User("bob")
	phone, bobs, free := f.Enable("alice", "phone"), f.Enable("bob", "bobs"), f.Root.Create("free")
	duration := func(seconds int32) mfa.GetSessionTokenRequest {
		return mfa.GetSessionTokenRequest{DurationSeconds: &seconds}
	}
	code := func(text string) mfa.GetSessionTokenRequest {
		return mfa.GetSessionTokenRequest{SerialNumber: &phone.Serial, TokenCode: secret.New(text)}
	}
	const one = "1 validation error detected: Value "
	const fails = " failed to satisfy constraint: "
	for name, c := range map[string]struct {
		in      mfa.GetSessionTokenRequest
		code    mfa.ErrorCode
		message string
	}{
		"out of the window": {phone.Token(3), mfa.AccessDenied, invalidCode},
		"another's device":  {bobs.Token(0), mfa.AccessDenied, unableToTell},
		"unassigned":        {free.Token(0), mfa.AccessDenied, unableToTell},
		"a user's ARN": {mfa.GetSessionTokenRequest{SerialNumber: ptr("arn:aws:iam::123456789012:user/alice"),
			TokenCode: phone.Code(0)}, mfa.AccessDenied, unableToTell},
		"serial alone": {mfa.GetSessionTokenRequest{SerialNumber: &phone.Serial}, mfa.AccessDenied,
			"MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code."},
		"code alone": {mfa.GetSessionTokenRequest{TokenCode: phone.Code(0)}, mfa.AccessDenied,
			"MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code."},
		"short code": {code("12345"), mfa.ValidationError, one + "'12345' at 'tokenCode'" + fails +
			"Member must have length greater than or equal to 6"},
		"long code": {code("11111111111111"), mfa.ValidationError, one + "'11111111111111' at 'tokenCode'" +
			fails + "Member must have length less than or equal to 6"},
		"letters": {code("12345a"), mfa.ValidationError, one + "'12345a' at 'tokenCode'" + fails +
			`Member must satisfy regular expression pattern: [\d]*`},
		"too short": {duration(600), mfa.ValidationError, one + "'600' at 'durationSeconds'" + fails +
			"Member must have value greater than or equal to 900"},
		"too long": {duration(129601), mfa.ValidationError, one + "'129601' at 'durationSeconds'" + fails +
			"Member must have value less than or equal to 129600"},
	} {
		t.Run(name, func(t *testing.T) { want(t, token(c.in)(alice), c.code, c.message) })
	}
	want(t, token(bobs.Token(0))(f.Root), mfa.AccessDenied, unableToTell)
	want(t, token(mfa.GetSessionTokenRequest{})(alice.WithMFA(phone, 0)), mfa.AccessDenied,
		"Cannot call GetSessionToken with session credentials")
}

func TestGetSessionTokenLastsAsLongAsAsked(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	for _, c := range []struct {
		caller    mfatest.Caller
		requested *int32
		want      time.Duration
	}{{alice, nil, 12 * time.Hour}, {alice, ptr(int32(900)), 15 * time.Minute},
		{alice, ptr(int32(129600)), 36 * time.Hour}, {f.Root, nil, time.Hour},
		{f.Root, ptr(int32(129600)), time.Hour}, {f.Root, ptr(int32(900)), 15 * time.Minute}} {
		out := mfatest.Must[mfa.GetSessionTokenResponse](c.caller, mfa.GetSessionToken,
			mfa.GetSessionTokenRequest{DurationSeconds: c.requested}).Credentials
		if got := out.Expiration.Sub(f.Time()); got != c.want {
			t.Errorf("lasts %s, want %s", got, c.want)
		}
		if !strings.HasPrefix(out.AccessKeyId, "ASIA") || len(out.AccessKeyId) != 20 ||
			len(out.SecretAccessKey.Reveal()) != 40 {
			t.Errorf("%s with a secret of %d characters", out.AccessKeyId, len(out.SecretAccessKey.Reveal()))
		}
	}
}

func TestTheBudgetOfAWSsProfile(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	phone, other := f.Enable("alice", "phone"), f.Enable("alice", "other")
	for range 8 {
		want(t, token(phone.Token(10))(alice), mfa.AccessDenied, invalidCode)
	}
	alice.WithMFA(phone, 0) // the ninth, and a good one counts too
	want(t, token(phone.Token(1))(alice), mfa.AccessDenied, unableToTell)
	want(t, token(phone.Token(1))(f.KeyOf("alice")), mfa.AccessDenied, unableToTell)
	alice.WithMFA(other, 0) // its sibling is independent
	f.Deactivate("alice", phone)
	f.Delete(phone)
	again := f.Enable("alice", "phone")
	// a new device of the same serial number has no new budget
	want(t, token(again.Token(0))(alice), mfa.AccessDenied, unableToTell)
	f.Wait(80 * time.Second) // the window of Start ends at 12:03:00
	alice.WithMFA(again, 0)
}

func TestAMalformedCodeIsNotCharged(t *testing.T) {
	f := mfatest.New(t, nil)
	alice, bob := f.User("alice"), f.User("bob")
	phone := f.Enable("alice", "phone")
	for range 20 {
		for _, text := range []string{"12345", "１２３４５６", "12345 ", ""} {
			refusal := token(mfa.GetSessionTokenRequest{SerialNumber: &phone.Serial, TokenCode: secret.New(text)})(alice)
			if refusal.Code != mfa.ValidationError {
				t.Errorf("%q: %v", text, refusal)
			}
		}
		want(t, token(phone.Token(0))(bob), mfa.AccessDenied, unableToTell) // nor is another user's
	}
	alice.WithMFA(phone, 0)
}

func TestHardenedAttemptsAreCountedByKeyAndUser(t *testing.T) {
	f, alice, phone := hardened(t)
	guess := func(c mfatest.Caller, times int) (released int) {
		for range times {
			if token(phone.Token(50))(c).Message == invalidCode {
				released++
			}
		}
		return released
	}
	if got := guess(alice, 15); got != 10 {
		t.Errorf("a key has %d attempts a day, want 10", got)
	}
	second := f.KeyOf("alice")
	second.WithMFA(phone, 0) // its owner is not locked out, and a success takes its own attempt back
	if got := guess(second, 15); got != 10 {
		t.Errorf("after a success a key has %d attempts a day, want 10", got)
	}
	f.Wait(12 * time.Hour)
	total := 20
	for range 12 { // to the end of the month
		total += guess(alice, 15) + guess(second, 15)
		f.Wait(24 * time.Hour)
	}
	if total != 60 {
		t.Errorf("two keys have %d attempts a month, want 60", total)
	}
}

func TestAHundredFailuresLockAndAPairUnlocks(t *testing.T) {
	f, alice, phone := hardened(t)
	failures := 0
	for day := 0; failures < 100; day++ {
		if day > 200 {
			t.Fatalf("only %d failures were possible in %d days", failures, day)
		}
		for range 10 {
			if token(phone.Token(50))(alice).Message == invalidCode {
				failures++
			}
		}
		f.Wait(24 * time.Hour)
	}
	f.Wait(40 * 24 * time.Hour)
	refusal := token(phone.Token(0))(alice)
	want(t, refusal, mfa.AccessDenied, unableToTell)
	if refusal.Reason != "locked" {
		t.Errorf("the record says %q", refusal.Reason)
	}
	want(t, token(phone.Token(0))(f.KeyOf("alice")), mfa.AccessDenied, unableToTell)
	mfatest.Do(alice, mfa.ResyncMFADevice, mfa.ResyncMFADeviceRequest(phone.Pair("alice", 0)))
	f.Wait(otp.Period)
	alice.WithMFA(phone, 0)
}
