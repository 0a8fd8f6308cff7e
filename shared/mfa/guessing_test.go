package mfa_test

import (
	"context"
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

func (s slow) Spend(ctx context.Context, sp mfa.Spending) error {
	time.Sleep(s.spend)
	return s.Store.Spend(ctx, sp)
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
			t.Logf("%s, %v late at reserving, %v at spending: at most %d answers of %d; the right guess passed in %d of %d rounds",
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
	errs, right := make([]error, guesses), rand.IntN(guesses)
	var all sync.WaitGroup
	for i := range errs {
		request := wrong(phone)
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

// The attacker has both of alice's keys, and eight devices to guess at. Alice signs in every morning.
func TestAYearOfGuessingStaysBelowTheBoundOfHardened(t *testing.T) {
	f := mfatest.New(t, &mfatest.Options{Profile: otp.Hardened})
	keys := []mfatest.Caller{f.User("alice"), f.KeyOf("alice")}
	phones := make([]mfatest.Phone, mfa.MaxDevicesPerUser)
	for i := range phones {
		phones[i] = f.Enable("alice", string(rune('a'+i)))
	}
	f.Wait(time.Date(2027, 1, 1, 0, 0, 10, 0, time.UTC).Sub(f.Time()))
	months, total, logins := map[time.Month]int{}, 0, 0
	for f.Time().Year() == 2027 {
		if _, err := mfatest.Call[any](keys[0], mfa.GetSessionToken, phones[0].Token(0)); err == nil {
			logins++
		}
		for _, key := range keys {
			n := guess(t, key, phones[f.Time().YearDay()%len(phones)])
			months[f.Time().Month()] += n
			total += n
		}
		f.Wait(24 * time.Hour)
	}
	chance := float64(total) * 3 / 1e6 // a window of three steps
	t.Logf("%d guesses answered in a year, with %d logins in between: a chance of %.3f %%", total, logins, chance*100)
	if chance > 0.0022 || total == 0 || logins == 0 {
		t.Errorf("%d guesses, %d logins, a chance of %.3f %%", total, logins, chance*100)
	}
	for month, n := range months {
		if n > 60 {
			t.Errorf("%v: %d guesses", month, n)
		}
	}
}

// Whoever has the keys of a user who may, deactivates and enables devices between guesses: that refills nothing.
func TestADayOfGuessingStaysWithinTheBudgetOfAWS(t *testing.T) {
	f := mfatest.New(t, nil)
	alice, phone := f.User("alice"), f.Enable("alice", "phone")
	f.Wait(time.Date(2026, 11, 16, 0, 0, 10, 0, time.UTC).Sub(f.Time()))
	total := 0
	for range 480 {
		total += guess(t, alice, phone)
		mfatest.Must[mfa.NoOutput](f.Root, mfa.DeactivateMFADevice, mfa.DeactivateMFADeviceRequest{UserName: ptr("alice"), SerialNumber: &phone.Serial})
		mfatest.Must[mfa.NoOutput](f.Root, mfa.DeleteVirtualMFADevice, mfa.DeleteVirtualMFADeviceRequest{SerialNumber: &phone.Serial})
		phone = f.Enable("alice", "phone")
		total += guess(t, alice, phone)
		f.Wait(3 * time.Minute)
	}
	t.Logf("%d guesses answered in a day: a chance of %.2f %% for each device", total, float64(total)*5/1e6*100)
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
	mfatest.Must[mfa.GetSessionTokenResponse](stolen, mfa.GetSessionToken, phone.Token(0)) // the rescue unlocked every key
}
