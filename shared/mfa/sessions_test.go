package mfa_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

func token(in mfa.GetSessionTokenRequest) func(mfatest.Caller) *mfa.Error {
	return func(c mfatest.Caller) *mfa.Error { return mfatest.Refused(c, mfa.GetSessionToken, in) }
}

func TestOneCodeOpensOneSession(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	phone := f.Enable("alice", "phone")
	alice.WithMFA(phone, 0)
	want(t, token(phone.Token(0))(alice), mfa.AccessDenied, invalidCode)
	want(t, token(phone.Token(0))(f.KeyOf("alice")), mfa.AccessDenied, invalidCode)
	alice.WithMFA(phone, -2) // an older one that nobody spent is good
	mfatest.Must[mfa.NoOutput](f.Root, mfa.DeactivateMFADevice, mfa.DeactivateMFADeviceRequest{SerialNumber: &phone.Serial, UserName: ptr("alice")})
	mfatest.Must[mfa.NoOutput](f.Root, mfa.EnableMFADevice, phone.Pair("alice", 2))
	f.Wait(2 * otp.Period)
	want(t, token(phone.Token(-2))(alice), mfa.AccessDenied, invalidCode) // the history went with the device, there and back
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
		"a user's ARN":      {mfa.GetSessionTokenRequest{SerialNumber: ptr("arn:aws:iam::123456789012:user/alice"), TokenCode: phone.Code(0)}, mfa.AccessDenied, unableToTell},
		"serial alone":      {mfa.GetSessionTokenRequest{SerialNumber: &phone.Serial}, mfa.AccessDenied, "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code."},
		"code alone":        {mfa.GetSessionTokenRequest{TokenCode: phone.Code(0)}, mfa.AccessDenied, "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code."},
		"short code":        {code("12345"), mfa.ValidationError, one + "'12345' at 'tokenCode'" + fails + "Member must have length greater than or equal to 6"},
		"long code":         {code("11111111111111"), mfa.ValidationError, one + "'11111111111111' at 'tokenCode'" + fails + "Member must have length less than or equal to 6"},
		"letters":           {code("12345a"), mfa.ValidationError, one + "'12345a' at 'tokenCode'" + fails + `Member must satisfy regular expression pattern: [\d]*`},
		"too short":         {duration(600), mfa.ValidationError, one + "'600' at 'durationSeconds'" + fails + "Member must have value greater than or equal to 900"},
		"too long":          {duration(129601), mfa.ValidationError, one + "'129601' at 'durationSeconds'" + fails + "Member must have value less than or equal to 129600"},
	} {
		t.Run(name, func(t *testing.T) { want(t, token(c.in)(alice), c.code, c.message) })
	}
	want(t, token(bobs.Token(0))(f.Root), mfa.AccessDenied, unableToTell)
	want(t, token(mfa.GetSessionTokenRequest{})(alice.WithMFA(phone, 0)), mfa.AccessDenied, "Cannot call GetSessionToken with session credentials")
}

func TestASessionLastsAsLongAsAsked(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	for _, c := range []struct {
		caller    mfatest.Caller
		requested *int32
		want      time.Duration
	}{{alice, nil, 12 * time.Hour}, {alice, ptr(int32(900)), 15 * time.Minute}, {alice, ptr(int32(129600)), 36 * time.Hour}, {f.Root, nil, time.Hour}, {f.Root, ptr(int32(129600)), time.Hour}, {f.Root, ptr(int32(900)), 15 * time.Minute}} {
		out := mfatest.Must[mfa.GetSessionTokenResponse](c.caller, mfa.GetSessionToken, mfa.GetSessionTokenRequest{DurationSeconds: c.requested}).Credentials
		if got := out.Expiration.Sub(f.Time()); got != c.want {
			t.Errorf("lasts %s, want %s", got, c.want)
		}
		if !strings.HasPrefix(out.AccessKeyId, "ASIA") || len(out.AccessKeyId) != 20 || len(out.SecretAccessKey.Reveal()) != 40 {
			t.Errorf("%s with a secret of %d characters", out.AccessKeyId, len(out.SecretAccessKey.Reveal()))
		}
	}
}

func authenticate(f *mfatest.Fixture, id string, token secret.String) error {
	_, err := mfatest.Authenticate(context.Background(), f.Service, id, token)
	return err
}

func wantCode(t *testing.T, err error, code mfa.ErrorCode) {
	t.Helper()
	var refusal *mfa.Error
	if !errors.As(err, &refusal) || refusal.Code != code {
		t.Errorf("got %v, want %s", err, code)
	}
}

