package endpoint

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

var (
	wellFormedRegion = regexp.MustCompile(`\A[a-z0-9-]{1,64}\z`)
	wellFormedKeyID  = regexp.MustCompile(`\A\w{16,128}\z`) // IAM API reference, AccessKey

	errToken = refuse(mfa.InvalidClientTokenID, "The security token included in the request is invalid")
)

// authenticate checks the signature (Signature Version 4) and finds the caller. Whatever needs no secret is checked first.
func (c *call) authenticate(ctx context.Context) error {
	s, date, err := c.signature()
	if err != nil {
		return err
	}
	c.service = s.service
	if !wellFormedKeyID.MatchString(s.keyID) { // no store is asked for what can be no key
		return errToken
	}
	token, err := c.token()
	if err != nil {
		return err
	}
	hosts, err := c.hosts()
	if err != nil {
		return err
	}
	c.caller, err = c.Service.Authenticate(ctx, s.keyID, token, func(key secret.String) error {
		signed := false
		for _, host := range hosts {
			signed = s.matches(date, canonicalRequest(c.request, c.header, s, c.protocol.signedPath(c.request), host), key) || signed
		}
		if !signed {
			return errSignature
		}
		return nil
	})
	return err
}

// signature reads and checks the Authorization header, all but the signature in it.
func (c *call) signature() (s signature, date string, err error) {
	values := c.header["authorization"]
	switch {
	case len(values) == 0:
		return s, "", refuse(mfa.MissingAuthentication, "Request is missing Authentication Token")
	case len(values) > 1 || len(values[0]) > maxAuthorization:
		return s, "", refuse(mfa.IncompleteSignature, "There must be one Authorization header, of at most %d bytes.", maxAuthorization)
	}
	if s, err = parseAuthorization(values[0]); err != nil {
		return s, "", err
	}
	date, ok := c.header.one("x-amz-date")
	if date == "" || !ok {
		return s, "", refuse(mfa.IncompleteSignature, "Authorization header requires existence of one 'X-Amz-Date' header.")
	}
	if err := s.checkDate(date, c.Now()); err != nil {
		return s, "", err
	}
	if err := c.checkScope(s); err != nil {
		return s, "", err
	}
	return s, date, c.checkSigned(s)
}

func (c *call) checkScope(s signature) error {
	if c.Regions != nil && !slices.Contains(c.Regions, s.region) || !wellFormedRegion.MatchString(s.region) {
		return refuse(mfa.SignatureDoesNotMatch, "Credential should be scoped to a valid Region, not '%s'.", s.region)
	}
	if known := s.service.Version() != ""; !known || c.route != "" && s.service != c.service {
		return refuse(mfa.SignatureDoesNotMatch, "Credential should be scoped to correct service: '%s'.", c.service)
	}
	return nil
}

// checkSigned refuses a request of which something that matters is not signed: a header that a proxy or a thief could have added.
func (c *call) checkSigned(s signature) error {
	for _, must := range []string{"content-type", "host", "x-amz-date"} {
		if !slices.Contains(s.signedHeaders, must) {
			return refuse(mfa.SignatureDoesNotMatch, "'%s' must be a 'SignedHeader' in the AWS Authorization.", must)
		}
	}
	for name := range c.header {
		if strings.HasPrefix(name, "x-amz-") && name != "x-amz-content-sha256" && !slices.Contains(s.signedHeaders, name) {
			return refuse(mfa.SignatureDoesNotMatch, "There were headers present in the request which were not signed: %s.", name)
		}
	}
	for _, name := range s.signedHeaders {
		if _, there := c.header[name]; !there && name != "host" && name != "content-length" {
			return refuse(mfa.SignatureDoesNotMatch, "The signed header '%s' is not in the request.", name)
		}
	}
	hash := sha256.Sum256(c.request.Body)
	stated, ok := c.header.one("x-amz-content-sha256")
	if _, there := c.header["x-amz-content-sha256"]; !ok || there && stated != hex.EncodeToString(hash[:]) {
		return refuse(mfa.SignatureDoesNotMatch, "The value of X-Amz-Content-Sha256 must be the SHA-256 of the body.")
	}
	return nil
}

// token is the session token, if there is one.
func (c *call) token() (secret.String, error) {
	token, ok := c.header.one("x-amz-security-token")
	switch _, there := c.header["x-amz-security-token"]; {
	case !there:
		return secret.String{}, nil
	case !ok || token == "" || len(token) > maxToken:
		return secret.String{}, errToken
	}
	return secret.New(token), nil
}

// hosts are those that the client may have signed: the one that was called, and the one that a proxy says was called. With an allow-list, both
// must be on it, so that a request signed for another deployment is not good here.
func (c *call) hosts() (hosts []string, err error) {
	candidates := []string{c.request.Host}
	if forwarded, ok := c.header.one("x-forwarded-host"); ok && forwarded != "" && c.Hosts != nil {
		candidates = append(candidates, forwarded)
	}
	for _, host := range candidates {
		if c.Hosts == nil || slices.Contains(c.Hosts, host) {
			hosts = append(hosts, host)
		}
	}
	if len(hosts) == 0 {
		return nil, errSignature
	}
	return hosts, nil
}
