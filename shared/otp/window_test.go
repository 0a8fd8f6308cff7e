package otp_test

import (
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// A reach is a window as people are told it, in time and not in the judge's
// steps: a code is good from `ahead` before the half-minute in which it is on
// show, until `back` after that has ended. Half-minutes are those of the
// device's clock, less what the verifier knows it to be ahead.
type reach struct {
	name        string
	back, ahead time.Duration
}

// good is whether a code that is on show from begins is good at now.
func (r reach) good(begins, now time.Time) bool {
	return !now.Before(begins.Add(-r.ahead)) && now.Before(begins.Add(30*time.Second+r.back))
}

// onShow is the code of a device whose clock is ahead at the verifier's time
// begins, with which a half-minute of both clocks begins.
func onShow(t *testing.T, begins time.Time, ahead time.Duration) (otp.Step, otp.Code) {
	t.Helper()
	step := otp.Step(begins.Add(ahead).Unix() / 30)
	return step, at(t, rfcSeed, step)
}

// skews are what a pair may have taught the verifier: none, a step, and the
// most in each profile's Enable and Resync, on either side.
func skews() []otp.Step {
	if testing.Short() {
		return []otp.Step{0, -1, 2880}
	}
	return []otp.Step{0, 1, -1, 20, -20, 1000, -998, 2880, -2880}
}

// Every second of twenty minutes on either side of noon, with a device that has
// drifted by up to five steps since its skew was learned.
func TestASessionCodeIsGoodInItsProfilesWindowOnly(t *testing.T) {
	tried, accepted := 0, 0
	for profile, r := range map[*otp.Profile]reach{
		&otp.AWS:      {"aws", time.Minute, time.Minute},
		&otp.Hardened: {"hardened", 30 * time.Second, 30 * time.Second},
	} {
		for _, skew := range skews() {
			for drift := -5; drift <= 5; drift++ {
				begins := noon.Add(time.Duration(drift) * 30 * time.Second)
				step, code := onShow(t, begins, time.Duration(skew)*30*time.Second)
				for second := -1200; second <= 1200; second++ {
					now := noon.Add(time.Duration(second) * time.Second)
					got, _, ok := profile.JudgeSession(rfcSeed, otp.VerifierState{Skew: skew}, now, code)
					if ok != r.good(begins, now) || ok && got != step {
						t.Fatalf("%s, skew %d, drift %d, %d s: accepted %v as step %d", r.name, skew, drift, second, ok, got)
					}
					tried++
					if ok {
						accepted++
					}
				}
			}
		}
	}
	t.Logf("sessions: %d codes tried at %d seconds around a step, %d accepted, each when the rule says so",
		tried/2401, 2401, accepted)
}

// Pairs of which the newer code comes into its window, or leaves it, at noon:
// every second of twenty minutes on either side for narrow windows, of two
// half-minutes for wide ones, where each judgement looks at thousands of steps.
func TestAPairIsGoodInItsWindowToTheSecond(t *testing.T) {
	tried, known, around := 0, skews()[:3], 31
	if testing.Short() {
		known, around = known[1:2], 1
	}
	for _, c := range []struct {
		profile otp.Profile
		window  otp.Window
		reach
		seconds int
	}{
		{otp.AWS, otp.AWS.Enable, reach{"aws, Enable", 8*time.Hour + 19*time.Minute, 8*time.Hour + 20*time.Minute}, around},
		{otp.AWS, otp.AWS.Resync, reach{"aws, Resync", 8*time.Hour + 19*time.Minute, 8*time.Hour + 20*time.Minute}, around},
		{otp.Hardened, otp.Hardened.Enable, reach{"hardened, Enable", 10 * time.Minute, 10 * time.Minute}, 1200},
		{otp.Hardened, otp.Hardened.Resync, reach{"hardened, Resync", 24 * time.Hour, 24 * time.Hour}, around},
	} {
		for _, skew := range known {
			for _, begins := range []time.Time{noon, noon.Add(c.ahead), noon.Add(-30*time.Second - c.back)} {
				_, older := onShow(t, begins.Add(-30*time.Second), time.Duration(skew)*30*time.Second)
				step, newer := onShow(t, begins, time.Duration(skew)*30*time.Second)
				for second := -c.seconds; second <= c.seconds; second++ {
					now := noon.Add(time.Duration(second) * time.Second)
					state, ok := c.profile.JudgePair(rfcSeed, otp.VerifierState{Skew: skew}, now, c.window, older, newer)
					if ok != c.good(begins, now) || ok && state.LastPair != step {
						t.Fatalf("%s, skew %d, on show %v from noon: %d s from noon accepted %v as step %d", c.name, skew,
							begins.Sub(noon), second, ok, state.LastPair)
					}
					tried++
				}
			}
		}
	}
	t.Logf("pairs: %d judged around noon, each accepted when the rule says so", tried)
}
