package main

import (
	"math"
	"reflect"
	"testing"
)

func TestAnErrorNamesItsKindAndPart(t *testing.T) {
	const rfcSeed = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
	for _, c := range []struct {
		call               func() ([]string, error)
		kind, part, offset string
	}{
		{func() ([]string, error) { return checkSeed("JBSW1") }, "seed", "secret", "4"},
		{func() ([]string, error) { return parseURI("otpauth://totp/a?secret=JBSW1") }, "uri", "secret", "4"},
		{func() ([]string, error) { return parseURI("otpauth://hotp/a") }, "uri", "type", "-1"},
		{func() ([]string, error) { return writeURI("a:b", "c", rfcSeed) }, "uri", "issuer", "-1"},
		{func() ([]string, error) { return diagnosePhone(rfcSeed, "1", "123456", 0) }, "code", "older", "-1"},
		{func() ([]string, error) { return diagnosePhone(rfcSeed, "123456", "1", 0) }, "code", "newer", "-1"},
		{func() ([]string, error) { return showCode(rfcSeed, math.NaN()) }, "time", "time", "-1"},
		{func() ([]string, error) { return showPair(rfcSeed, 29_999) }, "time", "time", "-1"},
		{func() ([]string, error) { return timeLeft(math.Inf(1)) }, "time", "time", "-1"},
		{func() ([]string, error) { return drawSymbol("") }, "text", "text", "-1"},
	} {
		_, err := c.call()
		if err == nil {
			t.Errorf("no %s error", c.kind)
			continue
		}
		if got := describe(err); got[0] != c.kind || got[1] != c.part || got[2] != c.offset || got[3] != err.Error() {
			t.Errorf("want %s, %s, %s; got %q", c.kind, c.part, c.offset, got)
		}
	}
}

func TestAPairIsTheLastCodeAndTheCurrentOne(t *testing.T) {
	got, err := showPair("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 59_999) // RFC 4226 appendix D, counts 0 and 1
	if err != nil || !reflect.DeepEqual(got, []string{"755224", "287082"}) {
		t.Errorf("%v, %v", got, err)
	}
}
