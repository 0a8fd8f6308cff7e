package mfa

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// A Caller is who sent a request. Only Signer.Caller and TicketHolder make one
// that may do anything.
type Caller struct {
	keyID       string
	userName    string // "" for the account root and for roles
	userID      string
	arn         string
	session     *sessionFacts     // nil for a long-term key
	role        *roleCaller       // nil unless a role's session calls
	ticket      *EnrollmentTicket // nil unless the holder of a ticket calls, who has no name
	federatedBy *SessionIssuer    // nil unless a federated user calls
	policies    *callerPolicies   // nil for the account root and for holders of tickets
	request     RequestFacts
	lastUse     *Use // of the long-term key or the role; nil for other sessions
}

// An Identity is a Caller for the audit record.
type Identity struct {
	Type        string     `json:"type"` // Root, IAMUser, AssumedRole, FederatedUser or EnrollmentTicket
	ARN         string     `json:"arn"`
	UserName    string     `json:"userName,omitempty"`
	UserID      string     `json:"principalId"`
	AccessKeyID string     `json:"accessKeyId"`
	MFA         bool       `json:"mfaAuthenticated"`
	SessionFrom *time.Time `json:"sessionCreationDate,omitempty"`

	Issuer         *SessionIssuer `json:"-"` // nil but for roles and federated users
	SourceIdentity string         `json:"-"`
}

// A SessionIssuer is the role of a session, or who opened one for a federated
// user (CloudTrail user guide, "CloudTrail userIdentity element").
type SessionIssuer struct {
	Type     string // Role, IAMUser or Root
	UserID   string
	ARN      string
	UserName string // of the user or the role; "" for the account root
}

// Identity describes the caller.
func (c Caller) Identity() Identity {
	id := Identity{
		Type:        "IAMUser",
		ARN:         c.arn,
		UserName:    c.userName,
		UserID:      c.userID,
		AccessKeyID: c.keyID,
		MFA:         c.hasMFA(),
	}
	switch {
	case c.isRoot():
		id.Type = "Root"
	case c.role != nil:
		id.Type, id.SourceIdentity = "AssumedRole", c.sourceIdentity()
		id.Issuer = &SessionIssuer{Type: "Role", UserID: c.role.ID, ARN: c.role.arn, UserName: c.role.Name}
	case c.federatedBy != nil:
		id.Type, id.Issuer = "FederatedUser", c.federatedBy
	case c.ticket != nil:
		id.Type, id.UserName, id.AccessKeyID = "EnrollmentTicket", c.ticket.UserName, ""
	}
	if c.session != nil {
		id.SessionFrom = &c.session.Issued
	}
	return id
}

func (c Caller) isRoot() bool {
	return c.arn != "" && c.userName == "" && c.role == nil && c.ticket == nil && c.federatedBy == nil
}

// is reports whether the caller is the user of that name, in any spelling.
func (c Caller) is(userName string) bool {
	return c.userName != "" && strings.EqualFold(c.userName, userName)
}

func (c Caller) hasMFA() bool { return c.session != nil && c.session.MFA }

// mayCall holds the rules about sessions that come before any other check:
// without MFA, those of GetSessionToken cannot call IAM (STS API reference,
// GetSessionToken), and the account root is no exception. Those of roles can.
// Federated users can call nothing of IAM, and of STS GetCallerIdentity alone (STS
// API reference, GetFederationToken); the text is text D.
func (c Caller) mayCall(service ServiceName, operation string) error {
	if c.arn == "" {
		return errInvalidToken
	}
	if c.federatedBy != nil && service == STS && operation != "GetCallerIdentity" {
		return fail(AccessDenied, "User: %s is not authorized to perform: sts:%s", c.arn, operation)
	}
	if service == IAM && c.session != nil && !c.session.MFA && c.role == nil {
		return errInvalidToken
	}
	return nil
}

// A Signer is the holder of the access key that a request names: SecretKey is
// what the request must have been signed with. An access key that does not exist
// has a Signer too, with a secret that signs nothing, so that refusing it takes
// as long as refusing a wrong signature.
type Signer struct {
	SecretKey secret.String

	service *Service
	keyID   string
	key     AccessKey // zero for a session
	session *session  // nil for a long-term key
	refusal *Error    // whatever the signature
}

