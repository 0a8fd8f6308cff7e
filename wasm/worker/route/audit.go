package route

import (
	"encoding/json"

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
	name := r.asked()
	// What is made of strings and booleans can always be encoded.
	text, _ := json.Marshal(line{"audit", event{
		EventVersion:    wire.EventVersion,
		UserIdentity:    claimed{wire.Unknown, credential.ClaimedKeyID()},
		EventTime:       o.Time,
		EventSource:     wire.AnswersFor(wire.ServiceOf(name), credential).Domain(),
		EventName:       name,
		AWSRegion:       wire.DefaultRegion, // as in the service, before a caller is known
		SourceIPAddress: wire.EventText(r.Address),
		UserAgent:       wire.EventText(r.header(wire.UserAgentHeader)),
		ErrorCode:       string(refusal.Code),
		ErrorMessage:    refusal.FixedMessage(),
		RequestID:       o.RequestID,
		EventID:         o.EventID,
		ReadOnly:        wire.ServiceOf(name) == "" || wire.IsReadOnly(name),
		EventType:       wire.EventType,
		ManagementEvent: true,
		EventCategory:   wire.EventCategory,
	}})
	return text
}

// asked is the action that the route or the form names.
func (r Request) asked() string {
	name := r.front().Route()
	if values, err := query.Find(r.Body, "Action"); name == "" && err == nil {
		name = values[0]
	}
	return wire.ClaimedAction(name)
}
