package mfa_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// A loser is alice, who has lost her phone and has recovery codes.
type loser struct {
	*mfatest.Fixture
	alice mfatest.Caller
	phone mfatest.Phone
	codes []secret.String
}

func newLoser(t *testing.T) loser {
	t.Helper()
	f := mfatest.New(t, &mfatest.Options{Profile: narrow()})
	alice := f.User("alice")
	return loser{f, alice, f.Enable("alice", "phone"), f.RecoveryCodes("alice")}
}

func (l loser) request(code secret.String) mfa.RedeemRecoveryCodeRequest {
	return mfa.RedeemRecoveryCodeRequest{RecoveryCode: code, SerialNumber: &l.phone.Serial}
}

func (l loser) redeem(code secret.String) mfa.RedeemRecoveryCodeResponse {
	l.T.Helper()
	return mfatest.Must[mfa.RedeemRecoveryCodeResponse](l.alice, mfa.RedeemRecoveryCode, l.request(code))
}

func (l loser) refused(code secret.String) error {
	return call(l.alice, mfa.RedeemRecoveryCode, l.request(code))
}

// devices are those that alice has.
func (l loser) devices() map[string]mfa.AssignedDevice {
	l.T.Helper()
	u, err := l.Store().User(l.T.Context(), "alice")
	if err != nil {
		l.T.Fatal(err)
	}
	return u.Devices
}

func TestRedeemRecoveryCodeReplacesALostDeviceByATicket(t *testing.T) {
	l := newLoser(t)
	out := l.redeem(l.codes[3])
	if out.RemainingRecoveryCodes != 9 || out.UserName != "alice" || !out.Expiration.Equal(mfatest.Start.Add(time.Hour)) {
		t.Errorf("got %+v", out)
	}
	if _, has := l.devices()[l.phone.Serial]; !has {
		t.Error("the code alone took the device away")
	}
	enroll(t, l.Fixture, out.Ticket)
	if _, has := l.devices()[out.SerialNumber]; !has || len(l.devices()) != 1 {
		t.Errorf("alice has %v", l.devices())
	}
	ticket, err := l.Store().EnrollmentTicket(t.Context(), out.TicketId)
	if err != nil || ticket.Replaces != l.phone.Serial || ticket.CreatedBy != l.alice.Identity().ARN {
		t.Errorf("the ticket is %+v, %v", ticket, err)
	}
}

func TestARecoveryCodeIsGoodOnceAndOnlyInItsSet(t *testing.T) {
	l := newLoser(t)
	l.redeem(l.codes[0])
	wantCode(t, l.refused(l.codes[0]), mfa.InvalidAuthenticationCode)
	newer := l.RecoveryCodes("alice")
	wantCode(t, l.refused(l.codes[1]), mfa.InvalidAuthenticationCode)
	if out := l.redeem(newer[1]); out.RemainingRecoveryCodes != 9 {
		t.Errorf("%d codes remain", out.RemainingRecoveryCodes)
	}
}

func TestOfManyWhoRedeemOneRecoveryCodeOneDoes(t *testing.T) {
	for range 20 {
		l := newLoser(t)
		var redeemed, refused int
		var mu sync.Mutex
		var wait sync.WaitGroup
		for range 8 {
			wait.Go(func() {
				err := l.refused(l.codes[0])
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					redeemed++
				} else if refusalOf(err) != "" {
					refused++
				}
			})
		}
		wait.Wait()
		if redeemed != 1 || refused != 7 {
			t.Fatalf("%d redeemed, %d refused", redeemed, refused)
		}
	}
}

