package endpoint

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/query"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// An Event is the audit record of one request, in the shape of CloudTrail's
// (CloudTrail user guide, "CloudTrail record contents"; infra/docs has a JSON
// schema). The only caller-supplied text in it is names, and the User-Agent: it
// never holds a code, a seed, a secret key, a token, or an error message that
// may quote one.
type Event struct {
	EventVersion        string            `json:"eventVersion"`
	UserIdentity        UserIdentity      `json:"userIdentity"`
	EventTime           time.Time         `json:"eventTime"` // UTC, to the second
	EventSource         string            `json:"eventSource"`
	EventName           string            `json:"eventName"`
	AWSRegion           string            `json:"awsRegion"`
	SourceIPAddress     string            `json:"sourceIPAddress,omitempty"`
	UserAgent           string            `json:"userAgent,omitempty"`
	ErrorCode           string            `json:"errorCode,omitempty"` // "" if the request was granted
	ErrorMessage        string            `json:"errorMessage,omitempty"`
	RequestParameters   map[string]any    `json:"requestParameters"` // null if there are none
	ResponseElements    map[string]any    `json:"responseElements"`  // null for a request that changes nothing
	AdditionalEventData map[string]string `json:"additionalEventData,omitempty"`
	RequestID           string            `json:"requestID"`
	EventID             string            `json:"eventID"`
	ReadOnly            bool              `json:"readOnly"`
	EventType           string            `json:"eventType"`
	ManagementEvent     bool              `json:"managementEvent"`
	RecipientAccountID  string            `json:"recipientAccountId"`
	EventCategory       string            `json:"eventCategory"`

	// In AdditionalEventData too: what the sender was not told.
	Reason       wire.Reason `json:"-"`
	RefusedCodes int         `json:"-"` // of the user in this month
}

// A UserIdentity says who sent a request. Type is Root, IAMUser, AssumedRole or
// FederatedUser, EnrollmentTicket, or Unknown for a request that was not
// authenticated; AccessKeyID is then only what the request claims.
type UserIdentity struct {
	Type           string          `json:"type"`
	PrincipalID    string          `json:"principalId,omitempty"`
	ARN            string          `json:"arn,omitempty"`
	AccountID      string          `json:"accountId,omitempty"`
	AccessKeyID    string          `json:"accessKeyId,omitempty"`
	UserName       string          `json:"userName,omitempty"`
	SessionContext *SessionContext `json:"sessionContext,omitempty"`
}

// A SessionContext describes the temporary credentials of a request. The record
// whose responseElements have their access key id says which key and device
// opened the session.
type SessionContext struct {
	SessionIssuer  *SessionIssuer    `json:"sessionIssuer,omitempty"`
	Attributes     SessionAttributes `json:"attributes"`
	SourceIdentity string            `json:"sourceIdentity,omitempty"`
}

// A SessionIssuer is the role of a session, or who opened one for a federated
// user. Sessions of users have none.
type SessionIssuer struct {
	Type        string `json:"type"` // Role, IAMUser or Root
	PrincipalID string `json:"principalId"`
	ARN         string `json:"arn"`
	AccountID   string `json:"accountId"`
	UserName    string `json:"userName,omitempty"`
}

// SessionAttributes are strings, as CloudTrail writes them.
type SessionAttributes struct {
	CreationDate     time.Time `json:"creationDate"`
	MFAAuthenticated string    `json:"mfaAuthenticated"` // true or false
}

func (x *exchange) event(err error) Event {
	e := Event{
		EventVersion:       wire.EventVersion,
		UserIdentity:       x.identity(),
		EventTime:          x.Now().UTC().Truncate(time.Second),
		EventSource:        x.answersFor().Domain(),
		EventName:          x.eventName(),
		AWSRegion:          x.region(),
		SourceIPAddress:    x.request.SourceIP,
		UserAgent:          wire.EventText(x.header.Canonical(wire.UserAgentHeader)),
		RequestParameters:  members(x.input),
		RequestID:          x.id,
		EventID:            x.eventID,
		ReadOnly:           wire.IsReadOnly(x.operation),
		EventType:          wire.EventType,
		ManagementEvent:    true,
		RecipientAccountID: x.AccountID,
		EventCategory:      wire.EventCategory,
	}
	if err != nil {
		refusal := public(err)
		e.ErrorCode, e.ErrorMessage, e.Reason = string(refusal.Code), refusal.FixedMessage(), refusal.Reason
		if e.Reason != "" {
			e.AdditionalEventData = map[string]string{"reason": string(e.Reason)}
		}
		if e.RefusedCodes = refusal.RefusedCodes; e.RefusedCodes > 0 { // which has a reason
			e.AdditionalEventData["refusedCodesThisMonth"] = strconv.Itoa(e.RefusedCodes)
		}
		return e
	}
	if changes := members(x.output); !e.ReadOnly || changes["credentials"] != nil {
		e.ResponseElements = changes
	}
	return e
}

// identity is the caller, or what a request that has none claims.
func (x *exchange) identity() UserIdentity {
	caller := x.caller.Identity()
	if caller.ARN == "" {
		return UserIdentity{Type: wire.Unknown, AccessKeyID: x.credential.ClaimedKeyID()}
	}
	id := UserIdentity{
		Type:        caller.Type,
		PrincipalID: caller.UserID,
		ARN:         caller.ARN,
		AccountID:   x.AccountID,
		AccessKeyID: caller.AccessKeyID,
		UserName:    caller.UserName,
	}
	if caller.SessionFrom != nil {
		id.SessionContext = &SessionContext{
			Attributes: SessionAttributes{
				CreationDate:     caller.SessionFrom.UTC().Truncate(time.Second),
				MFAAuthenticated: fmt.Sprint(caller.MFA),
			},
			SourceIdentity: caller.SourceIdentity,
		}
	}
	if by := caller.Issuer; by != nil {
		id.SessionContext.SessionIssuer = &SessionIssuer{by.Type, by.UserID, by.ARN, x.AccountID, by.UserName}
	}
	return id
}

// eventName is the operation, or else the action that was asked for. The body of
// a request that was refused is read for this and nothing else.
func (x *exchange) eventName() string {
	if x.operation != "" {
		return x.operation
	}
	asked := x.front.Route()
	if form, err := query.Parse(x.request.Body); err == nil && asked == "" {
		asked = form["Action"]
	}
	return wire.ClaimedAction(asked)
}

func (x *exchange) region() string {
	if x.caller.Identity().ARN != "" && x.credential.Region != "" {
		return x.credential.Region
	}
	if len(x.Regions) > 0 {
		return x.Regions[0]
	}
	return wire.DefaultRegion
}

// An Audit keeps events as lines of JSON. It is safe for concurrent use.
type Audit struct {
	mu sync.Mutex
	to *json.Encoder
}

// NewAudit returns an Audit that writes to w.
func NewAudit(w io.Writer) *Audit {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return &Audit{to: encoder}
}

// Record writes one event.
func (a *Audit) Record(e Event) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := a.to.Encode(e); err != nil {
		return errors.New("writing an audit record") // err may quote it
	}
	return nil
}

// LogEvent writes an event to a log: refusals as warnings.
func LogEvent(ctx context.Context, log *slog.Logger, e Event) {
	level := slog.LevelInfo
	if e.ErrorCode != "" {
		level = slog.LevelWarn
	}
	log.LogAttrs(ctx, level, "audit", slog.Any("event", e))
}
