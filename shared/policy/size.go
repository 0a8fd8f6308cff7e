package policy

import (
	"strings"
	"unicode/utf8"
)

// The largest sizes that IAM stores, as Size counts them.
const (
	MaxUserPolicies  = 2048  // all inline policies of a user together
	MaxGroupPolicies = 5120  // all inline policies of a group together
	MaxRolePolicies  = 10240 // all inline policies of a role together
	MaxManaged       = 6144  // a managed policy
	MaxTrust         = 2048  // a trust policy
)

// Size returns the number of characters of a document that count towards IAM's
// quotas: all but white space (IAM User Guide, "IAM and AWS STS quotas").
func Size(text string) int {
	size := utf8.RuneCountInString(text)
	for _, space := range []string{" ", "\t", "\n", "\r"} {
		size -= strings.Count(text, space)
	}
	return size
}
