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
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// slow is a store that answers late in one method: what an attacker needs to
// let the right guess overtake the wrong ones, or fall behind.
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

// guessAtOnce sends guesses, one of which is right, and counts the answers that
// tell something, and the sessions.
func guessAtOnce(t *testing.T, profile otp.Profile, delays slow, guesses int) (answers, sessions int) {
	t.Helper()
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

// guess tries one wrong code until the service stops telling anything, and
// counts the answers.
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

// guessPairs does the same with two codes, which only the owner's phone could
// show one after the other.
func guessPairs(t *testing.T, c mfatest.Caller, p mfatest.Phone) (answers int) {
	t.Helper()
	request := mfa.ResyncMFADeviceRequest(p.Pair("alice", 0))
	request.AuthenticationCode1, request.AuthenticationCode2 = request.AuthenticationCode2, request.AuthenticationCode1
	for ; mfatest.Refused(c, mfa.ResyncMFADevice, request).Reason == "wrong"; answers++ {
	}
	return answers
}

// A tally counts what a year came to.
type tally struct {
	singles, pairs map[string]int // by key
	months         map[string]int // guesses at single codes, by month and key
	refused        int            // what the owner was refused
	done           int            // what she was not
}

// attack has the thief of a key try codes and pairs until it is told nothing.
func (y *tally) attack(t *testing.T, f *mfatest.Fixture, stolen mfatest.Caller, p mfatest.Phone) {
	t.Helper()
	n := guess(t, stolen, p)
	y.singles[stolen.KeyID] += n
	y.months[f.Time().Format("January ")+stolen.KeyID] += n
	y.pairs[stolen.KeyID] += guessPairs(t, stolen, p)
}

// note counts an answer to the owner.
func (y *tally) note(err error) {
	if err == nil {
		y.done++
	} else {
		y.refused++
	}
}

// wantBound fails the test unless the year stayed below the bound of hardened.
func (y *tally) wantBound(t *testing.T, owner string) {
	t.Helper()
	single, pair := chance(otp.Hardened.Session, 1), chance(otp.Hardened.Resync, 2)
	sum, pairSum, worst := 0, 0, 0.0
	for key, n := range y.singles {
		sum, pairSum = sum+n, pairSum+y.pairs[key]
		worst = max(worst, float64(n)*single+float64(y.pairs[key])*pair)
		if n == 0 || y.pairs[key] == 0 {
			t.Errorf("the thief of %s never had a chance, so that this test shows nothing", key)
		}
	}
	all := float64(sum)*single + float64(pairSum)*pair
	t.Logf("hardened, %s: %d guesses a year with %d stolen keys, and %d pairs: p = %.4f %% for a key, %.4f %% for the user; the owner did %d things and was refused %d",
		owner, sum, len(y.singles), pairSum, worst*100, all*100, y.done, y.refused)
	if worst > 0.0011 || all > 0.0022 || sum > 360*len(y.singles) || sum > 720 {
		t.Error("that is more than the bound")
	}
	for month, n := range y.months {
		if n > 30 {
			t.Errorf("%s: %d guesses", month, n)
		}
	}
}

// year calls hour five times a day from January to December, with the phone of
// the day. An administrator replaces one of eight phones each month.
func year(t *testing.T, f *mfatest.Fixture, hour func(i int, p mfatest.Phone)) {
	t.Helper()
	phones := make([]mfatest.Phone, mfa.MaxDevicesPerUser)
	for i := range phones {
		phones[i] = f.Enable("alice", string(rune('a'+i)))
	}
	f.Wait(time.Date(2027, 1, 1, 0, 0, 10, 0, time.UTC).Sub(f.Time()))
	for i := 0; f.Time().Year() == 2027; i++ {
		now := f.Time()
		hour(i, phones[now.YearDay()%len(phones)])
		f.Wait(now.Add(24 * time.Hour / 5).Sub(f.Time()))
		if i := int(f.Time().Month()) % len(phones); f.Time().Month() != now.Month() {
			phones[i] = replace(f, phones[i], string(rune('a'+i)))
		}
	}
}

func newTally(stolen ...mfatest.Caller) *tally {
	y := &tally{singles: map[string]int{}, pairs: map[string]int{}, months: map[string]int{}}
	for _, key := range stolen {
		y.singles[key.KeyID] = 0
	}
	return y
}

// Both keys are stolen. Alice resynchronises with each of them every morning,
// which unlocks her and gives the keys their day back, and signs in; an
// administrator resynchronises for her too. The thief guesses after each.
func TestAYearOfGuessingStaysBelowTheBoundOfHardened(t *testing.T) {
	f := mfatest.New(t, &mfatest.Options{Profile: otp.Hardened})
	keys := []mfatest.Caller{f.User("alice"), f.KeyOf("alice")}
	y := newTally(keys...)
	year(t, f, func(i int, p mfatest.Phone) {
		thieves := func() {
			for _, key := range keys {
				y.attack(t, f, key, p)
			}
		}
		if i%5 == 0 {
			for _, by := range append(keys, f.Root) {
				_, err := mfatest.Call[any](by, mfa.ResyncMFADevice, mfa.ResyncMFADeviceRequest(p.Pair("alice", 0)))
				y.note(err)
				f.Wait(3 * otp.Period)
				thieves()
			}
		}
		_, err := mfatest.Call[any](keys[0], mfa.GetSessionToken, p.Token(0))
		y.note(err)
		thieves()
	})
	y.wantBound(t, "an owner who resynchronises each morning")
	if y.done == 0 {
		t.Error("the owner never helped the thief")
	}
}

// One key is stolen. Alice signs in daily and resynchronises weekly with her
// other key, and is never refused.
func TestAYearWithOneStolenKeyNeverLocksTheOwnerOut(t *testing.T) {
	f := mfatest.New(t, &mfatest.Options{Profile: otp.Hardened})
	stolen, own := f.User("alice"), f.KeyOf("alice")
	y := newTally(stolen)
	year(t, f, func(i int, p mfatest.Phone) {
		y.attack(t, f, stolen, p)
		if i%35 == 1 {
			_, err := mfatest.Call[any](own, mfa.ResyncMFADevice, mfa.ResyncMFADeviceRequest(p.Pair("alice", 0)))
			y.note(err)
			f.Wait(3 * otp.Period)
			y.attack(t, f, stolen, p)
		}
		if i%5 == 2 {
			_, err := mfatest.Call[any](own, mfa.GetSessionToken, p.Token(0))
			y.note(err)
			y.attack(t, f, stolen, p)
		}
	})
	y.wantBound(t, "an owner who uses her other key")
	if y.refused > 0 || y.done < 365 {
		t.Errorf("the owner was refused %d times", y.refused)
	}
}

// A thief of one key tries pairs without end, before the first device and after.
func TestTheThiefOfOneKeyDoesNotUseUpTheOwnersPairs(t *testing.T) {
	f := mfatest.New(t, &mfatest.Options{Profile: otp.Hardened})
	stolen, own := f.User("alice"), f.KeyOf("alice")
	phone := f.Root.Create("phone")
	f.Wait(time.Date(2026, 12, 1, 0, 0, 10, 0, time.UTC).Sub(f.Time()))
	exhaust := func(try func() *mfa.Error) (tries int) {
		for day := range 10 {
			for ; try().Reason == "wrong"; tries++ {
			}
			if day == 0 && tries != 20 && tries != 0 {
				t.Errorf("%d pairs in a day", tries)
			}
			f.Wait(24 * time.Hour)
		}
		return tries
	}
	wrongPair := phone.Pair("alice", 5000)
	if n := exhaust(func() *mfa.Error { return mfatest.Refused(stolen, mfa.EnableMFADevice, wrongPair) }); n != 100 {
		t.Errorf("%d pairs in a month", n)
	}
	mfatest.Do(own, mfa.EnableMFADevice, phone.Pair("alice", 0))
	exhaust(func() *mfa.Error {
		return mfatest.Refused(stolen, mfa.ResyncMFADevice, mfa.ResyncMFADeviceRequest(wrongPair))
	})
	mfatest.Do(own, mfa.ResyncMFADevice, mfa.ResyncMFADeviceRequest(phone.Pair("alice", 0)))
}

func TestADayOfPairsIsBoundedInAWS(t *testing.T) {
	f := mfatest.New(t, &mfatest.Options{Profile: narrow()})
	alice, phone := f.User("alice"), f.Enable("alice", "phone")
	f.Wait(time.Date(2026, 11, 16, 0, 0, 10, 0, time.UTC).Sub(f.Time()))
	total := 0
	for range 10 {
		total += guessPairs(t, alice, phone)
		f.Wait(2 * time.Hour)
	}
	t.Logf("aws: %d pairs a day for each key, p = %.3f %% where one of the codes is known", total, float64(total)*1e-4)
	if total != 200 {
		t.Errorf("%d pairs were answered", total)
	}
}

// chance is that of one random guess in a window, when each step of it is right
// with a chance of 10^-6 for each of its codes.
func chance(w otp.Window, codes int) float64 {
	return float64(w.Back+w.Ahead+1) * math.Pow(1e-6, float64(codes))
}

// replace has an administrator take alice's device away and give her another of
// the same name.
func replace(f *mfatest.Fixture, p mfatest.Phone, name string) mfatest.Phone {
	f.Deactivate("alice", p)
	f.Delete(p)
	return f.Enable("alice", name)
}

// Deactivating and enabling devices between guesses, which an administrator's keys
// allow, refills nothing.
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
	t.Logf("aws: %d guesses a day for each device, p = %.2f %% a day, and so %.0f %% in a month", total, p*100,
		(1-math.Pow(1-p, 30))*100)
	if total != 480*9 {
		t.Errorf("%d guesses were answered, want %d", total, 480*9)
	}
}