// What a code cannot be redeemed with, and what each misuse is answered.
func TestMisusesOfRecoveryCodesAreRefused(t *testing.T) {
	l := newLoser(t)
	bob := l.User("bob")
	bobs := l.Enable("bob", "bobs")
	codesOfBob := l.RecoveryCodes("bob")
	code := l.codes[0]
	changed := func(at int) secret.String {
		text := []byte(code.Reveal())
		text[at] = "AB"[text[at]&1] // A becomes B, and B becomes A
		return secret.New(string(text))
	}
	mine := func(code secret.String) mfa.RedeemRecoveryCodeRequest { return l.request(code) }
	tried := 0
	for _, misuse := range []struct {
		name string
		by   mfatest.Caller
		in   mfa.RedeemRecoveryCodeRequest
		want mfa.ErrorCode
	}{
		{"by root", l.Root, mine(code), mfa.AccessDenied},
		{"by another user", bob, mine(code), mfa.NoSuchEntity},
		{"by another user for its own device", bob, mfa.RedeemRecoveryCodeRequest{
			RecoveryCode: code, SerialNumber: &bobs.Serial}, mfa.InvalidAuthenticationCode},
		{"with another's code", l.alice, mine(codesOfBob[0]), mfa.InvalidAuthenticationCode},
		{"for another's device", l.alice, mfa.RedeemRecoveryCodeRequest{
			RecoveryCode: code, SerialNumber: &bobs.Serial}, mfa.NoSuchEntity},
		{"for no device", l.alice, mfa.RedeemRecoveryCodeRequest{
			RecoveryCode: code, SerialNumber: ptr(phoneARN + "2")}, mfa.NoSuchEntity},
		{"without a device", l.alice, mfa.RedeemRecoveryCodeRequest{RecoveryCode: code}, mfa.ValidationError},
		{"without a code", l.alice, mfa.RedeemRecoveryCodeRequest{SerialNumber: &l.phone.Serial}, mfa.ValidationError},
		{"in lower case", l.alice, mine(secret.New("abcd" + code.Reveal()[4:])), mfa.ValidationError},
		{"without hyphens", l.alice, mine(secret.New(code.Reveal()[:4] + code.Reveal()[5:])), mfa.ValidationError},
		{"with a space", l.alice, mine(secret.New(code.Reveal() + " ")), mfa.ValidationError},
		{"its first character changed", l.alice, mine(changed(0)), mfa.InvalidAuthenticationCode},
		{"its last character changed", l.alice, mine(changed(28)), mfa.InvalidAuthenticationCode},
		{"in a session without MFA", l.session(), mine(code), mfa.InvalidClientTokenID},
		{"with a ticket", l.Ticket("alice", "new").Holder, mine(code), mfa.AccessDenied},
	} {
		t.Run(misuse.name, func(t *testing.T) {
			wantCode(t, call(misuse.by, mfa.RedeemRecoveryCode, misuse.in), misuse.want)
		})
		tried++
	}
	l.redeem(code) // nothing of this has spent it
	t.Logf("%d misuses refused", tried)
}

// session is alice's, without MFA.
func (l loser) session() mfatest.Caller {
	out := mfatest.Must[mfa.GetSessionTokenResponse](l.alice, mfa.GetSessionToken, mfa.GetSessionTokenRequest{})
	return l.SignIn(out.Credentials.AccessKeyId, out.Credentials.SessionToken)
}

// A right code after the last attempt is not looked at.
func TestAttemptsAtRecoveryCodesAreChargedBeforeTheyAreLookedAt(t *testing.T) {
	l := newLoser(t)
	wrong := secret.New("AAAA-AAAA-AAAA-AAAA-AAAA-AAAA")
	for range 10 {
		wantCode(t, l.refused(wrong), mfa.InvalidAuthenticationCode)
	}
	err := l.refused(l.codes[0])
	wantCode(t, err, mfa.LimitExceeded)
	var refusal *mfa.Error
	if !errors.As(err, &refusal) || refusal.Reason != wire.BudgetExhausted {
		t.Errorf("the reason is %v", err)
	}
	other := l.KeyOf("alice")
	mfatest.Must[mfa.RedeemRecoveryCodeResponse](other, mfa.RedeemRecoveryCode, l.request(l.codes[1])) // a lane of its own
	mfatest.Must[mfa.GetSessionTokenResponse](l.alice, mfa.GetSessionToken, l.phone.Token(1))          // so have codes
	for range 2 {
		l.Wait(24 * time.Hour)
		for range 10 {
			wantCode(t, l.refused(wrong), mfa.InvalidAuthenticationCode)
		}
	}
	l.Wait(24 * time.Hour)
	wantCode(t, l.refused(l.codes[0]), mfa.LimitExceeded) // thirty in a month
	l.Wait(31 * 24 * time.Hour)
	l.redeem(l.codes[0])
}

// However the service fails at a code, its attempt stays charged.
func TestAnAttemptAtARecoveryCodeStaysChargedIfTheKeyIsAway(t *testing.T) {
	l := newLoser(t)
	sealer := l.Config.SeedSealer
	l.Change(func(c *mfa.Config) { c.SeedSealer = away{} })
	for range 10 {
		if err := l.refused(l.codes[0]); !errors.Is(err, errAway) {
			t.Fatal(err)
		}
	}
	l.Change(func(c *mfa.Config) { c.SeedSealer = sealer })
	wantCode(t, l.refused(l.codes[0]), mfa.LimitExceeded)
}

