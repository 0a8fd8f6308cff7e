package modeltest

import (
	"math"
	"time"

	"github.com/pquerna/otp/totp"
)

// A verifier is what must be remembered of a device's codes, for as long as the
// device exists.
type verifier struct {
	skew     int64 // steps that the device is ahead
	lastPair int64 // second step of the last right pair
	spent    map[int64]bool
	latest   int64 // spent step
}

// An attempt is a charge: who tried when, with which key, on which device.
type attempt struct {
	at            time.Time
	keyID, serial string
	returned      bool // by a right pair: it counts for the month, and not for the day
}

// A pair is two codes: those of the steps second-1 and second, or with a slip in the first.
type pair struct {
	second   int64
	mistyped bool
}

func (a *account) step() int64 { return a.now.Unix() / 30 }

func codeAt(seed string, step int64) string {
	code, err := totp.GenerateCode(seed, time.Unix(step*30, 0))
	if err != nil {
		panic(err)
	}
	return code
}

// judgeCode accepts a code for a step that is not spent: in aws two steps
// around the device's time, in hardened one, and only later ones.
func (a *account) judgeCode(d *device, code string) bool {
	around := int64(2)
	if a.hardened {
		around = 1
	}
	for step := a.step() + d.skew - around; step <= a.step()+d.skew+around; step++ {
		if d.spent[step] || a.hardened && step <= d.latest || codeAt(d.seed, step) != code {
			continue
		}
		d.spent[step], d.latest = true, max(d.latest, step)
		return true
	}
	return false
}

// judgePair accepts two codes that begin later than the last pair ended: in aws
// within back and ahead of the device's time, in hardened within narrow, and
// only unspent ones, which it spends.
func (a *account) judgePair(d *device, p pair, back, ahead, narrow int64) bool {
	if a.hardened {
		back, ahead = narrow, narrow
	}
	off := p.second - a.step()
	if p.mistyped || off < d.skew-back || off > d.skew+ahead || p.second-1 <= d.lastPair || a.hardened &&
		p.second-1 <= d.latest {
		return false
	}
	d.skew, d.lastPair = off, p.second
	if a.hardened {
		d.latest = p.second
	}
	return true
}

// chargeCode charges a user for one code, unless that is one too many.
func (a *account) chargeCode(u *user, keyID, serial string) bool {
	left := 9 - count(u.codes, func(t attempt) bool { return t.serial == serial && t.at.Unix()/180 == a.now.Unix()/180 })
	if a.hardened {
		left = min(
			10-count(u.codes, func(t attempt) bool { return t.keyID == keyID && a.today(t) && !t.returned }),
			30-count(u.codes, func(t attempt) bool { return t.keyID == keyID && a.thisMonth(t) }),
			60-count(u.codes, a.thisMonth),
			100-u.failures)
	}
	if left <= 0 {
		return false
	}
	u.codes = append(u.codes, attempt{at: a.now, keyID: keyID, serial: serial})
	u.failures++
	return true
}

// chargePair charges the key that brings a pair, unless it is root's.
func (a *account) chargePair(c credential, u *user) bool {
	if c.user == "" {
		return true
	}
	perDay, perMonth := 200, math.MaxInt
	if a.hardened {
		perDay, perMonth = 20, 100
	}
	today := func(t attempt) bool { return t.keyID == c.keyID && a.today(t) }
	thisMonth := func(t attempt) bool { return t.keyID == c.keyID && a.thisMonth(t) }
	if count(u.pairs, today) >= perDay || count(u.pairs, thisMonth) >= perMonth {
		return false
	}
	u.pairs = append(u.pairs, attempt{at: a.now, keyID: c.keyID})
	return true
}

func (a *account) today(t attempt) bool {
	return t.at.Format(time.DateOnly) == a.now.Format(time.DateOnly)
}

func (a *account) thisMonth(t attempt) bool { return t.at.Format("2006-01") == a.now.Format("2006-01") }

func count(attempts []attempt, of func(attempt) bool) (n int) {
	for _, t := range attempts {
		if of(t) {
			n++
		}
	}
	return n
}
