package mfa

import (
	"context"
	"encoding/base64"
	"errors"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/virtual-mfa/virtual-mfa/shared/policy"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// Durations of a role's session in seconds (STS API reference, AssumeRole). The
// role says how long its sessions last at most.
const (
	minAssumed     = 900
	defaultAssumed = 3_600
	maxChained     = 3_600 // of a role that a session assumes
)

// Limits of the session policies of a request, and of a token in characters.
const (
	maxSessionPolicies    = 10
	maxSessionPolicyChars = 2_048 // inline and ARNs together
	maxSessionToken       = 4_096
)

// AssumeRoleRequest names the role and its new session. SerialNumber and
// TokenCode are the caller's device and its current code.
type AssumeRoleRequest struct {
	RoleArn           *string
	RoleSessionName   *string
	DurationSeconds   *int32
	ExternalId        *string //nolint:revive // the API's name
	SerialNumber      *string
	TokenCode         secret.String
	Policy            *string
	PolicyArns        []*PolicyDescriptor
	SourceIdentity    *string
	Tags              []*Tag
	TransitiveTagKeys []*string
	ProvidedContexts  []*ProvidedContext
}

// A PolicyDescriptor names a managed policy.
type PolicyDescriptor struct {
	ARN *string `json:"arn"`
}

// A ProvidedContext is what a trusted identity provider says of the caller.
type ProvidedContext struct{ ProviderArn, ContextAssertion *string }

func (in AssumeRoleRequest) validate(v *validation) {
	v.required("roleArn", in.RoleArn, arnType)
	v.required("roleSessionName", in.RoleSessionName, roleSessionNameType)
	v.between("durationSeconds", in.DurationSeconds, minAssumed, maxRoleSession)
	v.optional("externalId", in.ExternalId, externalIDType)
	v.optional("serialNumber", in.SerialNumber, stsSerialNumberType)
	v.optionalCode("tokenCode", in.TokenCode, tokenCodeType)
	v.optional("policy", in.Policy, sessionPolicyType)
	v.policyARNs(in.PolicyArns)
	v.optional("sourceIdentity", in.SourceIdentity, sourceIdentityType)
	v.tags(in.Tags)
	v.transitiveTagKeys(in.TransitiveTagKeys)
}

// AssumeRoleResponse has the session's credentials. PackedPolicySize is the
// token's size in percent of what it may have; it is nil unless session policies
// or tags were sent.
type AssumeRoleResponse struct {
	Credentials      Credentials
	AssumedRoleUser  AssumedRoleUser
	PackedPolicySize *int32  `json:",omitzero"`
	SourceIdentity   *string `json:",omitzero"`
}

// An AssumedRoleUser is the session as policies may name it.
type AssumedRoleUser struct {
	AssumedRoleId string //nolint:revive // the API's name
	Arn           string
}

// AssumeRole opens a session of a role. ExpiredToken, MalformedPolicyDocument,
// PackedPolicyTooLarge: STS API reference; AccessDenied: its common errors.
var AssumeRole = operation(STS, "AssumeRole", (*Service).AssumeRole).withFunction()

// AssumeRole trades the caller's credentials, and a code if one is sent, for
// those of a role that trusts the caller. A code is judged and spent before the
// role is looked at: a code that could be sent again after a refusal could be
// tried on many roles. AWS does not say what it does.
func (s *Service) AssumeRole(
	ctx context.Context, c Caller, in AssumeRoleRequest,
) (out AssumeRoleResponse, err error) {
	if !roleARN.MatchString(*in.RoleArn) {
		return out, fail(ValidationError, "%s is invalid", *in.RoleArn)
	}
	if c.isRoot() {
		return out, fail(AccessDenied, "Roles may not be assumed by root accounts.")
	}
	opened := session{Role: &assumedRole{SessionName: *in.RoleSessionName}, OpenedBy: c.budgetKey()}
	if opened.Role.Tags, err = sessionTags(c, in); err != nil {
		return out, err
	}
	if err := s.sessionPolicies(in, opened.Role); err != nil {
		return out, err
	}
	opened.Role.Source = stringOr(in.SourceIdentity, c.sourceIdentity())
	if err := opened.mustFit(); err != nil {
		return out, err
	}
	if c.session != nil {
		opened.Role.Devices = c.session.devices
	}
	withMFA, err := bothOrNeither(in.SerialNumber, in.TokenCode)
	if err != nil {
		return out, err
	}
	// A store that fails now leaves the code unspent.
	found, err := s.readRole(ctx, c, *in.RoleArn)
	if err != nil {
		return out, err
	}
	if withMFA {
		device := sessionDevice{UserName: c.userName, UserID: c.userID, Serial: *in.SerialNumber}
		if device.AssignmentID, err = s.redeemCode(ctx, c, device.Serial, in.TokenCode); err != nil {
			return out, err
		}
		opened.Role.Devices = append([]sessionDevice{device}, opened.Role.Devices...)
	}
	if err := s.mayAssume(c, in, found, opened.Role, withMFA); err != nil {
		return out, err
	}
	role := found.role
	opened.Role.ID, opened.Role.Name = role.ID, role.Name
	duration, err := c.assumedDuration(in.DurationSeconds, role)
	if err != nil {
		return out, err
	}
	if out.Credentials, err = s.newSession(ctx, opened, duration); err != nil {
		return out, err
	}
	length := len(out.Credentials.SessionToken.Reveal())
	if length > maxSessionToken {
		return AssumeRoleResponse{}, errPackedPolicy(length * 100 / maxSessionToken)
	}
	if percent := int32(length * 100 / maxSessionToken); in.Policy != nil || len(in.PolicyArns)+len(in.Tags) > 0 {
		out.PackedPolicySize = &percent
	}
	if opened.Role.Source != "" {
		out.SourceIdentity = &opened.Role.Source
	}
	out.AssumedRoleUser = AssumedRoleUser{
		AssumedRoleId: role.ID + ":" + *in.RoleSessionName,
		Arn:           s.assumedRoleARN(role.Name, *in.RoleSessionName),
	}
	return out, nil
}

// roleARN is an ARN of a role of any account.
var roleARN = regexp.MustCompile(`\Aarn:aws[a-z-]*:iam::[0-9]{12}:role/(?:[\x21-\x7e]+/)?[\w+=,.@-]{1,64}\z`)

// sessionPolicyARN is an ARN of a managed policy of an account, or AWS's.
var sessionPolicyARN = regexp.MustCompile(
	`\Aarn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/(?:[\x21-\x7e]+/)?[\w+=,.@-]{1,128}\z`)

// sessionPolicies checks the session policies of a request. Contexts of identity
// providers are refused: a session without them is not what was asked for.
func (s *Service) sessionPolicies(in AssumeRoleRequest, session *assumedRole) error {
	if len(in.ProvidedContexts) > 0 {
		return fail(ValidationError, "ProvidedContexts is not supported by this service")
	}
	session.Policy = stringOr(in.Policy, "")
	chars := utf8.RuneCountInString(session.Policy)
	for _, p := range in.PolicyArns {
		account := sessionPolicyARN.FindStringSubmatch(*p.ARN)
		if account == nil || account[1] != "aws" && account[1] != s.AccountID {
			return fail(ValidationError, "ARN %s is not valid.", *p.ARN)
		}
		session.PolicyARNs = append(session.PolicyARNs, *p.ARN)
		chars += utf8.RuneCountInString(*p.ARN)
	}
	if session.Policy != "" {
		if _, err := policy.Parse(session.Policy, policy.Session); err != nil {
			return malformed(err)
		}
	}
	if chars > maxSessionPolicyChars {
		return errPackedPolicy(chars * 100 / maxSessionPolicyChars)
	}
	return nil
}

// mustFit refuses what cannot fit into a token, before a code is spent on it. What
// is added afterwards makes the token longer only.
func (in session) mustFit() error {
	plain, err := in.encode()
	if err != nil {
		return err
	}
	if length := base64.StdEncoding.EncodedLen(len(plain)); length > maxSessionToken {
		return errPackedPolicy(length * 100 / maxSessionToken)
	}
	return nil
}

func errPackedPolicy(percent int) *Error {
	return fail(PackedPolicyTooLarge,
		"Packed policy consumes %d%% of allotted space, please use smaller policy.", percent)
}

// A foundRole is what decides whether a role may be assumed.
type foundRole struct {
	role     Role
	exists   bool
	policies *callerPolicies
}

// readRole reads a role and the caller's policies, and refuses nothing that has
// to do with the role.
func (s *Service) readRole(ctx context.Context, c Caller, arn string) (found foundRole, err error) {
	found.role, err = s.Store.Role(ctx, arn[strings.LastIndexByte(arn, '/')+1:])
	if err != nil && !errors.Is(err, ErrNotFound) {
		return foundRole{}, err
	}
	found.exists = err == nil && s.identityARN(RoleKind, found.role.Path, found.role.Name) == arn
	found.policies, err = s.policiesOf(ctx, c)
	return found, err
}

// mayAssume refuses a session that the caller may not open. Without that, a role
// that does not exist and one that does not trust the caller are answered alike.
// Tags and a source identity need permissions of their own, inherited ones too
// (IAM user guide, "Monitor and control actions taken with assumed roles").
func (s *Service) mayAssume(
	c Caller, in AssumeRoleRequest, found foundRole, session *assumedRole, codeSpent bool,
) error {
	if !found.exists {
		return errNotAssumable(c, "sts:AssumeRole", *in.RoleArn)
	}
	role, policies := found.role, found.policies
	a := access{
		resource:        *in.RoleArn,
		resourceTags:    role.Tags,
		requestTags:     in.Tags,
		roleSessionName: *in.RoleSessionName,
		externalID:      stringOr(in.ExternalId, ""),
		sourceIdentity:  stringOr(in.SourceIdentity, ""),
		codeSpent:       codeSpent,

		transitiveTagKeys: values(in.TransitiveTagKeys),
	}
	actions := []string{"sts:AssumeRole"}
	if len(session.Tags) > 0 {
		actions = append(actions, "sts:TagSession")
	}
	if session.Source != "" {
		actions = append(actions, "sts:SetSourceIdentity")
	}
	set := *policies.set
	set.Trust = s.trustLayer(role)
	for _, action := range actions {
		decision := s.decide(c, &set, policies.user, action, a)
		switch {
		case decision.Allowed():
		case decision.Outcome == policy.ImplicitDeny && decision.Layer != policy.InTrust:
			// The role trusts the caller's account, so that it is no secret.
			return fail(AccessDenied, "%s", decision.Denied(c.arn, action, *in.RoleArn))
		default:
			return errNotAssumable(c, action, *in.RoleArn)
		}
	}
	if set := c.sourceIdentity(); set != "" && set != session.Source { // it cannot be changed
		return errNotAssumable(c, "sts:SetSourceIdentity", *in.RoleArn)
	}
	return nil
}

func errNotAssumable(c Caller, action, role string) *Error {
	return fail(AccessDenied, "User: %s is not authorized to perform: %s on resource: %s", c.arn, action, role)
}

// assumedDuration is how long the session lasts. That a session of
// GetSessionToken is limited like a role's is not in the API reference, but what
// clients expect.
func (c Caller) assumedDuration(requested *int32, role Role) (time.Duration, error) {
	seconds := int32(defaultAssumed)
	if requested != nil {
		seconds = *requested
	}
	switch {
	case seconds > role.MaxSession:
		return 0, fail(ValidationError,
			"The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
	case c.session != nil && seconds > maxChained:
		return 0, fail(ValidationError,
			"The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.")
	}
	return time.Duration(seconds) * time.Second, nil
}
