package enroll

import (
	"strings"

	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// ParseURI reads a key URI. What package otp could not do the way the URI asks, another algorithm, length or period, is an error, and so is what
// apps read in different ways. Every error is a *URIError.
func ParseURI(text string) (Key, error) {
	gotScheme, rest, ok := strings.Cut(text, "://")
	if !ok || !strings.EqualFold(gotScheme, scheme) {
		return Key{}, &URIError{Part: "scheme", Reason: "is not otpauth://"}
	}
	if strings.Contains(rest, "#") {
		return Key{}, &URIError{Part: "fragment", Reason: `a key URI has none; a "#" is written %23`}
	}
	gotType, rest, _ := strings.Cut(rest, "/")
	if !strings.EqualFold(gotType, typeTOTP) {
		return Key{}, &URIError{Part: "type", Reason: "is not totp: only codes that follow the clock are supported"}
	}
	label, query, _ := strings.Cut(rest, "?")
	params, err := parseQuery(query)
	if err != nil {
		return Key{}, err
	}
	prefix, account, err := parseLabel(label)
	if err != nil {
		return Key{}, err
	}
	issuer, err := agree(prefix, params)
	if err != nil {
		return Key{}, err
	}
	seed, err := params.seed()
	if err != nil {
		return Key{}, err
	}
	key := Key{Issuer: issuer, Account: account, Seed: seed}
	if err := key.validate(); err != nil {
		return Key{}, err
	}
	return key, nil
}

// parseLabel reads accountname / issuer (":" / "%3A") *"%20" accountname.
func parseLabel(label string) (issuer, account string, err error) {
	plain, err := unescape("label", label)
	if err != nil {
		return "", "", err
	}
	issuer, account, ok := strings.Cut(plain, ":")
	if !ok {
		issuer, account = "", plain
	}
	return issuer, strings.TrimLeft(account, " "), nil
}

// agree returns the issuer, which may stand before the account, in the parameter, or in both if they are equal. Form encoders have written the
// parameter's spaces as "+": that counts as equal.
func agree(prefix string, params parameters) (string, error) {
	issuer, ok := params["issuer"]
	if !ok || prefix != "" && prefix == strings.ReplaceAll(issuer, "+", " ") {
		return prefix, nil
	}
	if prefix != "" && prefix != issuer {
		return "", &URIError{Part: "issuer", Reason: "differs between the label and the parameter"}
	}
	return issuer, nil
}

// parameters are those of the query that are understood, each at most once.
type parameters map[string]string

// parseQuery does not ask package url, which reads "+" as a space where RFC 3986 and the apps do not.
func parseQuery(query string) (parameters, error) {
	params := parameters{}
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if !understood(name) {
			continue // some apps have more, such as image
		}
		if _, twice := params[name]; twice {
			return nil, &URIError{Part: name, Reason: "is given twice"}
		}
		plain, err := unescape(name, value)
		if err != nil {
			return nil, err
		}
		params[name] = plain
	}
	return params, params.supported()
}

func understood(name string) bool {
	switch name {
	case "secret", "issuer", "algorithm", "digits", "period":
		return true
	}
	return false
}

// supported refuses values that make other codes than package otp's. The names of algorithms are compared as they are written: apps that know
// only SHA1 ignore the parameter, so "sha256" must not be taken for absent.
func (p parameters) supported() error {
	for _, only := range []struct{ name, value string }{{"algorithm", "SHA1"}, {"digits", "6"}, {"period", "30"}} {
		if value, ok := p[only.name]; ok && !strings.EqualFold(value, only.value) {
			return &URIError{Part: only.name, Reason: "is not " + only.value + ", the only one supported"}
		}
	}
	return nil
}

func (p parameters) seed() (otp.Seed, error) {
	text, ok := p["secret"]
	if !ok {
		return otp.Seed{}, &URIError{Part: "secret", Reason: "is missing"}
	}
	seed, err := otp.ParseSeed(text)
	if err != nil {
		return otp.Seed{}, &URIError{Part: "secret", Reason: err.Error(), cause: err}
	}
	return seed, nil
}
