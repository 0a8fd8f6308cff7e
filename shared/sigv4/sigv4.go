// Package sigv4 verifies requests signed by AWS Signature Version 4.
//
// It is stricter than AWS where leniency has led to forgeries elsewhere: a
// signature is taken from the Authorization header only and covers the received
// body; every X-Amz- header must be signed; every header that it reads may have
// one value. It works in two steps. [Verify] checks everything that needs no
// secret and returns a [Claim]; [Claim.Matches] compares the signature with one
// made by the secret access key. Source: IAM user guide, "Create a signed AWS
// API request".
package sigv4

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

const maxToken = 8 << 10 // bytes

// Package regexp is left out for the module in the browser, where it is large.
const (
	digits    = "0123456789"
	lowerCase = "abcdefghijklmnopqrstuvwxyz"
	upperCase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

func wellFormedRegion(region string) bool {
	return 1 <= len(region) && len(region) <= 64 && strings.Trim(region, lowerCase+digits+"-") == ""
}

// wellFormedKeyID follows the IAM API reference, AccessKey.
func wellFormedKeyID(id string) bool {
	return 16 <= len(id) && len(id) <= 128 && strings.Trim(id, upperCase+lowerCase+digits+"_") == ""
}

// A Request is the part of an HTTP request that is signed.
type Request struct {
	Method string
	Path   string   // that the client signed, escaped as it was sent
	Hosts  []string // that the client may have signed
	Header Header
	Body   []byte
}

// Rules say which signatures are accepted.
type Rules struct {
	Regions     []string     // that a signature may be scoped to; nil is any
	Service     wire.Service // that it must be scoped to; "" is any known one
	ContentType bool         // must be among the signed headers
	Now         time.Time
}

// A Claim is a verified request but for the one thing that needs a secret:
// whether the signature was made with the key that the request names.
type Claim struct {
	KeyID   string
	Token   secret.String // the session token; zero for a long-term key
	Service wire.Service
	Region  string

	date   string // of the scope
	toSign []string
	mac    [sha256.Size]byte
}

// Verify checks a request against the rules. Its errors are of type *wire.Error:
// MissingAuthentication, IncompleteSignature, SignatureDoesNotMatch and
// InvalidClientTokenID.
func Verify(r Request, rules Rules) (Claim, error) {
	a, date, err := r.authorization(rules)
	if err != nil {
		return Claim{}, err
	}
	if err := r.checkSigned(a.signedHeaders, rules.ContentType); err != nil {
		return Claim{}, err
	}
	if !wellFormedKeyID(a.KeyID) {
		return Claim{}, wire.InvalidToken()
	}
	token, err := r.token()
	if err != nil {
		return Claim{}, err
	}
	if len(r.Hosts) == 0 {
		return Claim{}, wire.SignatureMismatch()
	}
	claim := Claim{
		KeyID:   a.KeyID,
		Token:   token,
		Service: a.Service,
		Region:  a.Region,
		date:    a.Date,
		mac:     a.mac,
	}
	for _, host := range r.Hosts {
		claim.toSign = append(claim.toSign, a.stringToSign(date, r.canonical(a.signedHeaders, host)))
	}
	return claim, nil
}

// authorization reads the Authorization header, and checks its date and scope.
func (r Request) authorization(rules Rules) (a authorization, date string, err error) {
	values := r.Header[wire.AuthorizationHeader]
	switch {
	case len(values) == 0:
		return a, "", wire.Unsigned()
	case len(values) > 1 || len(values[0]) > maxAuthorization:
		return a, "", incomplete("There must be one Authorization header, of at most %d bytes.", maxAuthorization)
	}
	if a, err = parseAuthorization(values[0]); err != nil {
		return authorization{}, "", err
	}
	date, ok := r.Header.One("x-amz-date")
	if date == "" || !ok {
		return authorization{}, "", incomplete("Authorization header requires existence of one 'X-Amz-Date' header.")
	}
	if err := a.checkDate(date, rules.Now); err != nil {
		return authorization{}, "", err
	}
	if rules.Regions != nil && !slices.Contains(rules.Regions, a.Region) || !wellFormedRegion(a.Region) {
		return authorization{}, "", mismatch("Credential should be scoped to a valid Region, not '%s'.", a.Region)
	}
	if refusal := wire.CheckService(rules.Service, a.Service); refusal != nil {
		return authorization{}, "", refusal
	}
	return a, date, nil
}

// checkSigned refuses a request of which something that matters is not signed: a
// header that a proxy or a thief could have added, or the body.
func (r Request) checkSigned(signed []string, contentType bool) error {
	required := []string{"host", "x-amz-date"}
	if contentType {
		required = append([]string{wire.ContentTypeHeader}, required...)
	}
	for _, name := range required {
		if !slices.Contains(signed, name) {
			return mismatch("'%s' must be a 'SignedHeader' in the AWS Authorization.", name)
		}
	}
	for name := range r.Header {
		if strings.HasPrefix(name, "x-amz-") && name != "x-amz-content-sha256" && !slices.Contains(signed, name) {
			return mismatch("There were headers present in the request which were not signed: %s.", name)
		}
	}
	for _, name := range signed {
		if _, present := r.Header[name]; !present && name != "host" && name != wire.ContentLengthHeader {
			return mismatch("The signed header '%s' is not in the request.", name)
		}
	}
	stated, ok := r.Header.One("x-amz-content-sha256")
	if _, present := r.Header["x-amz-content-sha256"]; !ok || present && stated != r.bodyHash() {
		return mismatch("The value of X-Amz-Content-Sha256 must be the SHA-256 of the body.")
	}
	return nil
}

func (r Request) bodyHash() string {
	hash := sha256.Sum256(r.Body)
	return hex.EncodeToString(hash[:])
}

// token is the session token, if there is one.
func (r Request) token() (secret.String, error) {
	token, ok := r.Header.One("x-amz-security-token")
	switch _, present := r.Header["x-amz-security-token"]; {
	case !present:
		return secret.String{}, nil
	case !ok || token == "" || len(token) > maxToken:
		return secret.String{}, wire.InvalidToken()
	}
	return secret.New(token), nil
}

// canonical writes the canonical request that the client must have signed, from
// what was received. The length is the body's and not the header's, because
// proxies send bodies in other pieces.
func (r Request) canonical(signed []string, host string) string {
	var b strings.Builder
	b.WriteString(r.Method + "\n" + r.Path + "\n\n")
	for _, name := range signed {
		value := r.Header.Canonical(name)
		switch name {
		case "host":
			value = host
		case wire.ContentLengthHeader:
			value = strconv.Itoa(len(r.Body))
		}
		b.WriteString(name + ":" + value + "\n")
	}
	b.WriteString("\n" + strings.Join(signed, ";") + "\n" + r.bodyHash())
	return b.String()
}

func (a authorization) stringToSign(date, canonicalRequest string) string {
	hashed := sha256.Sum256([]byte(canonicalRequest))
	scope := strings.Join([]string{a.Date, a.Region, string(a.Service), terminator}, "/")
	return strings.Join([]string{wire.Algorithm, date, scope, hex.EncodeToString(hashed[:])}, "\n")
}

// Matches reports whether the request was signed with the secret access key. It
// compares in constant time, and with every host that the client may have
// signed.
func (c Claim) Matches(secretKey secret.String) bool {
	key := signingKey(secretKey, c.date, c.Region, c.Service)
	matches := false
	for _, text := range c.toSign {
		matches = subtle.ConstantTimeCompare(hmacSHA256(key, text), c.mac[:]) == 1 || matches
	}
	return matches
}

// signingKey derives the key of a scope (IAM user guide, "Calculate the signature").
func signingKey(secretKey secret.String, date, region string, service wire.Service) []byte {
	key := []byte("AWS4" + secretKey.Reveal())
	for _, text := range []string{date, region, string(service), terminator} {
		key = hmacSHA256(key, text)
	}
	return key
}

func hmacSHA256(key []byte, text string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

// A Header is a request's headers, without Host, by their names in lower case.
type Header map[string][]string

// NewHeader returns h with its names in lower case.
func NewHeader(h map[string][]string) Header {
	lower := make(Header, len(h))
	for name, values := range h {
		name = strings.ToLower(name)
		lower[name] = append(lower[name], values...)
	}
	return lower
}

// One returns the value of a header that may occur once, or "" if it does not
// occur; ok is false if it occurs more often. A value with a comma counts as
// several, which a proxy may have joined: no header that this is used for has a
// comma of its own.
func (h Header) One(name string) (value string, ok bool) {
	switch values := h[name]; {
	case len(values) == 0:
		return "", true
	case len(values) > 1 || strings.Contains(values[0], ","):
		return "", false
	default:
		return strings.TrimFunc(values[0], isSpace), true
	}
}

// Canonical is the value of a header in a canonical request: trimmed, with runs
// of spaces squeezed, several values joined (Signature Version 4, "Create a
// canonical request"). A tab is not a space: the client signed it as it is.
func (h Header) Canonical(name string) string {
	values := slices.Clone(h[name])
	for i, value := range values {
		values[i] = strings.Join(strings.FieldsFunc(value, isSpace), " ")
	}
	return strings.Join(values, ",")
}

func isSpace(r rune) bool { return r == ' ' }
