package mfa

import (
	"regexp"
	"unicode/utf8"

	"github.com/virtual-mfa/virtual-mfa/shared/policy"
)

// Limits of the session policies of a request.
const (
	maxSessionPolicies    = 10
	maxSessionPolicyChars = 2_048 // inline and ARNs together
)

// sessionPolicies are the policies that limit one session.
type sessionPolicies struct {
	Policy     string   `json:"policy,omitempty"` // as it was sent
	PolicyARNs []string `json:"arns,omitempty"`   // of managed policies
}

// sessionPolicyARN is an ARN of a managed policy of an account, or AWS's.
var sessionPolicyARN = regexp.MustCompile(
	`\Aarn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/(?:[\x21-\x7e]+/)?[\w+=,.@-]{1,128}\z`)

// sessionPolicies checks the session policies of a request.
// MalformedPolicyDocument, PackedPolicyTooLarge: STS API reference, AssumeRole.
func (s *Service) sessionPolicies(inline *string, managed []*PolicyDescriptor) (out sessionPolicies, err error) {
	out.Policy = stringOr(inline, "")
	chars := utf8.RuneCountInString(out.Policy)
	for _, p := range managed {
		account := sessionPolicyARN.FindStringSubmatch(*p.ARN)
		if account == nil || account[1] != "aws" && account[1] != s.accountID {
			return out, fail(ValidationError, "ARN %s is not valid.", *p.ARN)
		}
		out.PolicyARNs = append(out.PolicyARNs, *p.ARN)
		chars += utf8.RuneCountInString(*p.ARN)
	}
	if out.Policy != "" {
		if _, err := policy.Parse(out.Policy, policy.Session); err != nil {
			return out, malformed(err)
		}
	}
	if chars > maxSessionPolicyChars {
		return out, errPackedPolicy(chars * 100 / maxSessionPolicyChars)
	}
	return out, nil
}

func errPackedPolicy(percent int) *Error {
	return fail(PackedPolicyTooLarge,
		"Packed policy consumes %d%% of allotted space, please use smaller policy.", percent)
}
