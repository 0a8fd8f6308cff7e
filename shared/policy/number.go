package policy

import (
	"cmp"
	"strconv"
	"strings"
)

// A number is a decimal of any size, kept as its text: 1e999999999 must not
// become a gigabyte of digits.
type number struct {
	// small is set for a number that is whole and in value; then the rest is unset.
	small bool
	value int64

	negative bool
	zero     bool
	digits   string // from the first digit that is not 0; may contain the point
	exponent int64  // power of ten of the first digit
}

// maxExponent is the largest exponent that IAM's decimals (Java's BigDecimal)
// have.
const maxExponent = 1<<31 - 1

// parseNumber reads a decimal with optional sign, point and exponent: 01, +1, 1.,
// .5, 1e0. NaN, Infinity, hexadecimal digits and spaces are not read.
func parseNumber(s string) (number, bool) {
	if len(s) <= maxSmall {
		if value, err := strconv.ParseInt(s, 10, 64); err == nil {
			return number{small: true, value: value}, true
		}
	}
	return parseDecimal(s)
}

// maxSmall is a length at which every whole number fits in 63 bits.
const maxSmall = 18

func numberOf(value int64) number { return number{small: true, value: value} }

// decimal returns n with its digits.
func (n number) decimal() number {
	if n.small {
		n, _ = parseDecimal(strconv.FormatInt(n.value, 10))
	}
	return n
}

func parseDecimal(s string) (number, bool) {
	var n number
	if s != "" && (s[0] == '+' || s[0] == '-') {
		n.negative, s = s[0] == '-', s[1:]
	}
	mantissa := s
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		mantissa = s[:i]
		exponent, err := strconv.ParseInt(s[i+1:], 10, 64)
		if err != nil || exponent > maxExponent || exponent < -maxExponent {
			return number{}, false
		}
		n.exponent = exponent
	}
	first, point, digits := -1, -1, 0
	for i := 0; i < len(mantissa); i++ {
		switch c := mantissa[i]; {
		case c == '.' && point < 0:
			point = i
		case '0' <= c && c <= '9':
			digits++
			if first < 0 && c != '0' {
				first = i
			}
		default:
			return number{}, false
		}
	}
	if digits == 0 {
		return number{}, false
	}
	if first < 0 {
		return number{zero: true}, true
	}
	if point < 0 {
		point = len(mantissa)
	}
	n.digits = mantissa[first:]
	if first < point {
		n.exponent += int64(point - first - 1)
	} else {
		n.exponent -= int64(first - point)
	}
	return n, true
}

// sign is -1, 0 or 1.
func (n number) sign() int {
	switch {
	case n.zero:
		return 0
	case n.negative:
		return -1
	}
	return 1
}

// compare returns -1, 0 or 1.
func (n number) compare(m number) int {
	if n.small && m.small {
		return cmp.Compare(n.value, m.value)
	}
	n, m = n.decimal(), m.decimal()
	if c := cmp.Compare(n.sign(), m.sign()); c != 0 || n.zero {
		return c
	}
	c := cmp.Compare(n.exponent, m.exponent)
	if c == 0 {
		c = compareDigits(n.digits, m.digits)
	}
	if n.negative {
		return -c
	}
	return c
}

// compareDigits compares digits that begin at the same power of ten.
func compareDigits(a, b string) int {
	for a != "" || b != "" {
		var x, y byte
		x, a = nextDigit(a)
		y, b = nextDigit(b)
		if x != y {
			return cmp.Compare(x, y)
		}
	}
	return 0
}

// nextDigit skips the point; after the last digit come zeros.
func nextDigit(s string) (byte, string) {
	if s != "" && s[0] == '.' {
		s = s[1:]
	}
	if s == "" {
		return '0', ""
	}
	return s[0], s[1:]
}
