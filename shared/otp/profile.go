package otp

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/binary"
	"fmt"
	"hash"
	"slices"
	"time"
)

// A Profile says in which windows codes are looked for and how many attempts
// there are: all that may differ between deployments.
type Profile struct {
	Name       string
	Session    Window // of a single code
	Enable     Window // of a pair's second code
	Resync     Window
	Monotone   bool // a single code must be later than every accepted one; otherwise each step is good once, in any order
	PairsSpend bool // both steps of a pair must be unspent and are spent by it
	Sessions   []Limit
	Pairs      []Limit // of users who bring a pair; the account root's are not counted

	// SessionsEndWithDevice says whether a session with MFA ends when the device
	// that opened it is deactivated.
	SessionsEndWithDevice bool
}

// AWS is what IAM and STS were observed to do: the wide windows of its pair
// verifier, each step once, nine verifications in three minutes. Guessing at
// full speed finds a code with about 2 % probability a day.
//
// AWS's own limit on pairs is not known. The one here is far above what an
// owner needs: without it, a stolen key and one code that was seen hours ago
// become an MFA session after at most 10^6 attempts at its neighbour.
var AWS = Profile{
	Name:     "aws",
	Session:  Window{2, 2},
	Enable:   Window{998, 1000},
	Resync:   Window{998, 1000},
	Sessions: []Limit{{Scope: PerDevice, Per: ThreeMinutes, Max: 9}},
	Pairs:    []Limit{{Scope: PerKey, Per: Day, Max: 200}},
}

// Hardened keeps a guesser below 0.11 % a calendar year for each stolen access
// key and 0.22 % for each user, whatever the owner does: 30 and 60 codes a
// month, each in a window of three steps. A success refunds its own attempt
// and a right pair the day of the key that brings it; nothing refunds the
// month. A hundred failures in a row end sessions until a pair proves the device
// (SP 800-63B-4 §3.2.2). Pairs have a lane for each key and none for the user,
// so that the thief of one key cannot use up the owner's; each is right with a
// probability of 6·10^-9.
var Hardened = Profile{
	Name:       "hardened",
	Session:    Window{1, 1},
	Enable:     Window{20, 20},
	Resync:     Window{2880, 2880},
	Monotone:   true,
	PairsSpend: true,
	Sessions: []Limit{
		{Scope: PerKey, Per: Day, Max: 10, Refunded: true, ResetByPair: true},
		{Scope: PerKey, Per: Month, Max: 30, Refunded: true},
		{Scope: PerUser, Per: Month, Max: 60, Refunded: true},
		{Scope: PerUser, Per: Ever, Max: 100, ResetBySuccess: true, ResetByPair: true},
	},
	Pairs: []Limit{
		{Scope: PerKey, Per: Day, Max: 20},
		{Scope: PerKey, Per: Month, Max: 100},
	},
	SessionsEndWithDevice: true,
}

// ProfileNamed returns the profile of that name.
func ProfileNamed(name string) (Profile, error) {
	for _, p := range []Profile{AWS, Hardened} {
		if p.Name == name {
			return p, nil
		}
	}
	return Profile{}, fmt.Errorf("no profile %q: there are aws and hardened", name)
}

// VerifierState is what a verifier remembers of a device.
type VerifierState struct {
	Skew     Step // how far the device's clock is ahead, in steps
	LastPair Step // the second step of the last accepted pair
	Accepted Accepted
}

// JudgeSession judges a single code at the time now. If it is right, the result
// is its step and the device's state with that step spent.
func (p Profile) JudgeSession(seed Seed, s VerifierState, now time.Time, code Code) (Step, VerifierState, bool) {
	present := StepAt(now)
	step, ok := Match(seed, present+s.Skew, p.Session, s.Accepted.Has, code)
	if !ok {
		return 0, VerifierState{}, false
	}
	if p.Monotone {
		s.Accepted = s.Accepted.Raise(step)
	} else {
		s.Accepted = s.Accepted.Add(step, present)
	}
	return step, s, true
}