// The alarm on refused codes watches the month, so that a guesser who stays far
// below every limit is seen all the same.
func TestARefusedCodeSaysHowManyOfTheUsersWereRefusedInTheMonth(t *testing.T) {
	f := mfatest.New(t, &mfatest.Options{Profile: otp.Hardened})
	alice, other, phone := f.User("alice"), f.KeyOf("alice"), f.Enable("alice", "phone")
	f.Wait(time.Date(2026, 12, 1, 0, 0, 10, 0, time.UTC).Sub(f.Time()))
	wrong := func(c mfatest.Caller, want int) {
		t.Helper()
		if err := mfatest.Refused(c, mfa.GetSessionToken, phone.Token(7)); err.RefusedCodes != want ||
			err.Reason != wire.WrongCode {
			t.Errorf("refusal %d says %d (%s)", want, err.RefusedCodes, err.Reason)
		}
	}
	for n := range 14 { // two a day, with two keys, and the owner signs in
		wrong([]mfatest.Caller{alice, other}[n%2], n+1)
		other.WithMFA(phone, 0)
		f.Wait(12 * time.Hour)
	}
	f.Wait(30 * 24 * time.Hour)
	wrong(alice, 1)
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
	mfatest.Do(own, mfa.ResyncMFADevice, mfa.ResyncMFADeviceRequest(phone.Pair("alice", 0)))
	f.Wait(time.Minute)
	if n := guess(t, stolen, phone); n > 0 { // the pair gave the thief nothing back
		t.Errorf("the stolen key has %d attempts again", n)
	}
}
