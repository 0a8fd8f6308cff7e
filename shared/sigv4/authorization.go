package sigv4

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

const (
	terminator       = "aws4_request"
	dateFormat       = "20060102T150405Z"
	maxAuthorization = 4 << 10 // bytes
)

// MaxSkew is how far the clock of a client may be off: IAM and STS allow a
// quarter of an hour.
const MaxSkew = 15 * time.Minute

// An authorization is an Authorization header, taken apart.
type authorization struct {
	wire.Credential
	signedHeaders []string
	mac           [sha256.Size]byte
}

// parseAuthorization is strict: it takes each part once, in any order, and no
// other part.
func parseAuthorization(value string) (authorization, error) {
	scheme, rest, _ := strings.Cut(value, " ")
	if scheme != wire.Algorithm {
		return authorization{}, wire.WrongAlgorithm()
	}
	names := []string{"Credential", "Signature", "SignedHeaders"}
	parts := map[string]string{}
	for part := range strings.SplitSeq(rest, ",") {
		name, text, _ := strings.Cut(strings.TrimFunc(part, isSpace), "=")
		if _, twice := parts[name]; twice || name != "" && !slices.Contains(names, name) {
			return authorization{}, incomplete("Authorization header has a part that is unknown or occurs twice.")
		}
		parts[name] = text
	}
	for _, name := range names {
		if parts[name] == "" {
			return authorization{}, wire.MissingParameter(name)
		}
	}
	if _, empty := parts[""]; empty {
		return authorization{}, incomplete("Authorization header has an empty part.")
	}
	return newAuthorization(parts["Credential"], parts["SignedHeaders"], parts["Signature"])
}

func newAuthorization(credential, signedHeaders, signature string) (authorization, error) {
	claimed, refusal := wire.ParseCredential(credential)
	if refusal != nil {
		return authorization{}, refusal
	}
	if claimed.Term != terminator {
		return authorization{}, mismatch("Credential should be scoped with a valid terminator: '%s'.", terminator)
	}
	names := strings.Split(signedHeaders, ";")
	for i, name := range names {
		if name == "" || name != strings.ToLower(name) || i > 0 && names[i-1] >= name {
			return authorization{}, incomplete("SignedHeaders must be lower-case names in order, each once.")
		}
	}
	a := authorization{Credential: claimed, signedHeaders: names}
	mac, err := hex.DecodeString(signature)
	if err != nil || len(mac) != len(a.mac) || signature != strings.ToLower(signature) {
		return authorization{}, wire.SignatureMismatch()
	}
	copy(a.mac[:], mac)
	return a, nil
}

// checkDate refuses a request signed at another time, in AWS's words.
func (a authorization) checkDate(text string, now time.Time) error {
	date, err := time.Parse(dateFormat, text)
	if err != nil || len(text) != len(dateFormat) { // time.Parse accepts a fraction of a second
		return incomplete("Date must be in ISO-8601 'basic format'. See the X-Amz-Date header.")
	}
	earliest, latest := now.Add(-MaxSkew), now.Add(MaxSkew)
	switch {
	case a.Date != text[:8]:
		return mismatch("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "+
			"'%s' != '%s', from '%s'.", a.Date, text[:8], text)
	case date.Before(earliest):
		return mismatch("Signature expired: %s is now earlier than %s (%s - 15 min.)",
			text, format(earliest), format(now))
	case date.After(latest):
		return mismatch("Signature not yet current: %s is still later than %s (%s + 15 min.)",
			text, format(latest), format(now))
	}
	return nil
}

func format(t time.Time) string { return t.UTC().Format(dateFormat) }

func incomplete(text string, args ...any) *wire.Error {
	return wire.NewError(wire.IncompleteSignature, text, args...)
}

func mismatch(text string, args ...any) *wire.Error {
	return wire.NewError(wire.SignatureDoesNotMatch, text, args...)
}
