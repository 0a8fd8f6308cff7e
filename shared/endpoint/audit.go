package endpoint

import (
	"context"
	"log/slog"
	"reflect"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// An Audit keeps one record of every request. What it does with it is its own affair; it must not change it.
type Audit interface{ Record(context.Context, Event) }

// An Event is a record in the shape of CloudTrail's: who, what, which, and the verdict. It has no text that the sender wrote but names, and
// never a code, a seed, a key or an error's message, which may quote one.
type Event struct {
	EventTime         time.Time         `json:"eventTime"`
	EventSource       string            `json:"eventSource"`
	EventName         string            `json:"eventName,omitempty"` // "" if the request was refused before it was known
	UserIdentity      *mfa.Identity     `json:"userIdentity,omitempty"`
	SourceIPAddress   string            `json:"sourceIPAddress,omitempty"`
	UserAgent         string            `json:"userAgent,omitempty"`
	RequestParameters map[string]string `json:"requestParameters,omitempty"`
	ErrorCode         string            `json:"errorCode,omitempty"` // "" if the request was granted
	Reason            string            `json:"reason,omitempty"`    // what the sender was not told
	RequestID         string            `json:"requestID"`
}

// maxText is how many bytes of a name, or of a User-Agent, are kept.
const maxText = 256

func (c *call) event(err error) Event {
	e := Event{
		EventTime:         c.Now().UTC(),
		EventSource:       string(c.service) + ".amazonaws.com",
		EventName:         c.operation,
		SourceIPAddress:   c.request.SourceIP,
		UserAgent:         cut(c.header.canonical("user-agent")),
		RequestParameters: recorded(c.input),
		RequestID:         c.id,
	}
	if identity := c.caller.Identity(); identity.ARN != "" {
		e.UserIdentity = &identity
	}
	if err != nil {
		refusal := public(err)
		e.ErrorCode, e.Reason = string(refusal.Code), refusal.Reason
		if refusal == errFailure || refusal == errThrottled || refusal == errUnavailable {
			e.Reason = cut(err.Error()) // of the service's own making, so nothing of the sender's is in it
		}
	}
	return e
}

// auditedMembers are the members of requests that a record keeps.
var auditedMembers = []string{"AccessKeyId", "AssignmentStatus", "Path", "PathPrefix", "SerialNumber", "Status", "UserName", "VirtualMFADeviceName"}

// recorded picks them out of a request. They are names; secrets are of another type, and cannot get in here.
func recorded(request any) map[string]string {
	v := reflect.ValueOf(request)
	if v.Kind() != reflect.Struct {
		return nil
	}
	parameters := map[string]string{}
	for _, name := range auditedMembers {
		if field := v.FieldByName(name); field.IsValid() {
			if text, ok := field.Interface().(*string); ok && text != nil {
				parameters[name] = cut(*text)
			}
		}
	}
	return parameters
}

func cut(text string) string { return text[:min(len(text), maxText)] }

// LogAudit writes records to a log.
func LogAudit(log *slog.Logger) Audit { return logAudit{log} }

type logAudit struct{ log *slog.Logger }

func (a logAudit) Record(ctx context.Context, e Event) {
	level := slog.LevelInfo
	if e.ErrorCode != "" {
		level = slog.LevelWarn
	}
	a.log.LogAttrs(ctx, level, "audit", slog.Any("event", e))
}
