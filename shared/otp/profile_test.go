package otp_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func TestAStepOpensOneSession(t *testing.T) {
	present := otp.StepAt(noon)
	for _, profile := range []otp.Profile{otp.AWS, otp.Hardened} {
		_, state, ok := profile.JudgeSession(rfcSeed, otp.VerifierState{}, noon, at(t, rfcSeed, present))
		if !ok {
			t.Fatal(profile.Name, "refused the present code")
		}
		if _, _, ok := profile.JudgeSession(rfcSeed, state, noon, at(t, rfcSeed, present)); ok {
			t.Error(profile.Name, "accepted a code twice")
		}
		_, _, older := profile.JudgeSession(rfcSeed, state, noon, at(t, rfcSeed, present-1))
		if older != !profile.Monotone {
			t.Errorf("%s: an older unused code: %v", profile.Name, older)
		}
		if _, _, ok := profile.JudgeSession(rfcSeed, state, noon, at(t, rfcSeed, present+1)); !ok {
			t.Error(profile.Name, "refused the next code")
		}
	}
}

func TestAPairIsFoundFromEdgeToEdge(t *testing.T) {
	present := otp.StepAt(noon)
	for _, c := range []struct {
		profile        otp.Profile
		window         otp.Window
		earliest, last otp.Step
	}{
		{otp.AWS, otp.AWS.Enable, -998, 1000},
		{otp.AWS, otp.AWS.Resync, -998, 1000},
		{otp.Hardened, otp.Hardened.Enable, -20, 20},
		{otp.Hardened, otp.Hardened.Resync, -2880, 2880},
	} {
		for _, skew := range []otp.Step{0, -7, 300} {
			for offset, want := range map[otp.Step]bool{c.earliest - 1: false, c.earliest: true, 0: true, c.last: true,
				c.last + 1: false} {
				second := present + skew + offset
				state, ok := c.profile.JudgePair(rfcSeed, otp.VerifierState{Skew: skew}, noon, c.window,
					at(t, rfcSeed, second-1), at(t, rfcSeed, second))
				if ok != want {
					t.Errorf("%s, skew %d: a pair at %+d: %v", c.profile.Name, skew, offset, ok)
				}
				if ok && (state.Skew != skew+offset || state.LastPair != second ||
					state.Accepted.Has(second) != c.profile.PairsSpend) {
					t.Errorf("%s: after a pair at %+d: %+v", c.profile.Name, offset, state)
				}
			}
		}
	}
}

func TestAPairMustBeginAfterTheLastOneEnded(t *testing.T) {
	present := otp.StepAt(noon)
	for offset, want := range map[otp.Step]bool{-1: false, 0: false, 1: false, 2: true, 3: true} {
		second := present + offset
		if _, ok := otp.AWS.JudgePair(rfcSeed, otp.VerifierState{LastPair: present}, noon, otp.AWS.Resync,
			at(t, rfcSeed, second-1), at(t, rfcSeed, second)); ok != want {
			t.Errorf("a pair that ends %d after the last: %v", offset, ok)
		}
	}
}

func TestHardenedPairsAndSessionsDoNotShareCodes(t *testing.T) {
	present := otp.StepAt(noon)
	_, state, _ := otp.Hardened.JudgeSession(rfcSeed, otp.VerifierState{}, noon, at(t, rfcSeed, present))
	for offset, want := range map[otp.Step]bool{0: false, 1: false, 2: true} {
		second := present + offset
		if _, ok := otp.Hardened.JudgePair(rfcSeed, state, noon, otp.Hardened.Enable, at(t, rfcSeed, second-1),
			at(t, rfcSeed, second)); ok != want {
			t.Errorf("a pair of which a session spent a code (offset %d): %v", offset, ok)
		}
	}
	state, _ = otp.Hardened.JudgePair(rfcSeed, otp.VerifierState{}, noon, otp.Hardened.Enable,
		at(t, rfcSeed, present-1), at(t, rfcSeed, present))
	for _, step := range []otp.Step{present - 1, present} {
		if _, _, ok := otp.Hardened.JudgeSession(rfcSeed, state, noon, at(t, rfcSeed, step)); ok {
			t.Error("a session with a code of a pair")
		}
	}
}

