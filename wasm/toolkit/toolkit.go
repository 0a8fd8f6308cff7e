package main

import (
	"errors"
	"math"
	"strconv"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/enroll"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// maxTime is the last time that a JavaScript Date can hold, in milliseconds (ECMA-262, time values and time range).
const maxTime = 8.64e15

var errTime = errors.New("the time is not between 1970 and the year 275760")

// at reads a time of JavaScript's. Codes have no steps before the Unix epoch (RFC 6238 §4.2).
func at(ms float64) (time.Time, error) {
	if math.IsNaN(ms) || ms < 0 || ms > maxTime {
		return time.Time{}, errTime
	}
	return time.UnixMilli(int64(ms)), nil
}

func showCode(seedText string, ms float64) ([]string, error) {
	seed, err := otp.ParseSeed(seedText)
	if err != nil {
		return nil, err
	}
	now, err := at(ms)
	if err != nil {
		return nil, err
	}
	code, err := otp.CodeAt(seed, otp.StepAt(now))
	return []string{code.Reveal()}, err
}

// showPair returns the last code and the current one: what enabling a device asks for, if the phone is looked at now.
func showPair(seedText string, ms float64) ([]string, error) {
	older, err := showCode(seedText, ms-float64(otp.Period.Milliseconds()))
	if err != nil {
		return nil, err
	}
	newer, err := showCode(seedText, ms)
	return append(older, newer...), err
}

// timeLeft returns for how many milliseconds the current code lasts.
func timeLeft(ms float64) ([]string, error) {
	now, err := at(ms)
	if err != nil {
		return nil, err
	}
	return []string{decimal((otp.StepAt(now) + 1).Time().Sub(now).Milliseconds())}, nil
}

// checkSeed returns the seed as apps take it, and whether it is shorter than RFC 4226 requires.
func checkSeed(text string) ([]string, error) {
	seed, err := otp.ParseSeed(text)
	if err != nil {
		return nil, err
	}
	return []string{seed.Base32().Reveal(), strconv.FormatBool(seed.Short())}, nil
}

func writeURI(issuer, account, seedText string) ([]string, error) {
	seed, err := otp.ParseSeed(seedText)
	if err != nil {
		return nil, err
	}
	uri, err := enroll.Key{Issuer: issuer, Account: account, Seed: seed}.URI()
	return []string{uri.Reveal()}, err
}

func parseURI(text string) ([]string, error) {
	key, err := enroll.ParseURI(text)
	if err != nil {
		return nil, err
	}
	return []string{key.Issuer, key.Account, key.Seed.Base32().Reveal()}, nil
}

// drawSymbol returns the symbol as the data of an SVG path and module by module.
func drawSymbol(text string) ([]string, error) {
	symbol, err := enroll.Draw(secret.New(text))
	if err != nil {
		return nil, err
	}
	return []string{symbol.Path().Reveal(), string(symbol.Modules.Reveal())}, nil
}

// diagnosePhone returns a finding, the skew in steps, and between how many milliseconds the phone's clock is ahead.
func diagnosePhone(seedText, olderText, newerText string, ms float64) ([]string, error) {
	seed, err := otp.ParseSeed(seedText)
	if err != nil {
		return nil, err
	}
	older, err := parseCode("older", olderText)
	if err != nil {
		return nil, err
	}
	newer, err := parseCode("newer", newerText)
	if err != nil {
		return nil, err
	}
	now, err := at(ms)
	if err != nil {
		return nil, err
	}
	found := otp.Diagnose(seed, now, older, newer)
	least, most := found.Ahead(now)
	return []string{string(found.Finding), decimal(int64(found.Skew)), decimal(least.Milliseconds()), decimal(most.Milliseconds())}, nil
}

func decimal(n int64) string { return strconv.FormatInt(n, 10) }

// A codeError says which code of a pair is malformed.
type codeError struct {
	part string
	error
}

func parseCode(part, text string) (otp.Code, error) {
	code, err := otp.ParseCode(text)
	if err != nil {
		return otp.Code{}, &codeError{part, err}
	}
	return code, nil
}

// describe returns the kind of an error, the part at fault, the byte of that part, and the sentence.
func describe(err error) []string {
	const nowhere = "-1"
	var badCode *codeError
	var badURI *enroll.URIError
	var badSeed *otp.SeedError
	offset := nowhere
	if errors.As(err, &badSeed) {
		offset = strconv.Itoa(badSeed.Offset)
	}
	switch {
	case errors.As(err, &badURI):
		return []string{"uri", badURI.Part, offset, err.Error()}
	case badSeed != nil:
		return []string{"seed", "secret", offset, err.Error()}
	case errors.As(err, &badCode):
		return []string{"code", badCode.part, offset, err.Error()}
	case errors.Is(err, errTime):
		return []string{"time", "time", offset, err.Error()}
	}
	return []string{"text", "text", offset, err.Error()}
}
