package mfa

import (
	"strings"
	"unicode"
)

// A PasswordPolicy says what passwords of the account must be like. No password
// is kept, so that only its form is ever checked.
type PasswordPolicy struct {
	MinLength       int32 // characters, 6 to 128
	Symbols         bool
	Numbers         bool
	Uppercase       bool
	Lowercase       bool
	UsersMayChange  bool
	MaxAge          int32 // days, 1 to 1,095; 0 for none
	ReusePrevention int32 // passwords, 1 to 24; 0 for none
	HardExpiry      *bool
}

// The length of passwords that a policy asks for, if the policy does not say, and
// if there is no policy (IAM user guide, "Set an account password policy for IAM
// users").
const (
	minLengthOfPolicies = 6
	minLength           = 8
)

// passwordSymbols are those that count as such (IAM API reference,
// UpdateAccountPasswordPolicy).
const passwordSymbols = "!@#$%^&*()_+-=[]{}|'"

// allows reports whether a password is as the policy asks. Without a policy, a
// password has three of the four kinds of characters, and is not the alias of
// the account.
func (a Account) allows(password string) bool {
	upper := strings.ContainsFunc(password, func(r rune) bool { return r < unicode.MaxASCII && unicode.IsUpper(r) })
	lower := strings.ContainsFunc(password, func(r rune) bool { return r < unicode.MaxASCII && unicode.IsLower(r) })
	digit := strings.ContainsAny(password, "0123456789")
	symbol := strings.ContainsAny(password, passwordSymbols)
	length := int32(len([]rune(password)))
	if p := a.PasswordPolicy; p != nil {
		return length >= p.MinLength && (upper || !p.Uppercase) && (lower || !p.Lowercase) &&
			(digit || !p.Numbers) && (symbol || !p.Symbols)
	}
	kinds := 0
	for _, has := range []bool{upper, lower, digit, symbol} {
		if has {
			kinds++
		}
	}
	return length >= minLength && kinds >= 3 && (a.Alias == "" || !strings.EqualFold(password, a.Alias))
}

func isSet(b *bool) bool { return b != nil && *b }

func number(n *int32) int32 {
	if n == nil {
		return 0
	}
	return *n
}
