package route

import (
	"encoding/json"
	"strings"

	"github.com/virtual-mfa/virtual-mfa/shared/query"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// A line is what the edge logs of a request that it refuses, in the shape of the
// service's own records (infra/docs/audit.schema.json). The edge authenticates
// no caller and knows no account: it has what the request claims.
type line struct {
	Message string `json:"msg"`
	Event   event  `json:"event"`
}

type event struct {
	EventVersion      string    `json:"eventVersion"`
	UserIdentity      claimed   `json:"userIdentity"`
	EventTime         string    `json:"eventTime"`
	EventSource       string    `json:"eventSource"`
	EventName         string    `json:"eventName"`
	AWSRegion         string    `json:"awsRegion"`
	SourceIPAddress   string    `json:"sourceIPAddress,omitempty"`
	UserAgent         string    `json:"userAgent,omitempty"`
	ErrorCode         string    `json:"errorCode"`
	ErrorMessage      string    `json:"errorMessage,omitempty"`
	RequestParameters *struct{} `json:"requestParameters"` // null: nothing has been checked
	ResponseElements  *struct{} `json:"responseElements"`
	RequestID         string    `json:"requestID"`
	EventID           string    `json:"eventID"`
	ReadOnly          bool      `json:"readOnly"`
	EventType         string    `json:"eventType"`
	ManagementEvent   bool      `json:"managementEvent"`
	EventCategory     string    `json:"eventCategory"`
}

type claimed struct {
	Type        string `json:"type"`
	AccessKeyID string `json:"accessKeyId,omitempty"`
}

const (
	unknown      = "Unknown"
	maxText      = 256 // of a header in a record
	maxAddress   = 45  // an IPv6 address
	maxName      = 64
	minKeyLength = 16
	maxKeyLength = 32
)

// An Occasion is what tells one refusal from another.
type Occasion struct {
	RequestID string
	EventID   string
	Time      string // UTC, as in RFC 3339, to the second
}

// Record is the line of a refusal, without its end. It holds no text of the
// client's but a name, the id of an access key, and the User-Agent.
func (r Request) Record(refusal *wire.Error, o Occasion) []byte {
	credential, _ := wire.ReadCredential(r.header(wire.AuthorizationHeader))
	who := claimed{Type: unknown}
	if isKeyID(credential.KeyID) {
		who.AccessKeyID = credential.KeyID
	}
	name := r.asked()
	// What is made of strings and booleans can always be encoded.
	text, _ := json.Marshal(line{"audit", event{
		EventVersion:    wire.EventVersion,
		UserIdentity:    who,
		EventTime:       o.Time,
		EventSource:     wire.AnswersFor(wire.ServiceOf(name), credential).Domain(),
		EventName:       name,
		AWSRegion:       wire.DefaultRegion, // as in the service, before a caller is known
		SourceIPAddress: cut(r.Address, maxAddress),
		UserAgent:       cut(r.header(wire.UserAgentHeader), maxText),
		ErrorCode:       string(refusal.Code),
		ErrorMessage:    refusal.FixedMessage(),
		RequestID:       o.RequestID,
		EventID:         o.EventID,
		ReadOnly:        strings.HasPrefix(name, "Get") || strings.HasPrefix(name, "List") || name == unknown,
		EventType:       wire.EventType,
		ManagementEvent: true,
		EventCategory:   wire.EventCategory,
	}})
	return text
}

// asked is the action that the route or the form names, if it looks like one.
// Anything else may be a secret that was pasted in its place.
func (r Request) asked() string {
	name := r.front().Route()
	if values, err := query.Find(r.Body, "Action"); name == "" && err == nil {
		name = values[0]
	}
	if len(name) > maxName || len(name) < 2 || !isUpper(name[0]) || !isLower(name[1]) {
		return unknown
	}
	for i := range len(name) {
		if !isUpper(name[i]) && !isLower(name[i]) {
			return unknown
		}
	}
	return name
}

// isKeyID reports whether a text looks like the id of an access key: a secret key
// in its place has small letters.
func isKeyID(text string) bool {
	if len(text) < minKeyLength || len(text) > maxKeyLength || text[0] != 'A' {
		return false
	}
	for i := range len(text) {
		isDigit := i >= 4 && '0' <= text[i] && text[i] <= '9'
		if !isUpper(text[i]) && !isDigit {
			return false
		}
	}
	return true
}

func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }
func isLower(c byte) bool { return 'a' <= c && c <= 'z' }

func cut(text string, most int) string {
	return strings.ToValidUTF8(text[:min(len(text), most)], "\uFFFD")
}