// JudgePair judges two consecutive codes, older first, for enabling or
// resynchronising. If they are right, the result is the device's new state. No
// pair may begin before the last one ended.
func (p Profile) JudgePair(
	seed Seed,
	s VerifierState,
	now time.Time,
	w Window,
	older, newer Code,
) (VerifierState, bool) {
	present := StepAt(now)
	spent := func(second Step) bool {
		return second-1 <= s.LastPair || p.PairsSpend && (s.Accepted.Has(second-1) || s.Accepted.Has(second))
	}
	second, ok := Match(seed, present+s.Skew, w, spent, older, newer)
	if !ok {
		return VerifierState{}, false
	}
	s.Skew, s.LastPair = second-present, second
	if p.PairsSpend {
		s.Accepted = s.Accepted.Raise(second)
	}
	return s, true
}

// Accepted is the history of a device's spent steps: everything at or below
// Floor, and each step in Above. It stays small because old steps raise the
// floor, and "once, ever" stays true because a floor never falls.
type Accepted struct {
	Floor Step
	Above []Step // ascending, all above Floor
}

// Has reports whether step is spent.
func (a Accepted) Has(step Step) bool { return step <= a.Floor || slices.Contains(a.Above, step) }

// Add spends step at the given present. Steps more than a day old raise the floor.
func (a Accepted) Add(step, now Step) Accepted {
	above := slices.Sorted(slices.Values(append(slices.Clone(a.Above), step)))
	old, _ := slices.BinarySearch(above, now-stepsPerDay)
	if old > 0 {
		a.Floor = max(a.Floor, above[old-1])
	}
	return Accepted{a.Floor, above[old:]}
}

// Raise spends step and everything before it.
func (a Accepted) Raise(step Step) Accepted {
	return Accepted{max(a.Floor, step), slices.DeleteFunc(slices.Clone(a.Above), func(s Step) bool { return s <= step })}
}

// A Window is the steps around a device's own time in which a code, or the
// second code of a pair, is looked for, both ends included.
type Window struct{ Back, Ahead Step }

// around is the window as steps, first to last.
func (w Window) around(center Step) (first, last Step) { return center - w.Back, center + w.Ahead }

// Match is the one place where codes are judged. It looks for the step at which
// a device with this seed shows the last of codes, having shown the others in
// the steps just before it, in order. Steps for which spent is true do not
// match, and codes that such a step of the window shows match nowhere: one code
// in 250,000 is that of two steps in a window of five, and must not be accepted a
// second time either (RFC 6238 §5.2).
//
// All steps of the window are computed and compared, so that the time taken
// does not depend on the match. One HMAC is reused: a window of 2,000 steps
// costs a sixth of what a new HMAC for each code would.
func Match(seed Seed, center Step, window Window, spent func(Step) bool, codes ...Code) (Step, bool) {
	generator := generator{mac: hmac.New(sha1.New, seed.Reveal())}
	wanted := make([]int32, len(codes))
	for i, code := range codes {
		wanted[i] = code.number()
	}
	first, last := window.around(center)
	run := make([]int, len(codes)+1) // run[i] is 1 if the steps up to the one before showed codes[:i]
	run[0] = 1
	found, replayed, match := 0, 0, uint64(0)
	for step := first - Step(len(codes)) + 1; step <= last; step++ {
		shown := generator.value(step)
		for i := len(codes); i > 0; i-- {
			run[i] = run[i-1] & subtle.ConstantTimeEq(shown, wanted[i-1])
		}
		shows, isSpent := run[len(codes)]&bit(step >= first), bit(spent(step))
		replayed |= shows & isSpent
		fresh := shows &^ isSpent &^ found
		match |= uint64(step) * uint64(fresh)
		found |= fresh
	}
	return Step(match), found&^replayed == 1
}

// A generator computes HOTP values with one HMAC and no allocation.
type generator struct {
	mac     hash.Hash
	counter [8]byte
	digest  [sha1.Size]byte
}

// value is the code of step as a number below 10^6 (RFC 4226 §5.3).
func (g *generator) value(step Step) int32 {
	binary.BigEndian.PutUint64(g.counter[:], uint64(step))
	g.mac.Reset()
	g.mac.Write(g.counter[:])
	digest := g.mac.Sum(g.digest[:0])
	offset := digest[sha1.Size-1] & 0xf
	return int32(binary.BigEndian.Uint32(digest[offset:])&0x7fffffff) % 1_000_000
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}
