package main

import (
	"math"
	"reflect"
	"testing"
)

func TestAnErrorNamesItsKindAndPart(t *testing.T) {
	const rfcSeed = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
	key := []string{rfcSeed, "", "", ""}
	for _, c := range []struct {
		call               func() ([]string, error)
		kind, part, offset string
	}{
		{func() ([]string, error) { return checkSeed("JBSW1") }, "seed", "secret", "4"},
		{func() ([]string, error) { return parseURI("otpauth://totp/a?secret=JBSW1") }, "uri", "secret", "4"},
		{func() ([]string, error) { return parseURI("otpauth://hotp/a") }, "uri", "type", "-1"},
		{func() ([]string, error) { return writeURI("\xff", "c", key) }, "uri", "issuer", "-1"},
		{func() ([]string, error) { return diagnosePhone(append(key, "1", "123456"), 0) }, "code", "older", "-1"},
		{func() ([]string, error) { return diagnosePhone(append(key, "123456", "1"), 0) }, "code", "newer", "-1"},
		{func() ([]string, error) { return showCode(key, math.NaN()) }, "time", "time", "-1"},
		{func() ([]string, error) { return showPair(key, 29_999) }, "time", "time", "-1"},
		{func() ([]string, error) { return showCode(key, math.Inf(1)) }, "time", "time", "-1"},
		{func() ([]string, error) { return showCode([]string{rfcSeed, "MD5", "", ""}, 0) }, "uri", "algorithm", "-1"},
		{func() ([]string, error) { return showCode([]string{rfcSeed, "", "9", ""}, 0) }, "uri", "digits", "-1"},
		{func() ([]string, error) { return showCode([]string{rfcSeed, "", "", "0"}, 0) }, "uri", "period", "-1"},
		{func() ([]string, error) {
			return diagnosePhone([]string{rfcSeed, "SHA256", "", "", "123456", "123457"}, 0)
		}, "unsupported", "parameters", "-1"},
		{func() ([]string, error) { return parseMigration("otpauth-migration://offline?data=CjE") }, "uri", "data", "-1"},
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
	// RFC 4226 appendix D, counts 0 and 1
	got, err := showPair([]string{"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "", "", ""}, 59_999)
	if err != nil || !reflect.DeepEqual(got, []string{"755224", "287082"}) {
		t.Errorf("%v, %v", got, err)
	}
}
