package wire

import "strings"

// What is the same in all audit records, of the service and of the edge
// (CloudTrail user guide, "CloudTrail record contents").
const (
	EventVersion  = "1.11"
	EventType     = "AwsApiCall"
	EventCategory = "Management"
	// DefaultRegion is where IAM's events are, and those of unknown callers.
	DefaultRegion = "us-east-1"
	// Unknown is a caller or an action of which nothing can be said.
	Unknown = "Unknown"
)

const (
	maxEventText  = 256 // bytes
	maxActionName = 64
	minKeyID      = 16
	maxKeyID      = 32
)

// EventText is a text of the client's as a record keeps it: its first 256 bytes,
// as UTF-8.
func EventText(text string) string {
	return strings.ToValidUTF8(text[:min(len(text), maxEventText)], "\uFFFD")
}

// ClaimedKeyID is the id of the access key that a request claims, unproved. It
// is "" if it may be something else that was pasted in its place: secret keys
// have small letters.
func (c Credential) ClaimedKeyID() string {
	id := c.KeyID
	if len(id) < minKeyID || len(id) > maxKeyID || id[0] != 'A' {
		return ""
	}
	for i := range len(id) {
		isDigit := i >= 4 && '0' <= id[i] && id[i] <= '9'
		if !isUpper(id[i]) && !isDigit {
			return ""
		}
	}
	return id
}

// ClaimedAction is the action that a request asks for, or Unknown if it does not
// look like one: it may be a secret that was pasted in its place.
func ClaimedAction(action string) string {
	if len(action) > maxActionName || len(action) < 2 || !isUpper(action[0]) || !isLower(action[1]) {
		return Unknown
	}
	for i := range len(action) {
		if !isUpper(action[i]) && !isLower(action[i]) {
			return Unknown
		}
	}
	return action
}

// IsReadOnly reports whether an operation changes nothing, by its name. "", a
// request for none, changes nothing either.
func IsReadOnly(operation string) bool {
	for _, verb := range []string{"Get", "List", "Simulate", "Decode"} {
		if strings.HasPrefix(operation, verb) {
			return true
		}
	}
	return operation == ""
}

func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }
func isLower(c byte) bool { return 'a' <= c && c <= 'z' }
