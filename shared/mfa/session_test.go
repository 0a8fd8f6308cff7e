package mfa_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

func TestASealerThatFailsBlamesNoTokenOrMarker(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	session := mfatest.Must[mfa.GetSessionTokenResponse](alice, mfa.GetSessionToken,
		mfa.GetSessionTokenRequest{}).Credentials
	for _, name := range []string{"bob", "carol"} {
		f.User(name)
	}
	one := int32(1)
	page := mfatest.Must[mfa.ListUsersResponse](f.Root, mfa.ListUsers, mfa.ListUsersRequest{MaxItems: &one})
	f.Change(func(c *mfa.Config) { c.KeySealer = away{} })

	if _, err := mfatest.Authenticate(context.Background(), f.Service, session.AccessKeyId,
		session.SessionToken); !errors.Is(err, errAway) {
		t.Errorf("a good token: %v", err)
	}
	_, err := mfatest.Call[mfa.ListUsersResponse](f.Root, mfa.ListUsers, mfa.ListUsersRequest{Marker: page.Marker})
	if !errors.Is(err, errAway) {
		t.Errorf("a good marker: %v", err)
	}
}

func TestASessionEndsWithItsTimeOrItsUser(t *testing.T) {
	f := mfatest.New(t, nil)
	alice := f.User("alice")
	out := mfatest.Must[mfa.GetSessionTokenResponse](alice, mfa.GetSessionToken, mfa.GetSessionTokenRequest{}).Credentials
	other := mfatest.Must[mfa.GetSessionTokenResponse](alice, mfa.GetSessionToken,
		mfa.GetSessionTokenRequest{}).Credentials
	wantCode(t, authenticate(f, other.AccessKeyId, out.SessionToken), mfa.InvalidClientTokenID)
	wantCode(t, authenticate(f, out.AccessKeyId, secret.New(out.SessionToken.Reveal()[1:])), mfa.InvalidClientTokenID)
	wantCode(t, authenticate(f, out.AccessKeyId, secret.New("not base64!")), mfa.InvalidClientTokenID)
	wantCode(t, authenticate(f, out.AccessKeyId, secret.String{}), mfa.InvalidClientTokenID)
	wantCode(t, authenticate(f, alice.KeyID, out.SessionToken), mfa.InvalidClientTokenID)

	remove := mfa.DeleteAccessKeyRequest{UserName: ptr("alice"), AccessKeyId: &alice.KeyID}
	mfatest.Do(f.Root, mfa.DeleteAccessKey, remove)
	f.SignIn(out.AccessKeyId, out.SessionToken) // the key is gone, its session is not
	mfatest.Do(f.Root, mfa.DeleteUser, mfa.DeleteUserRequest{UserName: ptr("alice")})
	wantCode(t, authenticate(f, out.AccessKeyId, out.SessionToken), mfa.InvalidClientTokenID)
	f.User("alice")
	phone := f.Enable("alice", "phone") // of another alice, who has nothing to do with a caller authenticated before
	want(t, mfatest.Refused(alice, mfa.DeactivateMFADevice,
		mfa.DeactivateMFADeviceRequest{SerialNumber: &phone.Serial}), mfa.InvalidClientTokenID,
		"The security token included in the request is invalid")
	wantCode(t, authenticate(f, out.AccessKeyId, out.SessionToken), mfa.InvalidClientTokenID)

	again := mfatest.Must[mfa.GetSessionTokenResponse](f.KeyOf("alice"), mfa.GetSessionToken,
		mfa.GetSessionTokenRequest{}).Credentials
	f.Wait(12*time.Hour - time.Second)
	f.SignIn(again.AccessKeyId, again.SessionToken)
	f.Wait(time.Second)
	wantCode(t, authenticate(f, again.AccessKeyId, again.SessionToken), mfa.ExpiredToken)
}

func TestEveryBitOfATokenCounts(t *testing.T) {
	f := mfatest.New(t, nil)
	out := mfatest.Must[mfa.GetSessionTokenResponse](f.User("alice"), mfa.GetSessionToken,
		mfa.GetSessionTokenRequest{}).Credentials
	text := out.SessionToken.Reveal()
	for i := range len(text) {
		changed := []byte(text)
		changed[i] ^= 1
		if err := authenticate(f, out.AccessKeyId, secret.New(string(changed))); err == nil {
			t.Fatalf("the token is good with another byte %d", i)
		}
	}
}

func TestASessionWithoutMFACannotCallIAM(t *testing.T) {
	f := mfatest.New(t, nil)
	for _, who := range []mfatest.Caller{f.User("alice"), f.Root} {
		out := mfatest.Must[mfa.GetSessionTokenResponse](who, mfa.GetSessionToken, mfa.GetSessionTokenRequest{}).Credentials
		session := f.SignIn(out.AccessKeyId, out.SessionToken)
		want(t, mfatest.Refused(session, mfa.ListVirtualMFADevices, mfa.ListVirtualMFADevicesRequest{}),
			mfa.InvalidClientTokenID, "The security token included in the request is invalid")
		whoami := mfatest.Must[mfa.GetCallerIdentityResponse](session, mfa.GetCallerIdentity, mfa.GetCallerIdentityRequest{})
		if whoami.Arn != who.Identity().ARN || whoami.UserId != who.Identity().UserID || whoami.Account != mfatest.Account {
			t.Errorf("%+v", whoami)
		}
	}
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
		mfatest.Do(f.Root, mfa.ResyncMFADevice, mfa.ResyncMFADeviceRequest(phone.Pair("alice", 0)))
		lives("resynchronised", with, true)
		f.Deactivate("alice", phone)
		ends := profile.Name == otp.Hardened.Name
		lives("deactivated", with, !ends)
		lives("another device", other, true)
		lives("without MFA", without, true)
		f.Wait(3 * otp.Period)
		mfatest.Do(f.Root, mfa.EnableMFADevice, phone.Pair("alice", 0))
		lives("enabled again", with, !ends)
	}
}