func TestRecoveryCodesThatAreEditedInTheTableDoNotOpen(t *testing.T) {
	l := newLoser(t)
	l.User("bob")
	l.RecoveryCodes("bob")
	bobs, err := l.Store().User(t.Context(), "bob")
	if err != nil {
		t.Fatal(err)
	}
	for name, edit := range map[string]func(r *mfa.RecoveryCodes){
		"another's hashes":    func(r *mfa.RecoveryCodes) { r.Sealed = bobs.RecoveryCodes.Sealed },
		"another's whole":     func(r *mfa.RecoveryCodes) { *r = *bobs.RecoveryCodes },
		"hashes in clear":     func(r *mfa.RecoveryCodes) { r.Sealed = make([]byte, 320) },
		"the id of the set":   func(r *mfa.RecoveryCodes) { r.ID += "2" },
		"nothing is left":     func(r *mfa.RecoveryCodes) { r.Sealed = nil },
		"one byte is flipped": func(r *mfa.RecoveryCodes) { r.Sealed[len(r.Sealed)-1] ^= 1 },
	} {
		t.Run(name, func(t *testing.T) {
			u, err := l.Store().User(t.Context(), "alice")
			if err != nil {
				t.Fatal(err)
			}
			good := *u.RecoveryCodes
			good.Sealed = append([]byte(nil), good.Sealed...)
			edit(u.RecoveryCodes)
			if err := l.Store().Commit(t.Context(), mfa.Write{UserRecovery: &u}); err != nil {
				t.Fatal(err)
			}
			var refusal *mfa.Error
			if err := l.refused(l.codes[0]); err == nil || errors.As(err, &refusal) {
				t.Errorf("it was answered %v, which is no failure", err)
			}
			u, _ = l.Store().User(t.Context(), "alice")
			u.RecoveryCodes = &good
			if err := l.Store().Commit(t.Context(), mfa.Write{UserRecovery: &u}); err != nil {
				t.Fatal(err)
			}
		})
	}
	l.redeem(l.codes[0])
}

func TestPoliciesAllowOrDenyRecovery(t *testing.T) {
	for name, c := range map[string]struct {
		policy string
		want   mfa.ErrorCode
	}{
		"AWS's own policy for users with MFA does not name the operation": {
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny",` +
				`"NotAction":["iam:CreateVirtualMFADevice","iam:EnableMFADevice","sts:GetSessionToken"],"Resource":"*",` +
				`"Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}]}`, mfa.AccessDenied},
		"a policy that allows it": {
			`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:RedeemRecoveryCode",` +
				`"Resource":"arn:aws:iam::*:user/${aws:username}"}}`, ""},
		"a policy that allows it on another": {
			`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:RedeemRecoveryCode",` +
				`"Resource":"arn:aws:iam::*:user/bob"}}`, mfa.AccessDenied},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLoser(t)
			putPolicy(l.Fixture, "alice", "p", c.policy)
			if got := refusalOf(l.refused(l.codes[0])); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// Codes belong to the user and not to its name.
func TestRecoveryCodesFollowARenamedUserAndDieWithADeletedOne(t *testing.T) {
	l := newLoser(t)
	mfatest.Do(l.Root, mfa.UpdateUser, mfa.UpdateUserRequest{UserName: ptr("alice"), NewUserName: ptr("alicia")})
	if out := l.redeem(l.codes[0]); out.UserName != "alicia" {
		t.Errorf("the ticket is for %s", out.UserName)
	}
	l.Deactivate("alicia", l.phone)
	mfatest.Do(l.Root, mfa.DeleteAccessKey,
		mfa.DeleteAccessKeyRequest{UserName: ptr("alicia"), AccessKeyId: &l.alice.KeyID})
	mfatest.Do(l.Root, mfa.DeleteUser, mfa.DeleteUserRequest{UserName: ptr("alicia")})
	l.alice = l.User("alicia")
	mfatest.Do(l.Root, mfa.EnableMFADevice, l.phone.Pair("alicia", 3))
	wantCode(t, l.refused(l.codes[1]), mfa.InvalidAuthenticationCode)
}

func TestAUserWithFiveTicketsKeepsItsRecoveryCode(t *testing.T) {
	l := newLoser(t)
	for i := range mfa.MaxTicketsPerUser {
		device := fmt.Sprint("t", i)
		invite(l.Fixture, mfa.CreateEnrollmentTicketRequest{UserName: ptr("alice"), VirtualMFADeviceName: &device})
	}
	wantCode(t, l.refused(l.codes[0]), mfa.LimitExceeded)
	l.Wait(time.Hour)
	l.redeem(l.codes[0])
}

// A session that the lost device opened ends with it, in hardened.
func TestASessionOfTheLostDeviceEndsWhenARecoveryIsComplete(t *testing.T) {
	f := mfatest.New(t, &mfatest.Options{Profile: otp.Hardened})
	l := loser{Fixture: f, alice: f.User("alice")}
	l.phone, l.codes = f.Enable("alice", "phone"), f.RecoveryCodes("alice")
	session := l.alice.WithMFA(l.phone, 1)
	enroll(t, f, l.redeem(l.codes[0]).Ticket)
	if err := authenticate(f, session.KeyID, session.Token()); refusalOf(err) != mfa.InvalidClientTokenID {
		t.Errorf("the session is answered %v", err)
	}
}
