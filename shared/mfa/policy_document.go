package mfa

import (
	"errors"
	"strings"

	"github.com/virtual-mfa/virtual-mfa/shared/policy"
)

// A PolicyDocument is the text of a policy in an answer, exactly as it was
// sent. XML answers percent-encode it (IAM API reference, GetUserPolicy).
type PolicyDocument string

// QueryText returns the document as XML answers write it (RFC 3986 §2).
func (d PolicyDocument) QueryText() string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(d) {
		switch c := d[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.IndexByte("-._~", c) >= 0:
			b.WriteByte(c)
		default:
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		}
	}
	return b.String()
}

// checkDocument refuses a document that is not a policy of this kind.
// MalformedPolicyDocument: IAM API reference.
func checkDocument(text string, kind policy.Kind) error {
	_, err := policy.Parse(text, kind)
	return malformed(err)
}

// malformed turns an error of package policy into a refusal.
func malformed(err error) error {
	var bad *policy.Error
	if errors.As(err, &bad) {
		return fail(ErrorCode(bad.Code), "%s", bad.Message)
	}
	return err
}

// maxInline is how many characters all inline policies of an identity may have
// together, white space not counted (IAM user guide, "IAM and AWS STS quotas").
var maxInline = map[IdentityKind]int{
	UserKind:  policy.MaxUserPolicies,
	GroupKind: policy.MaxGroupPolicies,
	RoleKind:  policy.MaxRolePolicies,
}

// maxStoredInline is how many bytes of inline policies an identity may have in
// all. White space does not count for the quotas, but has to be stored too.
const maxStoredInline = 256 << 10

// checkInline refuses inline policies that are too large together.
func checkInline(i identity) error {
	size, stored := 0, 0
	for _, inline := range i.permissions.Inline {
		size += policy.Size(inline.Document)
		stored += len(inline.Document)
	}
	if size > maxInline[i.kind] || stored > maxStoredInline {
		return fail(LimitExceeded, "Maximum policy size of %d bytes exceeded for %s %s", maxInline[i.kind], i.kind, i.name)
	}
	return nil
}
