package sigv4

import (
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// Credentials are what a client signs with. Token is zero for a long-term key.
type Credentials struct {
	KeyID     string
	SecretKey secret.String
	Token     secret.String
}

// Sign adds the headers of a signature to a request, as clients of AWS do. It
// covers the body, the first of the request's hosts and all headers that it has.
func Sign(r *Request, c Credentials, service wire.Service, region string, now time.Time) {
	date := format(now)
	r.Header["x-amz-date"] = []string{date}
	if !c.Token.IsZero() {
		r.Header["x-amz-security-token"] = []string{c.Token.Reveal()}
	}
	names := []string{"host"}
	for name := range r.Header {
		names = append(names, name)
	}
	slices.Sort(names)
	a := authorization{Credential: wire.Credential{
		KeyID:   c.KeyID,
		Date:    date[:8],
		Region:  region,
		Service: service,
		Term:    terminator,
	}}
	key := signingKey(c.SecretKey, a.Date, region, service)
	mac := hmacSHA256(key, a.stringToSign(date, r.canonical(names, r.Hosts[0])))
	r.Header[wire.AuthorizationHeader] = []string{wire.Algorithm +
		" Credential=" + strings.Join([]string{a.KeyID, a.Date, a.Region, string(a.Service), a.Term}, "/") +
		", SignedHeaders=" + strings.Join(names, ";") +
		", Signature=" + hex.EncodeToString(mac)}
}
