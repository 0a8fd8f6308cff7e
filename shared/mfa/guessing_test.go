package mfa_test

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/memstore"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/mfa/mfatest"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// slow is a store that answers late in one method: what an attacker needs to let the right guess overtake the wrong ones, or fall behind.
type slow struct {
	mfa.Store
	reserve, spend time.Duration
}

func (s slow) Reserve(ctx context.Context, r mfa.Reservation) (mfa.User, error) {
	u, err := s.Store.Reserve(ctx, r)
	time.Sleep(s.reserve)
	return u, err
}

func (s slow) RedeemCode(ctx context.Context, sp mfa.Redemption) error {
	time.Sleep(s.spend)
	return s.Store.RedeemCode(ctx, sp)
}

// released reports whether an answer tells anything of the code.
func released(err error) bool {
	refusal, refused := err.(*mfa.Error)
	return err == nil || refused && (refusal.Reason == "wrong" || refusal.Reason == "spent meanwhile")
}

// wrong is a request with a code that the phone shows in no step near the present.
func wrong(p mfatest.Phone) mfa.GetSessionTokenRequest {
	var near []string
	for offset := otp.Step(-4); offset <= 4; offset++ {
		near = append(near, p.Code(offset).Reveal())
	}
	guess := "000000"
	for slices.Contains(near, guess) {
		guess = "1" + guess[:5]
	}
	return mfa.GetSessionTokenRequest{SerialNumber: &p.Serial, TokenCode: secret.New(guess)}
}

func TestOfManyGuessesAtOnceNoMoreAreAnsweredThanTheBudget(t *testing.T) {
	const guesses, late = 500, 2 * time.Millisecond
	rounds := 100
	if testing.Short() {
		rounds = 10
	}
	budgets := map[string]int{otp.AWS.Name: 9, otp.Hardened.Name: 10 + 1} // the right guess gives its own attempt back
	for _, profile := range []otp.Profile{otp.AWS, otp.Hardened} {
		for _, delays := range []slow{{reserve: late}, {spend: late}} {
			most, opened := 0, 0
			for range rounds {
				answers, sessions := guessAtOnce(t, profile, delays, guesses)
				most, opened = max(most, answers), opened+sessions
			}
			t.Logf("%s, %v late at reserving, %v at redemption: at most %d answers of %d; the right guess passed in %d of %d rounds",
				profile.Name, delays.reserve, delays.spend, most, guesses, opened, rounds)
			if most > budgets[profile.Name] {
				t.Errorf("%s: %d answers were released, and the budget is %d", profile.Name, most, budgets[profile.Name])
			}
		}
	}
}

// guessAtOnce sends guesses, one of which is right, and counts the answers that tell something, and the sessions.
func guessAtOnce(t *testing.T, profile otp.Profile, delays slow, guesses int) (answers, sessions int) {
	delays.Store = memstore.New(func() time.Time { return mfatest.Start })
	f := mfatest.New(t, &mfatest.Options{Profile: profile, Store: delays})
	alice, phone := f.User("alice"), f.Enable("alice", "phone")
	errs, right, guess := make([]error, guesses), rand.IntN(guesses), wrong(phone)
	var all sync.WaitGroup
	for i := range errs {
		request := guess
		if i == right {
			request = phone.Token(1)
		}
		all.Go(func() { _, errs[i] = mfatest.Call[any](alice, mfa.GetSessionToken, request) })
	}
	all.Wait()
	for _, err := range errs {
		if released(err) {
			answers++
		}
		if err == nil {
			sessions++
		}
	}
	return answers, sessions
}

// guess tries one wrong code until the service stops telling anything, and counts the answers.
func guess(t *testing.T, c mfatest.Caller, p mfatest.Phone) (answers int) {
	t.Helper()
	for request := wrong(p); ; answers++ {
		switch _, err := mfatest.Call[any](c, mfa.GetSessionToken, request); {
		case err == nil:
			t.Fatal("a wrong code opened a session")
		case !released(err):
			return answers
		}
	}
}

// guessPairs does the same with two codes, which only the owner's phone could show one after the other.
func guessPairs(t *testing.T, c mfatest.Caller, p mfatest.Phone) (answers int) {
	t.Helper()
	request := mfa.ResyncMFADeviceRequest(p.Pair("alice", 0))
	request.AuthenticationCode1, request.AuthenticationCode2 = request.AuthenticationCode2, request.AuthenticationCode1
	for ; mfatest.Refused(c, mfa.ResyncMFADevice, request).Reason == "wrong"; answers++ {
	}
	return answers
}

