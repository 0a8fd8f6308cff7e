package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// An experiment lets otp.Match judge codes of two classes in random order, and
// compares the times (Reparaz, Balasch, Verbauwhede, "Dude, is my code constant
// time?", 2017).
type experiment struct {
	name    string
	window  otp.Window
	classes [2]class
}

// A class makes the codes of one sample, as numbers: what they are parsed from
// is new for both, so that neither's are warmer in a cache.
type class struct {
	codes func() []int
	right bool // whether they match
}

const present = otp.Step(59_000_000) // in 2026

var seed = otp.RawSeed([]byte("a seed of forty bytes, as AWS hands out."))

func experiments() []experiment {
	session, enable := otp.AWS.Session, otp.Hardened.Enable
	return []experiment{
		{"a code, right or wrong", session, [2]class{shown(1, 0), wrong(session)}},
		{
			"a code of the first step of its window, or the last",
			session,
			[2]class{shown(1, -session.Back), shown(1, session.Ahead)},
		},
		{
			"a pair at the first step of its window, or the last",
			enable,
			[2]class{shown(2, -enable.Back), shown(2, enable.Ahead)},
		},
	}
}

// shown returns n codes, the last of which is that of the step offset from now.
func shown(n int, offset otp.Step) class {
	var codes []int
	for i := range n {
		codes = append(codes, codeAt(present+offset-otp.Step(n-1-i)))
	}
	return class{right: true, codes: func() []int { return codes }}
}

// wrong is a random code that no step of the window shows.
func wrong(w otp.Window) class {
	var right []int
	for step := present - w.Back; step <= present+w.Ahead; step++ {
		right = append(right, codeAt(step))
	}
	return class{right: false, codes: func() []int {
		for {
			if code := rand.IntN(1_000_000); !slices.Contains(right, code) {
				return []int{code}
			}
		}
	}}
}

func codeAt(step otp.Step) int {
	code, err := otp.CodeAt(seed, step)
	if err != nil {
		panic(err) // the seed is a constant
	}
	number, err := strconv.Atoi(code.Reveal())
	if err != nil {
		panic(err) // six digits
	}
	return number
}

func parse(numbers []int) (codes []otp.Code) {
	for _, n := range numbers {
		code, err := otp.ParseCode(fmt.Sprintf("%06d", n))
		if err != nil {
			panic(err) // six digits
		}
		codes = append(codes, code)
	}
	return codes
}

// run returns Welch's |t| of the two classes' times. The codes of a batch are
// made before the first of it is judged.
func (e experiment) run(samples int) (float64, error) {
	const batch = 1_000
	var times [2][]float64
	spent := func(otp.Step) bool { return false }
	for range samples / batch {
		var which [batch]int
		var codes [batch][]otp.Code
		for i := range batch {
			which[i] = rand.IntN(2)
			codes[i] = parse(e.classes[which[i]].codes())
		}
		for i := range batch {
			start := time.Now()
			_, ok := otp.Match(seed, present, e.window, spent, codes[i]...)
			took := time.Since(start)
			if ok != e.classes[which[i]].right {
				return 0, fmt.Errorf("%s: a code was judged wrongly", e.name)
			}
			times[which[i]] = append(times[which[i]], float64(took))
		}
	}
	return welch(crop(times)), nil
}

// crop leaves out the slowest tenth of all times: what they show is interrupts
// and garbage collection.
func crop(times [2][]float64) [2][]float64 {
	all := slices.Sorted(slices.Values(slices.Concat(times[0], times[1])))
	limit := all[len(all)*9/10]
	for i := range times {
		times[i] = slices.DeleteFunc(times[i], func(t float64) bool { return t > limit })
	}
	return times
}

// welch is |t| of Welch's test: how many standard errors the means are apart.
func welch(times [2][]float64) float64 {
	mean0, error0 := meanAndError(times[0])
	mean1, error1 := meanAndError(times[1])
	return math.Abs(mean0-mean1) / math.Sqrt(error0+error1)
}

// meanAndError returns the mean and the square of its standard error.
func meanAndError(times []float64) (mean, squared float64) {
	n := float64(len(times))
	for _, t := range times {
		mean += t / n
	}
	for _, t := range times {
		squared += (t - mean) * (t - mean) / (n - 1) / n
	}
	return mean, squared
}