// Signer finds the holder of an access key. token is zero for a long-term key.
// Its errors are failures of the service.
func (s *Service) Signer(ctx context.Context, keyID string, token secret.String) (Signer, error) {
	c := Signer{SecretKey: secret.New(noSecretKey), service: s, keyID: keyID}
	if !token.IsZero() {
		return c.withSession(ctx, token)
	}
	key, err := s.store.AccessKey(ctx, keyID)
	if errors.Is(err, ErrNotFound) {
		c.refusal = errInvalidToken.Because(wire.UnknownKey)
		return c, nil
	}
	if err != nil {
		return Signer{}, err
	}
	c.key = key
	if c.SecretKey, err = s.openKey(ctx, key); err != nil {
		return Signer{}, err
	}
	return c, nil
}

// noSecretKey is as long as a secret access key.
const noSecretKey = "no access key has these forty characters"

func (c Signer) withSession(ctx context.Context, token secret.String) (Signer, error) {
	opened, err := c.service.openSession(ctx, token)
	if err != nil && !errors.Is(err, ErrNotSealed) {
		return Signer{}, err
	}
	if err != nil || opened.KeyID != c.keyID {
		c.refusal = errInvalidToken.Because(wire.UnknownToken)
		return c, nil
	}
	c.SecretKey, c.session = secret.New(opened.SecretKey), &opened
	return c, nil
}

// Caller is the one place where callers that sign are made. signed says whether the
// request was signed with SecretKey. It refuses with InvalidClientTokenId,
// SignatureDoesNotMatch or ExpiredToken.
func (c Signer) Caller(ctx context.Context, signed bool) (Caller, error) {
	switch {
	case c.service == nil:
		return Caller{}, errInvalidToken
	case c.refusal != nil:
		return Caller{}, c.refusal
	case !signed:
		return Caller{}, wire.SignatureMismatch()
	case c.session != nil:
		return c.sessionCaller(ctx)
	case c.key.Status != Active:
		return Caller{}, errInvalidToken.Because(wire.InactiveKey)
	}
	s, key := c.service, c.key
	lastUse := &Use{KeyID: key.ID, LastUse: key.LastUsed}
	if key.UserName == "" {
		return Caller{keyID: key.ID, userID: s.accountID, arn: s.rootARN(), lastUse: lastUse}, nil
	}
	return Caller{
		keyID:    key.ID,
		userName: key.UserName,
		userID:   key.UserID,
		arn:      s.userARN(key.UserPath, key.UserName),
		policies: &callerPolicies{},
		lastUse:  lastUse,
	}, nil
}

func (c Signer) sessionCaller(ctx context.Context) (Caller, error) {
	s, session := c.service, c.session
	if !s.clock().Before(session.Expires) {
		return Caller{}, errExpiredToken
	}
	if session.Role != nil {
		return c.roleCaller(ctx)
	}
	caller := Caller{
		keyID:    c.keyID,
		userName: session.UserName,
		userID:   session.UserID,
		arn:      s.rootARN(),
		session:  session.facts(),
	}
	if session.Federated != nil {
		caller.federatedBy, caller.userName = &SessionIssuer{Type: "Root", UserID: s.accountID, ARN: s.rootARN()}, ""
		caller.userID, caller.arn = s.accountID+":"+session.Federated.Name, s.federatedUserARN(session.Federated.Name)
	}
	if session.UserName == "" {
		return caller, nil
	}
	user, err := s.store.User(ctx, session.UserName)
	if errors.Is(err, ErrNotFound) || err == nil && user.ID != session.UserID {
		return Caller{}, errInvalidToken.Because(wire.UserGone)
	}
	if err != nil {
		return Caller{}, err
	}
	if s.profile.SessionsEndWithDevice && session.MFA && !session.device().isAssigned(user) {
		return Caller{}, errInvalidToken.Because(wire.DeviceGone)
	}
	arn := s.userARN(user.Path, user.Name)
	if session.Federated != nil {
		caller.federatedBy = &SessionIssuer{Type: "IAMUser", UserID: user.ID, ARN: arn, UserName: user.Name}
		return caller, nil
	}
	caller.arn, caller.policies = arn, &callerPolicies{user: &user}
	return caller, nil
}
