package otp_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// rfcSeed is the seed of RFC 4226 appendix D and RFC 6238 appendix B.
var rfcSeed = otp.RawSeed([]byte("12345678901234567890"))

// rfc6238 is appendix B for SHA-1, of whose eight digits six are ours.
var rfc6238 = map[int64]string{
	59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037",
	20000000000: "353130",
}

// rfc4226 is appendix D: the codes of the first ten steps.
var rfc4226 = []string{"755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871",
	"520489"}

func code(t *testing.T, text string) otp.Code {
	t.Helper()
	c, err := otp.ParseCode(text)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func at(t *testing.T, seed otp.Seed, step otp.Step) otp.Code {
	t.Helper()
	c, err := otp.CodeAt(seed, step)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func unspent(otp.Step) bool { return false }

func TestTheRFCsVectorsAreMadeAndJudged(t *testing.T) {
	check := func(step otp.Step, want string) {
		t.Helper()
		if got := at(t, rfcSeed, step); got.Reveal() != want {
			t.Errorf("step %d: made %s, want %s", step, got.Reveal(), want)
		}
		if got, ok := otp.Match(rfcSeed, step, otp.Window{}, unspent, code(t, want)); !ok || got != step {
			t.Errorf("step %d: the judge found %d, %v", step, got, ok)
		}
	}
	for unix, want := range rfc6238 {
		check(otp.StepAt(time.Unix(unix, 0)), want)
	}
	for step, want := range rfc4226 {
		check(otp.Step(step), want)
	}
}

func TestAStepBeginsEveryThirtySeconds(t *testing.T) {
	for unix, want := range map[int64]otp.Step{-31: -2, -30: -1, -1: -1, 0: 0, 29: 0, 30: 1, 59: 1,
		20000000000: 666666666} {
		if got := otp.StepAt(time.Unix(unix, 999)); got != want {
			t.Errorf("second %d is in step %d, want %d", unix, got, want)
		}
		if start := want.Time().Unix(); start > unix || start+30 <= unix {
			t.Errorf("step %d begins at %d, but contains %d", want, start, unix)
		}
	}
}

// The library makes a code at a time and knows nothing of windows, so it is the
// judge's oracle.
func TestTheJudgeFindsWhatTheLibraryMakes(t *testing.T) {
	random := rand.New(rand.NewPCG(6238, 0))
	for range 300 {
		raw := make([]byte, 1+random.IntN(64))
		for i := range raw {
			raw[i] = byte(random.Uint32())
		}
		seed, center := otp.RawSeed(raw), otp.Step(random.Int64N(1<<40))
		offset := otp.Step(random.IntN(41) - 20)
		wide := otp.Window{Back: 20, Ahead: 20}
		if got, ok := otp.Match(seed, center, wide, unspent, at(t, seed, center+offset-1),
			at(t, seed, center+offset)); !ok || got != center+offset {
			t.Fatalf("pair at %d: found %d, %v", offset, got-center, ok)
		}
		if offset == 0 {
			continue
		}
		narrow := otp.Window{Back: max(0, -offset-1), Ahead: max(0, offset-1)}
		if _, ok := otp.Match(seed, center, narrow, unspent, at(t, seed, center+offset-1), at(t, seed, center+offset)); ok {
			t.Fatalf("a pair just outside its window was found (offset %d)", offset)
		}
	}
}

func TestAPairMustBeConsecutiveAndInOrder(t *testing.T) {
	w := otp.Window{Back: 10, Ahead: 10}
	for name, steps := range map[string][2]otp.Step{"reversed": {101, 100}, "the same twice": {100, 100},
		"with a gap": {100, 102}, "half outside": {112, 113}} {
		if _, ok := otp.Match(rfcSeed, 100, w, unspent, at(t, rfcSeed, steps[0]), at(t, rfcSeed, steps[1])); ok {
			t.Errorf("a pair %s was accepted", name)
		}
	}
	if got, ok := otp.Match(rfcSeed, 100, w, unspent, at(t, rfcSeed, 89), at(t, rfcSeed, 90)); !ok || got != 90 {
		t.Error("the first pair of the window begins one step before it")
	}
}

func TestASpentStepDoesNotMatch(t *testing.T) {
	spent := func(s otp.Step) bool { return s == 100 }
	if _, ok := otp.Match(rfcSeed, 100, otp.Window{Back: 2, Ahead: 2}, spent, at(t, rfcSeed, 100)); ok {
		t.Error("a spent step matched")
	}
	if _, ok := otp.Match(rfcSeed, 100, otp.Window{Back: 2, Ahead: 2}, spent, at(t, rfcSeed, 99)); !ok {
		t.Error("an older step that is not spent did not match")
	}
}

func TestACodeOfTwoStepsIsAcceptedOnce(t *testing.T) {
	seed := otp.RawSeed([]byte("00000000000000566070")) // shows 797707 at 99 and at 101
	code, now := at(t, seed, 99), time.Unix(100*30, 0)
	if code.Reveal() != at(t, seed, 101).Reveal() {
		t.Fatal("the steps show different codes")
	}
	for _, p := range []otp.Profile{otp.AWS, otp.Hardened} {
		p.Session = otp.Window{Back: 2, Ahead: 2}
		step, state, ok := p.JudgeSession(seed, otp.VerifierState{}, now, code)
		if !ok || step != 99 {
			t.Errorf("%s: the code was judged %v, for step %d", p.Name, ok, step)
		}
		if _, _, ok := p.JudgeSession(seed, state, now, code); ok {
			t.Errorf("%s: the code was accepted again", p.Name)
		}
	}
}

func TestOnlySixASCIIDigitsAreACode(t *testing.T) {
	for _, text := range []string{"", "12345", "1234567", " 12345", "12345 ", "123456 ", " 123456", "+12345",
		"-12345", "12345\n", "１２３４５６", "123 456", "12345a", "1e5000", "٠١٢٣٤٥", "../sms"} {
		if _, err := otp.ParseCode(text); !errors.Is(err, otp.ErrMalformedCode) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if code(t, "000000").Reveal() != "000000" {
		t.Error("leading zeros were lost")
	}
}

func TestSeedsAreReadAsPeopleWriteThem(t *testing.T) {
	want := []byte("Hello!\xde\xad\xbe\xef")
	for _, text := range []string{"JBSWY3DPEHPK3PXP", "jbswy3dpehpk3pxp", " JBSW Y3DP EHPK 3PXP\n",
		"JBSW-Y3DP-EHPK-3PXP", "JBSWY3DPEHPK3PXP====", "jbsw y3dp\tehpk 3pxp = ="} {
		seed, err := otp.ParseSeed(text)
		if err != nil || !bytes.Equal(seed.Reveal(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestWhatIsNoSeedIsRefusedWithItsPlace(t *testing.T) {
	for text, offset := range map[string]int{
		"": -1, "  ": -1, "====": -1, "A": -1, "AAA": -1, "AAAAAA": -1, "JBSWY3DP0": 8, "JBSW1": 4, "JBSWÄ": 4,
		"JB=SW": 3, "JBSWY3DP!": 8,
	} {
		seed, err := otp.ParseSeed(text)
		var problem *otp.SeedError
		if !errors.As(err, &problem) || problem.Offset != offset || !seed.IsZero() {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestANewSeedIsAWSs(t *testing.T) {
	seed, err := otp.NewSeed(bytes.NewReader(make([]byte, 40)))
	if err != nil || len(seed.Base32().Reveal()) != 64 || seed.Short() {
		t.Errorf("%d characters, %v", len(seed.Base32().Reveal()), err)
	}
	if _, err := otp.NewSeed(bytes.NewReader(make([]byte, 39))); err == nil {
		t.Error("a seed was made of too little randomness")
	}
	if !otp.RawSeed(make([]byte, 15)).Short() {
		t.Error("15 bytes are less than RFC 4226 requires")
	}
}

func TestOldStepsRaiseTheFloorAndStaySpent(t *testing.T) {
	var a otp.Accepted
	const now = 1_000_000
	for _, step := range []otp.Step{now, now - 2, now + 1} {
		a = a.Add(step, now)
	}
	if a.Floor != 0 || !slices.Equal(a.Above, []otp.Step{now - 2, now, now + 1}) {
		t.Fatalf("%+v", a)
	}
	a = a.Add(now+2881, now+2881)
	if a.Floor != now || !slices.Equal(a.Above, []otp.Step{now + 1, now + 2881}) {
		t.Errorf("after a day: %+v", a)
	}
	for _, step := range []otp.Step{now - 1000, now - 2, now - 1, now, now + 1, now + 2881} {
		if !a.Has(step) {
			t.Errorf("step %d was forgotten", step-now)
		}
	}
	if a.Has(now + 2) {
		t.Error("a step above the floor was taken for spent")
	}
	a = a.Add(now+5, now) // the clock went back
	if a.Floor != now || !a.Has(now+1) {
		t.Errorf("the floor fell with the clock: %+v", a)
	}
}

func FuzzParseSeed(f *testing.F) {
	for _, text := range []string{"JBSWY3DPEHPK3PXP", "jb sw-", "A", "=", "JBSW=A", "ÄÖ"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		seed, err := otp.ParseSeed(text)
		if err != nil {
			if !seed.IsZero() {
				t.Fatal("an error and a seed")
			}
			return
		}
		again, err := otp.ParseSeed(seed.Base32().Reveal())
		if err != nil || !bytes.Equal(again.Reveal(), seed.Reveal()) {
			t.Fatalf("%q does not come back: %v", text, err)
		}
	})
}

func FuzzMatch(f *testing.F) {
	f.Add([]byte("12345678901234567890"), int64(37037036), int8(0))
	f.Add([]byte{0}, int64(0), int8(-5))
	f.Fuzz(func(t *testing.T, raw []byte, center int64, offset int8) {
		if len(raw) == 0 {
			return
		}
		seed, step := otp.RawSeed(raw), otp.Step(center)+otp.Step(offset)
		got, ok := otp.Match(seed, step, otp.Window{Back: 2, Ahead: 2}, unspent, at(t, seed, step))
		if !ok || at(t, seed, got).Reveal() != at(t, seed, step).Reveal() {
			t.Fatalf("the code of step %d was judged as %d, %v", step, got, ok)
		}
	})
}

// BenchmarkJudgePair judges in AWS's widest window, 1,999 steps;
// BenchmarkLibraryPair asks the library for each of them.
func BenchmarkJudgePair(b *testing.B) {
	older, _ := otp.CodeAt(rfcSeed, 999)
	newer, _ := otp.CodeAt(rfcSeed, 1000)
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := otp.Match(rfcSeed, 0, otp.AWS.Enable, unspent, older, newer); !ok {
			b.Fatal("not found")
		}
	}
}

func BenchmarkLibraryPair(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		for step := otp.Step(-999); step <= 1000; step++ {
			if _, err := otp.CodeAt(rfcSeed, step); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkJudgeSession(b *testing.B) {
	right, _ := otp.CodeAt(rfcSeed, 2)
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := otp.Match(rfcSeed, 0, otp.AWS.Session, unspent, right); !ok {
			b.Fatal("not found")
		}
	}
}
