package endpoint

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

const (
	algorithm        = "AWS4-HMAC-SHA256"
	terminator       = "aws4_request"
	amzDate          = "20060102T150405Z"
	maxAuthorization = 4 << 10
	maxToken         = 8 << 10
)

// A signature is an Authorization header, taken apart.
type signature struct {
	keyID         string
	date          string // of the credential scope
	region        string
	service       mfa.ServiceName
	signedHeaders []string
	mac           [sha256.Size]byte
}

// parseAuthorization reads an Authorization header. It is strict: each part once, in any order, and no other part.
func parseAuthorization(value string) (signature, error) {
	scheme, rest, _ := strings.Cut(value, " ")
	if scheme != algorithm {
		return signature{}, refuse(mfa.IncompleteSignature, "Authorization header requires the algorithm %s.", algorithm)
	}
	parts := map[string]string{}
	for part := range strings.SplitSeq(rest, ",") {
		name, text, _ := strings.Cut(strings.TrimFunc(part, isSpace), "=")
		if _, twice := parts[name]; twice || !slices.Contains([]string{"Credential", "SignedHeaders", "Signature"}, name) {
			return signature{}, refuse(mfa.IncompleteSignature, "Authorization header has a part that is unknown or there twice.")
		}
		parts[name] = text
	}
	for _, name := range []string{"Credential", "Signature", "SignedHeaders"} {
		if parts[name] == "" {
			return signature{}, refuse(mfa.IncompleteSignature, "Authorization header requires '%s' parameter.", name)
		}
	}
	return newSignature(parts)
}

func newSignature(parts map[string]string) (s signature, err error) {
	scope := strings.Split(parts["Credential"], "/")
	if len(scope) != 5 || slices.Contains(scope, "") {
		return signature{}, refuse(mfa.IncompleteSignature, "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.")
	}
	if scope[4] != terminator {
		return signature{}, refuse(mfa.SignatureDoesNotMatch, "Credential should be scoped with a valid terminator: '%s'.", terminator)
	}
	s = signature{keyID: scope[0], date: scope[1], region: scope[2], service: mfa.ServiceName(scope[3])}
	s.signedHeaders = strings.Split(parts["SignedHeaders"], ";")
	for i, name := range s.signedHeaders {
		if name == "" || name != strings.ToLower(name) || i > 0 && s.signedHeaders[i-1] >= name {
			return signature{}, refuse(mfa.IncompleteSignature, "SignedHeaders must be lower-case names in order, each once.")
		}
	}
	decoded, err := hex.DecodeString(parts["Signature"])
	if err != nil || len(decoded) != len(s.mac) || parts["Signature"] != strings.ToLower(parts["Signature"]) {
		return signature{}, errSignature
	}
	copy(s.mac[:], decoded)
	return s, nil
}

var errSignature = refuse(mfa.SignatureDoesNotMatch, "The request signature we calculated does not match the signature you provided. "+
	"Check your AWS Secret Access Key and signing method. Consult the service documentation for details.")

// matches compares the signature with one made by the secret key, in constant time.
func (s signature) matches(date, canonicalRequest string, key secret.String) bool {
	hashed := sha256.Sum256([]byte(canonicalRequest))
	toSign := strings.Join([]string{
		algorithm, date, strings.Join([]string{s.date, s.region, string(s.service), terminator}, "/"), hex.EncodeToString(hashed[:]),
	}, "\n")
	mac := []byte("AWS4" + key.Reveal())
	for _, text := range []string{s.date, s.region, string(s.service), terminator, toSign} {
		mac = hmacSHA256(mac, text)
	}
	return subtle.ConstantTimeCompare(mac, s.mac[:]) == 1
}

func hmacSHA256(key []byte, text string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

// canonicalRequest writes what a client must have signed ("Create a canonical request"), from what was received. The length is the body's, not
// the header's: proxies send bodies in other pieces.
func canonicalRequest(r Request, h header, s signature, path, host string) string {
	var b strings.Builder
	b.WriteString(r.Method + "\n" + path + "\n\n")
	for _, name := range s.signedHeaders {
		value := h.canonical(name)
		switch name {
		case "host":
			value = host
		case "content-length":
			value = strconv.Itoa(len(r.Body))
		}
		b.WriteString(name + ":" + value + "\n")
	}
	hash := sha256.Sum256(r.Body)
	b.WriteString("\n" + strings.Join(s.signedHeaders, ";") + "\n" + hex.EncodeToString(hash[:]))
	return b.String()
}

// maxSkew is how far the clock of a client may be off. IAM and STS allow a quarter of an hour.
const maxSkew = 15 * time.Minute

// checkDate refuses a request signed at another time, in AWS's words.
func (s signature) checkDate(text string, now time.Time) error {
	date, err := time.Parse(amzDate, text)
	if err != nil || len(text) != len(amzDate) { // time.Parse takes a fraction of a second too
		return refuse(mfa.IncompleteSignature, "Date must be in ISO-8601 'basic format'. See the X-Amz-Date header.")
	}
	format := func(t time.Time) string { return t.UTC().Format(amzDate) }
	switch {
	case s.date != text[:8]:
		return refuse(mfa.SignatureDoesNotMatch, "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '%s' != '%s', from '%s'.", s.date, text[:8], text)
	case date.Before(now.Add(-maxSkew)):
		return refuse(mfa.SignatureDoesNotMatch, "Signature expired: %s is now earlier than %s (%s - 15 min.)", text, format(now.Add(-maxSkew)), format(now))
	case date.After(now.Add(maxSkew)):
		return refuse(mfa.SignatureDoesNotMatch, "Signature not yet current: %s is still later than %s (%s + 15 min.)", text, format(now.Add(maxSkew)), format(now))
	}
	return nil
}