// The attacker has both of alice's keys, eight devices to guess at, one of which an administrator replaces each month, and pairs to guess too.
// Alice signs in five times a day, which gives the attacker nothing back.
func TestAYearOfGuessingStaysBelowTheBoundOfHardened(t *testing.T) {
	f := mfatest.New(t, &mfatest.Options{Profile: otp.Hardened})
	keys := []mfatest.Caller{f.User("alice"), f.KeyOf("alice")}
	phones := make([]mfatest.Phone, mfa.MaxDevicesPerUser)
	for i := range phones {
		phones[i] = f.Enable("alice", string(rune('a'+i)))
	}
	f.Wait(time.Date(2027, 1, 1, 0, 0, 10, 0, time.UTC).Sub(f.Time()))
	months, singles, pairs, logins := map[string]int{}, make([]int, len(keys)), 0, 0
	for f.Time().Year() == 2027 {
		now := f.Time()
		phone := phones[now.YearDay()%len(phones)]
		if _, err := mfatest.Call[any](keys[0], mfa.GetSessionToken, phone.Token(0)); err == nil {
			logins++
		}
		for i, key := range keys {
			n := guess(t, key, phone)
			singles[i] += n
			months[now.Format("January ")+key.KeyID] += n
			pairs += guessPairs(t, key, phone)
		}
		f.Wait(24 * time.Hour / 5)
		if i := int(f.Time().Month()) % len(phones); f.Time().Month() != now.Month() {
			phones[i] = replace(f, phones[i], string(rune('a'+i)))
		}
	}
	single, pair := chance(otp.Hardened.Session, 1), chance(otp.Hardened.Resync, 2)
	key, user := slices.Max(singles), singles[0]+singles[1]
	t.Logf("hardened: %d guesses a year for each key, p = %.3f %%; %d for each user, p = %.3f %%; %d pairs, p = %.5f %%; with %d logins in between",
		key, float64(key)*single*100, user, float64(user)*single*100, pairs, float64(pairs)*pair*100, logins)
	if key > 12*30 || user > 12*60 || pairs > 12*20 || float64(user)*single+float64(pairs)*pair > 0.0022 {
		t.Error("that is more than the bound")
	}
	if user == 0 || pairs == 0 || logins == 0 {
		t.Error("somebody never had a chance, so that this test shows nothing")
	}
	for month, n := range months {
		if n > 30 {
			t.Errorf("%s: %d guesses", month, n)
		}
	}
}

// chance is that of one random guess in a window, when each step of it is right with a chance of 10^-6 for each of its codes.
func chance(w otp.Window, codes int) float64 {
	return float64(w.Back+w.Ahead+1) * math.Pow(1e-6, float64(codes))
}

// replace has an administrator take alice's device away and give her another of the same name.
func replace(f *mfatest.Fixture, p mfatest.Phone, name string) mfatest.Phone {
	mfatest.Must[mfa.NoOutput](f.Root, mfa.DeactivateMFADevice, mfa.DeactivateMFADeviceRequest{UserName: ptr("alice"), SerialNumber: &p.Serial})
	mfatest.Must[mfa.NoOutput](f.Root, mfa.DeleteVirtualMFADevice, mfa.DeleteVirtualMFADeviceRequest{SerialNumber: &p.Serial})
	return f.Enable("alice", name)
}

// Whoever has the keys of a user who may, deactivates and enables devices between guesses: that refills nothing.
func TestADayOfGuessingStaysWithinTheBudgetOfAWS(t *testing.T) {
	f := mfatest.New(t, &mfatest.Options{Profile: narrow()})
	alice, phone := f.User("alice"), f.Enable("alice", "phone")
	f.Wait(time.Date(2026, 11, 16, 0, 0, 10, 0, time.UTC).Sub(f.Time()))
	total := 0
	for range 480 {
		total += guess(t, alice, phone)
		phone = replace(f, phone, "phone")
		total += guess(t, alice, phone)
		f.Wait(3 * time.Minute)
	}
	p := float64(total) * chance(otp.AWS.Session, 1)
	t.Logf("aws: %d guesses a day for each device, p = %.2f %% a day, and so %.0f %% in a month", total, p*100, (1-math.Pow(1-p, 30))*100)
	if total != 480*9 {
		t.Errorf("%d guesses were answered, want %d", total, 480*9)
	}
}

func TestTheOwnerIsNotLockedOutByAThiefOfOneKey(t *testing.T) {
	f := mfatest.New(t, &mfatest.Options{Profile: otp.Hardened})
	stolen, own, phone := f.User("alice"), f.KeyOf("alice"), f.Enable("alice", "phone")
	f.Wait(time.Date(2026, 12, 1, 0, 0, 10, 0, time.UTC).Sub(f.Time()))
	for range 5 { // three days exhaust the month
		guess(t, stolen, phone)
		f.Wait(24 * time.Hour)
	}
	if _, err := mfatest.Call[any](stolen, mfa.GetSessionToken, phone.Token(0)); err == nil {
		t.Error("the stolen key still has attempts, so that this test shows nothing")
	}
	mfatest.Must[mfa.GetSessionTokenResponse](own, mfa.GetSessionToken, phone.Token(0))
	f.Wait(time.Minute)
	mfatest.Must[mfa.NoOutput](own, mfa.ResyncMFADevice, mfa.ResyncMFADeviceRequest(phone.Pair("alice", 0)))
	f.Wait(time.Minute)
	mfatest.Must[mfa.GetSessionTokenResponse](stolen, mfa.GetSessionToken, phone.Token(0)) // the unlock unlocked every key
}
