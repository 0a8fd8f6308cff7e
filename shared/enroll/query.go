package enroll

import (
	"strings"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/otp"
)

// A query is what the parameters of a key URI say.
type query struct {
	value       map[string]string // decoded, of those that are understood and not empty
	otherIssuer bool              // a second issuer differs from the first, which counts
	seed        otp.Seed
	dropped     bool // characters of the secret that do not fill a byte
	otp.Parameters
}

// parseQuery does not ask package url, which reads "+" as a space where RFC 3986
// and the apps do not. In a URI that was copied out of HTML "&" is "&amp;".
func parseQuery(text string) (query, error) {
	q := query{value: map[string]string{}}
	var given [][2]string
	for pair := range strings.SplitSeq(strings.ReplaceAll(text, "&amp;", "&"), "&") {
		name, value, _ := strings.Cut(pair, "=")
		name, value = strings.ToLower(name), unescape(value)
		if value == "" {
			continue // the same as absent
		}
		if name == "encoder" && strings.EqualFold(value, "steam") {
			return query{}, &URIError{Part: "encoder", Reason: "is steam: Steam's codes are not those of RFC 6238"}
		}
		given = append(given, [2]string{name, value})
	}
	for _, pair := range given {
		if err := q.take(pair[0], pair[1]); err != nil {
			return query{}, err
		}
	}
	if q.value["secret"] == "" {
		return query{}, &URIError{Part: "secret", Reason: "is missing"}
	}
	return q, nil
}

// take reads one parameter. Those that are not understood, such as image, do not
// count.
func (q *query) take(name, value string) error {
	var normal string
	var err error
	switch name {
	case "secret":
		normal, err = q.takeSecret(value)
	case "algorithm":
		normal, err = q.takeAlgorithm(value)
	case "digits":
		normal, err = q.takeDigits(value)
	case "period":
		normal, err = q.takePeriod(value)
	case "issuer":
		return q.takeIssuer(value)
	default:
		return nil
	}
	if err != nil {
		return err
	}
	if before, twice := q.value[name]; twice && before != normal {
		return &URIError{Part: name, Reason: "is given twice, with different values"}
	}
	q.value[name] = normal
	return nil
}

func (q *query) takeIssuer(value string) error {
	if trim(value) == "" {
		return nil
	}
	before, twice := q.value["issuer"]
	if twice {
		q.otherIssuer = q.otherIssuer || !equal(before, value)
		return nil
	}
	q.value["issuer"] = value
	return nil
}

func (q *query) takeSecret(value string) (string, error) {
	seed, dropped, err := otp.ParseLooseSeed(value)
	if err != nil {
		return "", &URIError{Part: "secret", Reason: err.Error(), cause: err}
	}
	q.seed, q.dropped = seed, q.dropped || dropped
	return seed.Base32().Reveal(), nil
}

func (q *query) takeAlgorithm(value string) (string, error) {
	name := strings.ReplaceAll(strings.ToUpper(value), "-", "")
	switch algorithm := otp.Algorithm(strings.TrimPrefix(name, "HMAC")); algorithm {
	case otp.SHA1, otp.SHA256, otp.SHA512:
		q.Algorithm = algorithm
		return string(algorithm), nil
	}
	return "", &URIError{Part: "algorithm", Reason: "is not SHA1, SHA256 or SHA512"}
}

func (q *query) takeDigits(value string) (string, error) {
	n, ok := decimal(value)
	if !ok || n < 6 || n > 8 {
		return "", &URIError{Part: "digits", Reason: "is not 6, 7 or 8"}
	}
	q.Digits = n
	return string(rune('0' + n)), nil
}

func (q *query) takePeriod(value string) (string, error) {
	n, ok := decimal(value)
	if !ok || n < 1 || n > int(otp.MaxPeriod/time.Second) {
		return "", &URIError{Part: "period", Reason: "is not 1 to 86400, in seconds"}
	}
	q.Period = time.Duration(n) * time.Second
	return strings.TrimLeft(value, "0"), nil
}

// decimal reads ASCII digits, and nothing that stands for a number above 10^8.
func decimal(text string) (n int, ok bool) {
	for _, c := range []byte(text) {
		if c < '0' || c > '9' || n > 1e7 {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, text != ""
}

// ParseParameters reads parameters as they stand in a key URI, of which any may be
// empty. Its errors are of type *URIError.
func ParseParameters(algorithm, digits, period string) (otp.Parameters, error) {
	q := query{value: map[string]string{}}
	given := [][2]string{{"algorithm", algorithm}, {"digits", digits}, {"period", period}}
	for _, pair := range given {
		if pair[1] == "" {
			continue
		}
		if err := q.take(pair[0], pair[1]); err != nil {
			return otp.Parameters{}, err
		}
	}
	return q.Full(), nil
}
