package otp

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A Scope says who shares a counter of attempts. All counters belong to a user.
type Scope string

// The scopes. An access key is a lane of its own, so that the thief of one key
// does not use up the attempts of its owner's other key.
const (
	PerUser   Scope = "user"
	PerKey    Scope = "key"
	PerDevice Scope = "device" // a serial number: re-creating the device does not refill it
)

// A Span is the time after which a counter returns to zero: UTC calendar days and
// months, and windows of three minutes.
type Span string

// The spans.
const (
	ThreeMinutes Span = "3m"
	Day          Span = "day"
	Month        Span = "month"
	Ever         Span = "ever"
)

// bounds returns the span that contains t; Ever has no end.
func (s Span) bounds(t time.Time) (start, end time.Time) {
	t = t.UTC()
	switch s {
	case ThreeMinutes:
		start = t.Truncate(3 * time.Minute) // since the zero time, which is a whole number of windows before the Unix epoch
		return start, start.Add(3 * time.Minute)
	case Day:
		start = time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
		return start, start.AddDate(0, 0, 1)
	case Month:
		start = time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
		return start, start.AddDate(0, 1, 0)
	}
	return time.Time{}, time.Time{}
}

// A Limit allows Max attempts per span and scope.
type Limit struct {
	Scope          Scope
	Per            Span
	Max            int
	Refunded       bool // a success takes its own attempt back
	ResetBySuccess bool // a success takes the count back to zero: Max is of consecutive failures
	ResetByPair    bool // so does a right pair, for whose counter the pair's attempter names
}

// An Attempter is the access key and the device of an attempt. The scope of a
// limit decides which of them names its counter.
type Attempter struct{ KeyID, Serial string }

// ResetByPair returns the counters that a right pair takes back to zero.
func ResetByPair(charges []Charge) (counters []string) {
	for _, c := range charges {
		if c.Limit.ResetByPair {
			counters = append(counters, c.Counter)
		}
	}
	return counters
}

// A Charge is one attempt on one counter.
type Charge struct {
	Counter string
	Limit   Limit
	Until   time.Time // when the counter's span ends; zero if it does not
}

// Charges returns what an attempt at now costs under limits. Counters of
// different kinds, scopes or spans have different names.
func Charges(kind string, limits []Limit, by Attempter, now time.Time) []Charge {
	charges := make([]Charge, len(limits))
	for i, l := range limits {
		start, end := l.Per.bounds(now)
		name := strings.Join([]string{kind, string(l.Scope), string(l.Per), span(start), subject(l.Scope, by)}, "#")
		charges[i] = Charge{Counter: name, Limit: l, Until: end}
	}
	return charges
}

func subject(s Scope, by Attempter) string {
	switch s {
	case PerKey:
		return by.KeyID
	case PerDevice:
		return by.Serial
	}
	return ""
}

func span(start time.Time) string {
	if start.IsZero() {
		return ""
	}
	return fmt.Sprintf("%010d", start.Unix())
}

// Exceeded returns the charge that has no attempt left. Of several, the one
// that lasts longest decides.
func Exceeded(charges []Charge, counters map[string]int) (longest Charge, exceeded bool) {
	for _, c := range charges {
		if counters[c.Counter] < c.Limit.Max {
			continue
		}
		if !exceeded || c.Until.IsZero() || !longest.Until.IsZero() && c.Until.After(longest.Until) {
			longest = c
		}
		exceeded = true
	}
	return longest, exceeded
}

// Failures returns how many attempts of the user failed in this calendar month,
// the one that was just charged included, or 0 if no limit counts them: a
// success takes its own attempt back, so that failures remain.
func Failures(charges []Charge, counters map[string]int) int {
	for _, c := range charges {
		if c.Limit.Scope == PerUser && c.Limit.Per == Month && c.Limit.Refunded {
			return counters[c.Counter]
		}
	}
	return 0
}

// Stale reports whether the counter's span ended so long ago that no attempt can
// be charged or refunded on it any more.
func Stale(counter string, now time.Time) bool {
	parts := strings.SplitN(counter, "#", 5)
	if len(parts) < 5 || parts[3] == "" {
		return false
	}
	start, err := strconv.ParseInt(parts[3], 10, 64)
	_, end := Span(parts[2]).bounds(time.Unix(start, 0))
	return err == nil && now.Sub(end) > time.Hour
}
