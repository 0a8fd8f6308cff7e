package mfa

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// A Caller is who sent a request. Only Authenticate makes one that may do anything.
type Caller struct {
	keyID    string
	userName string // "" for the account root
	userID   string
	arn      string
	session  *sessionFacts   // nil for a long-term key
	policies *callerPolicies // nil for the account root
	request  RequestFacts
}

// An Identity is a Caller for the audit record.
type Identity struct {
	Type        string     `json:"type"` // Root or IAMUser
	ARN         string     `json:"arn"`
	UserName    string     `json:"userName,omitempty"`
	UserID      string     `json:"principalId"`
	AccessKeyID string     `json:"accessKeyId"`
	MFA         bool       `json:"mfaAuthenticated"`
	SessionFrom *time.Time `json:"sessionCreationDate,omitempty"`
}

// Identity describes the caller.
func (c Caller) Identity() Identity {
	id := Identity{Type: "IAMUser", ARN: c.arn, UserName: c.userName, UserID: c.userID, AccessKeyID: c.keyID, MFA: c.hasMFA()}
	if c.isRoot() {
		id.Type = "Root"
	}
	if c.session != nil {
		id.SessionFrom = &c.session.Issued
	}
	return id
}

func (c Caller) isRoot() bool { return c.arn != "" && c.userName == "" }

// is reports whether the caller is the user of that name, in any spelling.
func (c Caller) is(userName string) bool {
	return c.userName != "" && strings.EqualFold(c.userName, userName)
}

func (c Caller) hasMFA() bool { return c.session != nil && c.session.MFA }

// mayCall holds the rules about sessions that come before any other check: without MFA they cannot call IAM (STS API reference,
// GetSessionToken), and the account root is no exception.
func (c Caller) mayCall(service ServiceName) error {
	if c.arn == "" {
		return errInvalidToken
	}
	if service == IAM && c.session != nil && !c.session.MFA {
		return errInvalidToken
	}
	return nil
}

// Authenticate is the one place where callers are made. verify is handed the secret access key and says whether the request was signed with
// it; its error is returned as it is. An unknown key takes the same way as a wrong signature and is told apart only in the end.
func (s *Service) Authenticate(ctx context.Context, keyID string, token secret.String, verify func(secretKey secret.String) error) (Caller, error) {
	if !token.IsZero() {
		return s.authenticateSession(ctx, keyID, token, verify)
	}
	key, err := s.Store.AccessKey(ctx, keyID)
	switch {
	case errors.Is(err, ErrNotFound):
		_ = verify(secret.New("no key has this secret, but checking it takes as long"))
		return Caller{}, errInvalidToken.because("unknown access key")
	case err != nil:
		return Caller{}, err
	}
	secretKey, err := s.openKey(ctx, key)
	if err != nil {
		return Caller{}, err
	}
	if err := verify(secretKey); err != nil {
		return Caller{}, err
	}
	if key.Status != Active {
		return Caller{}, errInvalidToken.because("inactive access key")
	}
	if key.UserName == "" {
		return Caller{keyID: key.ID, userID: s.AccountID, arn: s.rootARN()}, nil
	}
	return Caller{keyID: key.ID, userName: key.UserName, userID: key.UserID, arn: s.userARN(key.UserPath, key.UserName), policies: &callerPolicies{}}, nil
}

func (s *Service) authenticateSession(ctx context.Context, keyID string, token secret.String, verify func(secret.String) error) (Caller, error) {
	session, err := s.openSession(ctx, token)
	if err != nil && !errors.Is(err, ErrNotSealed) {
		return Caller{}, err
	}
	if err != nil || session.KeyID != keyID {
		_ = verify(secret.New("no session has this secret, but checking it takes as long"))
		return Caller{}, errInvalidToken.because("unknown session token")
	}
	if err := verify(secret.New(session.SecretKey)); err != nil {
		return Caller{}, err
	}
	if !s.Now().Before(session.Expires) {
		return Caller{}, errExpiredToken
	}
	caller := Caller{keyID: keyID, userName: session.UserName, userID: session.UserID, arn: s.rootARN(), session: &sessionFacts{MFA: session.MFA, Issued: session.Issued}}
	if caller.userName == "" {
		return caller, nil
	}
	user, err := s.Store.User(ctx, session.UserName)
	if errors.Is(err, ErrNotFound) || err == nil && user.ID != session.UserID {
		return Caller{}, errInvalidToken.because("the session's user is gone")
	}
	if err != nil {
		return Caller{}, err
	}
	caller.arn, caller.policies = s.userARN(user.Path, user.Name), &callerPolicies{user: &user}
	return caller, nil
}
