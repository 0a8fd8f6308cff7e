package policy

import (
	"cmp"
	"strconv"
	"time"
)

// A date is a moment in milliseconds since 1970; what is finer is cut off.
type date struct {
	seconds int64
	millis  int64
}

func dateOf(millis int64) date {
	seconds := millis / 1000
	if millis%1000 < 0 {
		seconds--
	}
	return date{seconds: seconds, millis: millis - seconds*1000}
}

func (d date) compare(e date) int {
	if c := cmp.Compare(d.seconds, e.seconds); c != 0 {
		return c
	}
	return cmp.Compare(d.millis, e.millis)
}

// parseDate reads an ISO 8601 date with optional time and offset (2035, 2035-01,
// 2035-01-02T03:04:05.678+01:00; UTC if there is no offset) or seconds since 1970
// with an optional sign. Four digits are a year.
func parseDate(s string) (date, bool) {
	if seconds, err := strconv.ParseInt(s, 10, 64); err == nil && !isYear(s) {
		return date{seconds: seconds}, true
	}
	c := cursor{rest: s}
	year := c.year()
	month, day := int64(1), int64(1)
	if c.take('-') {
		month = c.digits(1, 2, 1, 12)
		if c.take('-') {
			day = c.digits(1, 2, 1, 31)
		}
	}
	var clock, millis, offset int64
	if c.take('T') || c.take('t') {
		clock, millis = c.time()
		offset = c.offset()
	}
	t := time.Date(int(year), time.Month(month), int(day), 0, 0, 0, 0, time.UTC)
	if c.failed || c.rest != "" || t.Day() != int(day) {
		return date{}, false
	}
	return date{seconds: t.Unix() + clock - offset, millis: millis}, true
}

func isYear(s string) bool { return len(s) == 4 && s[0] != '+' && s[0] != '-' }

// A cursor reads fields of digits; the first that does not fit fails the whole.
type cursor struct {
	rest   string
	failed bool
}

func (c *cursor) take(b byte) bool {
	if c.rest == "" || c.rest[0] != b {
		return false
	}
	c.rest = c.rest[1:]
	return true
}

// digits reads at least and at most so many digits, whose value must lie between
// low and high.
func (c *cursor) digits(least, most int, low, high int64) int64 {
	n, value := 0, int64(0)
	for n < len(c.rest) && n < most && '0' <= c.rest[n] && c.rest[n] <= '9' {
		value = value*10 + int64(c.rest[n]-'0')
		n++
	}
	c.rest = c.rest[n:]
	if n < least || value < low || value > high {
		c.failed = true
	}
	return value
}

// year reads a year of up to nine digits, in the range that IAM's dates (those of
// Joda-Time) have.
func (c *cursor) year() int64 {
	if c.take('-') {
		return -c.digits(1, 9, 0, 292275054)
	}
	c.take('+')
	return c.digits(1, 9, 0, 292278993)
}

// time reads what may follow the T: hours, minutes, seconds, each optional, the
// seconds with a fraction of up to nine digits.
func (c *cursor) time() (seconds, millis int64) {
	if c.rest == "" || c.rest[0] < '0' || c.rest[0] > '9' {
		return 0, 0
	}
	seconds = 3600 * c.digits(1, 2, 0, 23)
	if !c.take(':') {
		return seconds, 0
	}
	seconds += 60 * c.digits(1, 2, 0, 59)
	if !c.take(':') {
		return seconds, 0
	}
	seconds += c.digits(1, 2, 0, 59)
	if c.take('.') || c.take(',') {
		before := len(c.rest)
		millis = c.digits(1, 9, 0, 999_999_999)
		for n := before - len(c.rest); n < 3; n++ {
			millis *= 10
		}
		for n := before - len(c.rest); n > 3; n-- {
			millis /= 10
		}
	}
	return seconds, millis
}

// offset reads Z, ±hh, ±hhmm or ±hh:mm and returns seconds.
func (c *cursor) offset() int64 {
	if c.take('Z') || c.take('z') || c.rest == "" {
		return 0
	}
	sign := int64(1)
	if !c.take('+') {
		if sign = -1; !c.take('-') {
			c.failed = true
			return 0
		}
	}
	seconds := 3600 * c.digits(2, 2, 0, 23)
	if c.take(':') || c.rest != "" {
		seconds += 60 * c.digits(2, 2, 0, 59)
	}
	return sign * seconds
}