func TestASessionEndsWithItsTimeOrItsUser(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	out := mfatest.Must[mfa.GetSessionTokenResponse](alice, mfa.GetSessionToken, mfa.GetSessionTokenRequest{}).Credentials
	other := mfatest.Must[mfa.GetSessionTokenResponse](alice, mfa.GetSessionToken, mfa.GetSessionTokenRequest{}).Credentials
	wantCode(t, authenticate(f, other.AccessKeyId, out.SessionToken), mfa.InvalidClientTokenID)
	wantCode(t, authenticate(f, out.AccessKeyId, secret.New(out.SessionToken.Reveal()[1:])), mfa.InvalidClientTokenID)
	wantCode(t, authenticate(f, out.AccessKeyId, secret.New("not base64!")), mfa.InvalidClientTokenID)
	wantCode(t, authenticate(f, out.AccessKeyId, secret.String{}), mfa.InvalidClientTokenID)
	wantCode(t, authenticate(f, alice.KeyID, out.SessionToken), mfa.InvalidClientTokenID)

	remove := mfa.DeleteAccessKeyRequest{UserName: ptr("alice"), AccessKeyId: &alice.KeyID}
	mfatest.Must[mfa.NoOutput](f.Root, mfa.DeleteAccessKey, remove)
	f.SignIn(out.AccessKeyId, out.SessionToken) // the key is gone, its session is not
	mfatest.Must[mfa.NoOutput](f.Root, mfa.DeleteUser, mfa.DeleteUserRequest{UserName: ptr("alice")})
	wantCode(t, authenticate(f, out.AccessKeyId, out.SessionToken), mfa.InvalidClientTokenID)
	f.User("alice")
	phone := f.Enable("alice", "phone") // of another alice, who has nothing to do with a caller authenticated before
	want(t, mfatest.Refused(alice, mfa.DeactivateMFADevice, mfa.DeactivateMFADeviceRequest{SerialNumber: &phone.Serial}), mfa.InvalidClientTokenID, "The security token included in the request is invalid")
	wantCode(t, authenticate(f, out.AccessKeyId, out.SessionToken), mfa.InvalidClientTokenID)

	again := mfatest.Must[mfa.GetSessionTokenResponse](f.KeyOf("alice"), mfa.GetSessionToken, mfa.GetSessionTokenRequest{}).Credentials
	f.Wait(12*time.Hour - time.Second)
	f.SignIn(again.AccessKeyId, again.SessionToken)
	f.Wait(time.Second)
	wantCode(t, authenticate(f, again.AccessKeyId, again.SessionToken), mfa.ExpiredToken)
}

func TestEveryBitOfATokenCounts(t *testing.T) {
	f := mfatest.New(t, nil)
	out := mfatest.Must[mfa.GetSessionTokenResponse](f.User("alice"), mfa.GetSessionToken, mfa.GetSessionTokenRequest{}).Credentials
	text := out.SessionToken.Reveal()
	for i := range len(text) {
		changed := []byte(text)
		changed[i] ^= 1
		if err := authenticate(f, out.AccessKeyId, secret.New(string(changed))); err == nil {
			t.Fatalf("the token is good with another byte %d", i)
		}
	}
}

