package mfa

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// A session is what a session token holds. Tokens are sealed and not stored; a session ends when it expires or when its user is deleted.
// This type exists only between sealing and opening, and prints nothing.
type session struct {
	KeyID     string    `json:"key"`
	SecretKey string    `json:"secret"`
	UserName  string    `json:"user,omitempty"` // "" for the account root
	UserID    string    `json:"id"`
	MFA       bool      `json:"mfa,omitempty"`
	Issued    time.Time `json:"iat"`
	Expires   time.Time `json:"exp"`
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

func (s *Service) openSession(ctx context.Context, token secret.String) (out session, err error) {
	sealed, err := base64.StdEncoding.Strict().DecodeString(token.Reveal())
	if err != nil {
		return session{}, fmt.Errorf("%w: %w", ErrNotSealed, err)
	}
	plain, err := s.KeySealer.Open(ctx, sealed, s.sessionContext())
	if err != nil {
		return session{}, err
	}
	return out, json.Unmarshal(plain, &out)
}
