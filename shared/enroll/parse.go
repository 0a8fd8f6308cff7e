package enroll

import (
	"net/url"
	"strings"
	"unicode/utf8"
)

// A Warning names something about a key URI that does not keep its key from being
// used.
type Warning string

// The warnings.
const (
	// WarnIssuer: the label and the parameter name different issuers, or two
	// parameters do.
	WarnIssuer Warning = "issuer"
	// WarnAccount: there is no account name.
	WarnAccount Warning = "account"
	// WarnText: bytes that were not UTF-8 became U+FFFD.
	WarnText Warning = "text"
	// WarnSecret: base32 characters that do not fill a byte were dropped.
	WarnSecret Warning = "secret"
	// WarnParameters: the key is not for SHA1, six digits and 30 seconds. AWS has
	// no such devices, and some apps ignore these parameters.
	WarnParameters Warning = "parameters"
)

// ParseURI reads a key URI. Whatever could make a code wrong is an error, and
// nothing about names is: they cannot. Every error is a *URIError.
func ParseURI(text string) (Key, []Warning, error) {
	label, query, err := split(clean(text))
	if err != nil {
		return Key{}, nil, err
	}
	params, err := parseQuery(query)
	if err != nil {
		return Key{}, nil, err
	}
	found := names{otherIssuer: params.otherIssuer}
	found.read(label, params.value["issuer"])
	key := Key{found.issuer, found.account, params.seed, params.Full()}
	return key, warnings(found, key, params.dropped), nil
}

func warnings(found names, key Key, dropped bool) (list []Warning) {
	for _, w := range []struct {
		Warning
		holds bool
	}{
		{WarnIssuer, found.otherIssuer},
		{WarnAccount, found.account == ""},
		{WarnText, found.replaced},
		{WarnSecret, dropped},
		{WarnParameters, !key.Parameters.AreAWS()},
	} {
		if w.holds {
			list = append(list, w.Warning)
		}
	}
	return list
}

// clean removes what comes along when a URI is copied: blanks around it, and line
// ends and tabs within.
func clean(text string) string {
	text = trim(text)
	return strings.NewReplacer("\t", "", "\r", "", "\n", "").Replace(text)
}

// split checks what a URI is for and returns its label and its query.
func split(text string) (label, query string, err error) {
	scheme, rest, ok := strings.Cut(text, "://")
	switch scheme = strings.ToLower(scheme); {
	case ok && (scheme == "otpauth" || scheme == "apple-otpauth"):
	case ok && scheme == migrationScheme:
		return "", "", &URIError{Part: "scheme", Reason: "is of a migration, which is an export of " +
			"Google Authenticator with several keys, not a key URI"}
	case ok && (scheme == "https" || scheme == "http"):
		return "", "", &URIError{Part: "scheme", Reason: "is a web address's, not otpauth://"}
	default:
		return "", "", &URIError{Part: "scheme", Reason: "is not otpauth://"}
	}
	if strings.Contains(rest, "#") {
		return "", "", &URIError{Part: "fragment", Reason: `a key URI has none; a "#" is written %23`}
	}
	rest, query, _ = strings.Cut(rest, "?")
	kind, label, _ := strings.Cut(rest, "/")
	return label, query, checkType(kind)
}

func checkType(kind string) error {
	reason := "is not totp"
	switch strings.ToLower(kind) {
	case typeTOTP:
		return nil
	case "hotp":
		reason = "is hotp: such codes follow a counter, not the clock, and are not supported"
	case "steam":
		reason = "is steam: Steam's codes are not those of RFC 6238"
	}
	return &URIError{Part: "type", Reason: reason}
}

// names are those of a key, as well as they can be made out.
type names struct {
	issuer, account string
	otherIssuer     bool // another issuer was named, too
	replaced        bool // something was not UTF-8
}

// read takes the names from a label and the decoded issuer parameter, which may
// both name the issuer. Sites put colons on either side of the label's separator,
// so what equals the parameter comes first.
func (n *names) read(label, issuer string) {
	prefix, account, ok := cutIssuer(unescape(label), issuer)
	if !ok {
		prefix, account = cutLabel(label)
	}
	n.assign(prefix, account, issuer)
}

// assign settles on an issuer. The parameter wins over a prefix, because libraries
// and apps agree on it; of two that are equal, the one with spaces is shown.
func (n *names) assign(prefix, account, issuer string) {
	prefix, account, issuer = n.text(prefix), n.text(account), n.text(issuer)
	n.account = account
	switch {
	case issuer == "":
		n.issuer = prefix
	case prefix != "" && equal(prefix, issuer) && pluses(prefix) < pluses(issuer):
		n.issuer = prefix
	default:
		n.issuer = issuer
		n.otherIssuer = n.otherIssuer || prefix != "" && !equal(prefix, issuer)
	}
}

// text makes a name of the bytes that a URI has for it.
func (n *names) text(name string) string {
	if !utf8.ValidString(name) {
		n.replaced = true
		name = string([]rune(name))
	}
	return trim(name)
}

// cutIssuer cuts a decoded label after the beginning that equals issuer, if there
// is one and a colon follows.
func cutIssuer(label, issuer string) (prefix, account string, ok bool) {
	if issuer == "" {
		return "", "", false
	}
	issuer = spaced(issuer)
	plain := strings.ReplaceAll(label, "+", " ") // as long as label
	for i := range len(label) {
		if label[i] == ':' && strings.EqualFold(trim(plain[:i]), issuer) {
			return label[:i], label[i+1:], true
		}
	}
	return "", "", false
}

// cutLabel cuts a label as it stands in the URI at its first colon, or if it has
// none, at its first encoded colon.
func cutLabel(label string) (prefix, account string) {
	prefix, account, ok := strings.Cut(label, ":")
	if !ok {
		prefix, account, ok = strings.Cut(unescape(label), ":")
		if !ok {
			return "", prefix
		}
		return prefix, account
	}
	return unescape(prefix), unescape(account)
}

// equal reports whether two names of an issuer are one. Form encoders write a
// space as "+".
func equal(a, b string) bool { return strings.EqualFold(spaced(a), spaced(b)) }

func spaced(name string) string { return trim(strings.ReplaceAll(name, "+", " ")) }

func pluses(name string) int { return strings.Count(name, "+") }

// unescape undoes percent-encoding and leaves a stray "%" as it is. The text need
// not be UTF-8 afterwards.
func unescape(text string) string {
	if plain, err := url.PathUnescape(text); err == nil {
		return plain
	}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '%' && i+2 < len(text) {
			if plain, err := url.PathUnescape(text[i : i+3]); err == nil {
				b.WriteString(plain)
				i += 2
				continue
			}
		}
		b.WriteByte(text[i])
	}
	return b.String()
}
