package mfa

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// A session is what a session token holds. Tokens are sealed and not stored. A
// session ends when it expires, when its user is deleted and, in a profile that
// says so, when the device that opened it is taken from the user. This type
// exists only between sealing and opening, and prints nothing.
type session struct {
	KeyID     string    `json:"key"`
	SecretKey string    `json:"secret"`
	UserName  string    `json:"user,omitempty"` // "" for the account root
	UserID    string    `json:"id"`
	MFA       bool      `json:"mfa,omitempty"`
	Issued    time.Time `json:"iat"`
	Expires   time.Time `json:"exp"`

	// The device that opened a session with MFA. A device that is enabled again
	// has another assignment id.
	Device       string `json:"device,omitempty"`
	AssignmentID string `json:"assignment,omitempty"`
}

// deviceIsAssigned reports whether the user still has the device that opened the
// session. Sessions without MFA need none.
func (in session) deviceIsAssigned(u User) bool {
	if !in.MFA {
		return true
	}
	d, has := u.Devices[in.Device]
	return has && d.AssignmentID == in.AssignmentID
}

// sessionFacts are what a caller needs to know of its session.
type sessionFacts struct {
	MFA    bool
	Issued time.Time
}

func (session) String() string   { return "[session]" }
func (session) GoString() string { return "[session]" }

func (s *Service) sessionContext() map[string]string {
	return map[string]string{"purpose": "session", "version": "1", "account": s.AccountID}
}

func (s *Service) sealSession(ctx context.Context, in session) (secret.String, error) {
	plain, err := json.Marshal(in)
	if err != nil {
		return secret.String{}, err
	}
	sealed, err := s.KeySealer.Seal(ctx, plain, s.sessionContext())
	return secret.New(base64.StdEncoding.EncodeToString(sealed)), err
}

// openSession returns ErrNotSealed for what is no session token of ours.
func (s *Service) openSession(ctx context.Context, token secret.String) (out session, err error) {
	sealed, err := base64.StdEncoding.Strict().DecodeString(token.Reveal())
	if err != nil {
		return session{}, fmt.Errorf("%w: %w", ErrNotSealed, err)
	}
	plain, err := s.KeySealer.Open(ctx, sealed, s.sessionContext())
	if err != nil {
		return session{}, err
	}
	if err := json.Unmarshal(plain, &out); err != nil {
		return session{}, err
	}
	if !out.canBeOurs(s.Now()) {
		return session{}, fmt.Errorf("%w: no operation makes such a session", ErrNotSealed)
	}
	return out, nil
}

// clockSkew is how far the clocks of two processes may be apart.
const clockSkew = 5 * time.Minute

// canBeOurs reports whether GetSessionToken makes such sessions: of its
// durations, issued by now, and without MFA for the account root. A thief of a
// data key can seal others.
func (in session) canBeOurs(now time.Time) bool {
	longest := maxSession * time.Second
	if in.UserName == "" {
		longest = maxRootSession * time.Second
		if in.MFA {
			return false
		}
	}
	duration := in.Expires.Sub(in.Issued)
	return 0 < duration && duration <= longest && in.Issued.Before(now.Add(clockSkew))
}
