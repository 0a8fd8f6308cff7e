package main

import (
	"errors"
	"math"
	"strconv"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/enroll"
	"github.com/virtual-mfa/virtual-mfa/shared/otp"
	"github.com/virtual-mfa/virtual-mfa/shared/otp/totp"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// maxTime is the last time that a JavaScript Date can hold, in milliseconds
// (ECMA-262, time values and time range).
const maxTime = 8.64e15

var (
	errTime       = errors.New("the time is not between 1970 and the year 275760")
	errParameters = errors.New("only keys with SHA1, six digits and 30 seconds can be diagnosed")
)

// at reads a time of JavaScript's. Codes have no steps before the Unix epoch
// (RFC 6238 §4.2).
func at(ms float64) (time.Time, error) {
	if math.IsNaN(ms) || ms < 0 || ms > maxTime {
		return time.Time{}, errTime
	}
	return time.UnixMilli(int64(ms)), nil
}

// readKey reads a seed, algorithm, digits and period. All but the seed may be
// empty, which stands for AWS's.
func readKey(in []string) (otp.Seed, otp.Parameters, error) {
	seed, err := otp.ParseSeed(in[0])
	if err != nil {
		return otp.Seed{}, otp.Parameters{}, err
	}
	parameters, err := enroll.ParseParameters(in[1], in[2], in[3])
	return seed, parameters, err
}

func showCode(key []string, ms float64) ([]string, error) {
	seed, parameters, err := readKey(key)
	if err != nil {
		return nil, err
	}
	return codeOf(seed, parameters, ms)
}

func codeOf(seed otp.Seed, parameters otp.Parameters, ms float64) ([]string, error) {
	now, err := at(ms)
	if err != nil {
		return nil, err
	}
	code, err := totp.Code(seed, parameters, now)
	return []string{code.Reveal()}, err
}

// showPair returns the last code and the current one: what enabling a device asks
// for, if the phone is looked at now.
func showPair(key []string, ms float64) ([]string, error) {
	seed, parameters, err := readKey(key)
	if err != nil {
		return nil, err
	}
	older, err := codeOf(seed, parameters, ms-float64(parameters.Period.Milliseconds()))
	if err != nil {
		return nil, err
	}
	newer, err := codeOf(seed, parameters, ms)
	return append(older, newer...), err
}

// timeLeft returns for how many milliseconds the current code lasts.
func timeLeft(period string, ms float64) ([]string, error) {
	parameters, err := enroll.ParseParameters("", "", period)
	if err != nil {
		return nil, err
	}
	now, err := at(ms)
	if err != nil {
		return nil, err
	}
	whole := parameters.Period.Milliseconds()
	return []string{decimal(whole - now.UnixMilli()%whole)}, nil
}

// checkSeed returns the seed as apps take it, and whether it is shorter than
// RFC 4226 requires.
func checkSeed(text string) ([]string, error) {
	seed, err := otp.ParseSeed(text)
	if err != nil {
		return nil, err
	}
	return []string{seed.Base32().Reveal(), strconv.FormatBool(seed.Short())}, nil
}

func writeURI(issuer, account string, key []string) ([]string, error) {
	seed, parameters, err := readKey(key)
	if err != nil {
		return nil, err
	}
	uri, err := enroll.Key{
		Issuer:     issuer,
		Account:    account,
		Seed:       seed,
		Parameters: parameters,
	}.URI()
	return []string{uri.Reveal()}, err
}

func parseURI(text string) ([]string, error) {
	key, warnings, err := enroll.ParseURI(text)
	if err != nil {
		return nil, err
	}
	return describeKey(key, warnings), nil
}

// describeKey returns issuer, account, seed, algorithm, digits, the period in
// seconds, and the warnings with a space before each.
func describeKey(key enroll.Key, warnings []enroll.Warning) []string {
	names := ""
	for _, warning := range warnings {
		names += " " + string(warning)
	}
	p := key.Parameters
	return []string{
		key.Issuer,
		key.Account,
		key.Seed.Base32().Reveal(),
		string(p.Algorithm),
		strconv.Itoa(p.Digits),
		decimal(int64(p.Period / time.Second)),
		names,
	}
}

// parseMigration returns the index and the size of the batch, the number of keys,
// each key as describeKey does, and issuer, account and reason of those left out.
func parseMigration(text string) ([]string, error) {
	m, err := enroll.ParseMigration(text)
	if err != nil {
		return nil, err
	}
	out := []string{strconv.Itoa(m.Index), strconv.Itoa(m.Size), strconv.Itoa(len(m.Keys))}
	for _, key := range m.Keys {
		out = append(out, describeKey(key.Key, key.Warnings)...)
	}
	for _, skipped := range m.Skipped {
		out = append(out, skipped.Issuer, skipped.Account, skipped.Reason)
	}
	return out, nil
}

// drawSymbol returns the symbol as the data of an SVG path and module by module.
func drawSymbol(text string) ([]string, error) {
	symbol, err := enroll.Draw(secret.New(text))
	if err != nil {
		return nil, err
	}
	return []string{symbol.Path().Reveal(), string(symbol.Modules.Reveal())}, nil
}

// diagnosePhone takes a key and two codes, older first. It returns a finding, the
// skew in steps, and between how many milliseconds the phone's clock is ahead.
func diagnosePhone(in []string, ms float64) ([]string, error) {
	seed, parameters, err := readKey(in)
	if err != nil {
		return nil, err
	}
	if !parameters.AreAWS() {
		return nil, errParameters
	}
	older, err := parseCode("older", in[4])
	if err != nil {
		return nil, err
	}
	newer, err := parseCode("newer", in[5])
	if err != nil {
		return nil, err
	}
	now, err := at(ms)
	if err != nil {
		return nil, err
	}
	found := otp.Diagnose(seed, now, older, newer)
	least, most := found.Ahead(now)
	return []string{
		string(found.Finding),
		decimal(int64(found.Skew)),
		decimal(least.Milliseconds()),
		decimal(most.Milliseconds()),
	}, nil
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

// describe returns the kind of an error, the part at fault, the byte of that
// part, and the sentence.
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
	case errors.Is(err, errParameters):
		return []string{"unsupported", "parameters", offset, err.Error()}
	case errors.Is(err, errTime):
		return []string{"time", "time", offset, err.Error()}
	}
	return []string{"text", "text", offset, err.Error()}
}