func TestCountersHaveUTCSpansAndTheirOwnNames(t *testing.T) {
	by := otp.Attempter{KeyID: "AKIA1", Serial: "arn:1"}
	names := map[string]bool{}
	for _, kind := range []string{"session", "pair"} {
		for _, scope := range []otp.Scope{otp.PerUser, otp.PerKey, otp.PerDevice} {
			for _, per := range []otp.Span{otp.ThreeMinutes, otp.Day, otp.Month, otp.Ever} {
				c := otp.Charges(kind, []otp.Limit{{Scope: scope, Per: per, Max: 1}}, by, noon)[0]
				if names[c.Counter] {
					t.Errorf("%s is the name of two counters", c.Counter)
				}
				names[c.Counter] = true
			}
		}
	}
	zone := time.FixedZone("", 14*3600)
	for span, ends := range map[otp.Span][2]string{
		otp.ThreeMinutes: {"2026-01-31T23:59:59Z", "2026-02-01T00:00:00Z"},
		otp.Day:          {"2026-01-31T00:00:00Z", "2026-02-01T00:00:00Z"},
		otp.Month:        {"2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"},
	} {
		for _, text := range []string{ends[0], "2026-01-31T23:59:59Z"} {
			now, err := time.Parse(time.RFC3339, text)
			if err != nil {
				t.Fatal(err)
			}
			c := otp.Charges("x", []otp.Limit{{Scope: otp.PerUser, Per: span, Max: 1}}, by, now.In(zone))[0]
			if got := c.Until.Format(time.RFC3339); got != ends[1] {
				t.Errorf("%s at %s ends %s, want %s", span, text, got, ends[1])
			}
			next := otp.Charges("x", []otp.Limit{{Scope: otp.PerUser, Per: span, Max: 1}}, by, c.Until)[0]
			if next.Counter == c.Counter {
				t.Errorf("%s: the counter goes on after its end", span)
			}
			if otp.Stale(c.Counter, c.Until.Add(time.Hour)) || !otp.Stale(c.Counter, c.Until.Add(time.Hour+time.Second)) {
				t.Errorf("%s becomes stale at another time than an hour after its end", c.Counter)
			}
		}
	}
	if ever := otp.Charges("x", []otp.Limit{{Scope: otp.PerUser, Per: otp.Ever, Max: 1}}, by,
		noon)[0]; otp.Stale(ever.Counter, noon.AddDate(100, 0, 0)) {
		t.Error("a counter without an end became stale")
	}
}

func TestTheLongestExhaustedLimitIsNamed(t *testing.T) {
	charges := otp.Charges("session", otp.Hardened.Sessions, otp.Attempter{KeyID: "AKIA1"}, noon)
	if _, over := otp.Exceeded(charges, nil); over {
		t.Error("nothing was used, and it was too much")
	}
	counters := map[string]int{charges[0].Counter: 10}
	if longest, over := otp.Exceeded(charges, counters); !over || !strings.Contains(longest.Counter, "#day#") {
		t.Errorf("the day is used up: %+v", longest)
	}
	counters[charges[2].Counter] = 60
	if longest, _ := otp.Exceeded(charges, counters); !strings.Contains(longest.Counter, "#user#month#") {
		t.Errorf("the month is used up too: %+v", longest)
	}
	counters[charges[3].Counter] = 100
	if longest, _ := otp.Exceeded(charges, counters); !longest.Until.IsZero() {
		t.Errorf("the lock outlasts them: %+v", longest)
	}
}

func TestTheGuessingBoundsAreWhatTheProfileSays(t *testing.T) {
	window := float64(otp.Hardened.Session.Back + otp.Hardened.Session.Ahead + 1)
	perYear := func(scope otp.Scope) float64 {
		for _, l := range otp.Hardened.Sessions {
			if l.Scope == scope && l.Per == otp.Month {
				return float64(l.Max) * 12 * window / 1e6
			}
		}
		return 1
	}
	if key, user := perYear(otp.PerKey), perYear(otp.PerUser); key > 0.0011 || user > 0.0022 {
		t.Errorf("a stolen key finds a code with %s a year, all keys of a user with %s", percent(key), percent(user))
	}
}

func percent(p float64) string { return fmt.Sprintf("%.3f %%", 100*p) }

func TestProfilesHaveNames(t *testing.T) {
	for _, name := range []string{"aws", "hardened"} {
		if p, err := otp.ProfileNamed(name); err != nil || p.Name != name {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := otp.ProfileNamed("AWS"); err == nil {
		t.Error("a name in another spelling was accepted")
	}
}
