package mfa

import (
	"context"
	"encoding/base64"
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
	OpenedBy  string    `json:"by,omitempty"` // the long-term key that opened it
	Issued    time.Time `json:"iat"`
	Expires   time.Time `json:"exp"`

	// The device that opened a session with MFA. A device that is enabled again
	// has another assignment id.
	Device       string `json:"device,omitempty"`
	AssignmentID string `json:"assignment,omitempty"`

	Role      *assumedRole   `json:"role,omitempty"`      // for a role's session, which has neither user nor MFA
	Federated *federatedUser `json:"federated,omitempty"` // for a federated user's, which has no MFA
}

// A sessionDevice is a device that opened a session, as its owner had it then.
type sessionDevice struct {
	UserName     string `json:"user"`
	UserID       string `json:"id"`
	Serial       string `json:"serial"`
	AssignmentID string `json:"assignment"`
}

// isAssigned reports whether the user is the owner, and has the device still.
func (d sessionDevice) isAssigned(u User) bool {
	now, has := u.Devices[d.Serial]
	return has && u.ID == d.UserID && now.AssignmentID == d.AssignmentID
}

// device is the device that opened a user's session with MFA.
func (in session) device() sessionDevice {
	return sessionDevice{in.UserName, in.UserID, in.Device, in.AssignmentID}
}

// facts are what the session's caller needs to know.
func (in session) facts() *sessionFacts {
	facts := &sessionFacts{MFA: in.MFA, Issued: in.Issued, openedBy: in.OpenedBy}
	switch {
	case in.Role != nil:
		facts.devices = in.Role.Devices
	case in.MFA:
		facts.devices = []sessionDevice{in.device()}
	}
	return facts
}

// sessionFacts are what a caller needs to know of its session.
type sessionFacts struct {
	MFA    bool
	Issued time.Time

	openedBy string          // the long-term key that opened the session, "" if it does not say
	devices  []sessionDevice // those without which, in some profiles, it ends
}

func (session) String() string   { return "[session]" }
func (session) GoString() string { return "[session]" }

func (s *Service) sessionContext() map[string]string {
	return map[string]string{"purpose": "session", "version": "1", "account": s.accountID}
}

// sealSession makes a token of at least so many bytes. PackedPolicyTooLarge if it
// has more than maxSessionToken.
func (s *Service) sealSession(ctx context.Context, in session, least int32) (secret.String, error) {
	plain, err := in.encode()
	if err != nil {
		return secret.String{}, err
	}
	sealed, err := s.keySealer.Seal(ctx, plain, s.sessionContext())
	if err != nil {
		return secret.String{}, err
	}
	// Three bytes make four characters, and one or two make four as well. What is
	// sealed grows with what is to be sealed.
	wanted := (int(least)+3)/4*3 - 2
	if missing := wanted - len(sealed); missing > 0 {
		if sealed, err = s.keySealer.Seal(ctx, padded(plain, missing), s.sessionContext()); err != nil {
			return secret.String{}, err
		}
	}
	token := base64.StdEncoding.EncodeToString(sealed)
	if len(token) > maxSessionToken {
		return secret.String{}, errPackedPolicy(len(token) * 100 / maxSessionToken)
	}
	return secret.New(token), nil
}

// openSession returns ErrNotSealed for what is no session token of ours.
func (s *Service) openSession(ctx context.Context, token secret.String) (out session, err error) {
	sealed, err := base64.StdEncoding.Strict().DecodeString(token.Reveal())
	if err != nil {
		return session{}, fmt.Errorf("%w: %w", ErrNotSealed, err)
	}
	plain, err := s.keySealer.Open(ctx, sealed, s.sessionContext())
	if err != nil {
		return session{}, err
	}
	if out, err = decodeSession(plain); err != nil {
		return session{}, err
	}
	if !out.canBeOurs(s.clock()) {
		return session{}, fmt.Errorf("%w: no operation makes such a session", ErrNotSealed)
	}
	return out, nil
}

// clockSkew is how far the clocks of two processes may be apart.
const clockSkew = 5 * time.Minute

// canBeOurs reports whether an operation makes such sessions: of its durations,
// issued by now, and without MFA for the account root, for roles and for federated
// users. A thief of a data key can seal others.
func (in session) canBeOurs(now time.Time) bool {
	longest := maxSession * time.Second
	if in.Federated != nil && (in.MFA || in.Role != nil || in.Federated.Name == "") {
		return false
	}
	switch {
	case in.Role != nil:
		longest = maxRoleSession * time.Second
		if in.MFA || in.UserName != "" || in.UserID != "" || in.Role.ID == "" || in.Role.Name == "" {
			return false
		}
	case in.UserName == "":
		longest = maxRootSession * time.Second
		if in.MFA {
			return false
		}
	}
	duration := in.Expires.Sub(in.Issued)
	return 0 < duration && duration <= longest && in.Issued.Before(now.Add(clockSkew))
}