func TestAnUnknownKeyIsCheckedLikeAKnownOne(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	mfatest.Must[mfa.NoOutput](f.Root, mfa.UpdateAccessKey, mfa.UpdateAccessKeyRequest{UserName: ptr("alice"), AccessKeyId: &alice.KeyID, Status: ptr("Inactive")})
	for name, id := range map[string]string{"unknown": "AKIAAAAAAAAAAAAAAAAA", "inactive": alice.KeyID} {
		signer, err := f.Signer(context.Background(), id, secret.String{})
		if err != nil || len(signer.SecretKey.Reveal()) != 40 {
			t.Errorf("%s key: nothing to check its signature with: %v", name, err)
		}
		_, err = signer.Caller(context.Background(), true)
		wantCode(t, err, mfa.InvalidClientTokenID)
	}
	signer, err := f.Signer(context.Background(), f.KeyOf("alice").KeyID, secret.String{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = signer.Caller(context.Background(), false)
	wantCode(t, err, mfa.SignatureDoesNotMatch)
}

func TestACallerThatNobodyAuthenticatedMayNothing(t *testing.T) {
	f := mfatest.New(t, nil)
	for _, op := range mfa.Operations() {
		_, _, err := op.Call(context.Background(), f.Service, mfa.Caller{}, func(any) error { return nil })
		wantCode(t, err, mfa.InvalidClientTokenID)
	}
}

func TestASessionWithoutMFACannotCallIAM(t *testing.T) {
	f := mfatest.New(t, nil)
	for _, who := range []mfatest.Caller{f.User("alice"), f.Root} {
		out := mfatest.Must[mfa.GetSessionTokenResponse](who, mfa.GetSessionToken, mfa.GetSessionTokenRequest{}).Credentials
		session := f.SignIn(out.AccessKeyId, out.SessionToken)
		want(t, mfatest.Refused(session, mfa.ListVirtualMFADevices, mfa.ListVirtualMFADevicesRequest{}), mfa.InvalidClientTokenID, "The security token included in the request is invalid")
		whoami := mfatest.Must[mfa.GetCallerIdentityResponse](session, mfa.GetCallerIdentity, mfa.GetCallerIdentityRequest{})
		if whoami.Arn != who.Identity().ARN || whoami.UserId != who.Identity().UserID || whoami.Account != mfatest.Account {
			t.Errorf("%+v", whoami)
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
	mfatest.Must[mfa.NoOutput](f.Root, mfa.DeactivateMFADevice, mfa.DeactivateMFADeviceRequest{SerialNumber: &phone.Serial, UserName: ptr("alice")})
	mfatest.Must[mfa.NoOutput](f.Root, mfa.DeleteVirtualMFADevice, mfa.DeleteVirtualMFADeviceRequest{SerialNumber: &phone.Serial})
	again := f.Enable("alice", "phone")
	want(t, token(again.Token(0))(alice), mfa.AccessDenied, unableToTell) // a new device of the same serial number has no new budget
	f.Wait(80 * time.Second)                                              // the window of Start ends at 12:03:00
	alice.WithMFA(again, 0)
}

func TestAMalformedCodeIsNotCharged(t *testing.T) {
	f := mfatest.New(t, nil)
	alice, bob := f.User("alice"), f.User("bob")
	phone := f.Enable("alice", "phone")
	for range 20 {
		for _, text := range []string{"12345", "１２３４５６", "12345 ", ""} {
			token(mfa.GetSessionTokenRequest{SerialNumber: &phone.Serial, TokenCode: secret.New(text)})(alice)
		}
		want(t, token(phone.Token(0))(bob), mfa.AccessDenied, unableToTell) // nor is somebody else's
	}
	alice.WithMFA(phone, 0)
}

func hardened(t *testing.T) (*mfatest.Fixture, mfatest.Caller, mfatest.Phone) {
	f := mfatest.New(t, &mfatest.Options{Profile: otp.Hardened})
	alice := f.User("alice")
	phone := f.Enable("alice", "phone")
	f.Wait(2 * otp.Period)
	return f, alice, phone
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
	mfatest.Must[mfa.NoOutput](alice, mfa.ResyncMFADevice, mfa.ResyncMFADeviceRequest(phone.Pair("alice", 0)))
	f.Wait(otp.Period)
	alice.WithMFA(phone, 0)
}

func TestHardenedPairsHaveTheirOwnBudget(t *testing.T) {
	f, alice, phone := hardened(t)
	wrong := mfa.ResyncMFADeviceRequest(phone.Pair("alice", 5000))
	for range 20 {
		want(t, mfatest.Refused(alice, mfa.ResyncMFADevice, wrong), mfa.InvalidAuthenticationCode, invalidPair)
	}
	right := mfa.ResyncMFADeviceRequest(phone.Pair("alice", 0))
	want(t, mfatest.Refused(alice, mfa.ResyncMFADevice, right), mfa.LimitExceeded, "Too many code attempts with this access key. Try again after 2026-11-16T00:00:00Z.")
	mfatest.Must[mfa.NoOutput](f.KeyOf("alice"), mfa.ResyncMFADevice, right) // nor is her other key
	f.Wait(otp.Period)
	alice.WithMFA(phone, 1)                                                                                  // sessions are not locked by it
	want(t, mfatest.Refused(f.Root, mfa.ResyncMFADevice, wrong), mfa.InvalidAuthenticationCode, invalidPair) // nor is an administrator
}

func TestASessionEndsWithTheDeviceThatOpenedIt(t *testing.T) {
	for _, profile := range []otp.Profile{otp.AWS, otp.Hardened} {
		f := mfatest.New(t, &mfatest.Options{Profile: profile})
		alice, phone, tablet := f.User("alice"), f.Enable("alice", "phone"), f.Enable("alice", "tablet")
		f.Wait(3 * otp.Period)
		open := func(in mfa.GetSessionTokenRequest) mfa.Credentials {
			return mfatest.Must[mfa.GetSessionTokenResponse](alice, mfa.GetSessionToken, in).Credentials
		}
		with, other, without := open(phone.Token(0)), open(tablet.Token(0)), open(mfa.GetSessionTokenRequest{})
		lives := func(when string, c mfa.Credentials, want bool) {
			t.Helper()
			err := authenticate(f, c.AccessKeyId, c.SessionToken)
			var refusal *mfa.Error
			if errors.As(err, &refusal) && refusal.Code != mfa.InvalidClientTokenID || (refusal == nil) != want {
				t.Errorf("%s, %s: %v", profile.Name, when, err)
			}
		}
		f.Wait(3 * otp.Period)
		mfatest.Must[mfa.NoOutput](f.Root, mfa.ResyncMFADevice, mfa.ResyncMFADeviceRequest(phone.Pair("alice", 0)))
		lives("resynchronised", with, true)
		mfatest.Must[mfa.NoOutput](f.Root, mfa.DeactivateMFADevice, mfa.DeactivateMFADeviceRequest{UserName: ptr("alice"), SerialNumber: &phone.Serial})
		ends := profile.Name == otp.Hardened.Name
		lives("deactivated", with, !ends)
		lives("another device", other, true)
		lives("without MFA", without, true)
		f.Wait(3 * otp.Period)
		mfatest.Must[mfa.NoOutput](f.Root, mfa.EnableMFADevice, phone.Pair("alice", 0))
		lives("enabled again", with, !ends)
	}
}
