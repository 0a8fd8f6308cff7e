package mfa

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"time"

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

// AssumeRoleRequest names the role and its new session. SerialNumber and
// TokenCode are the caller's device and its current code.
type AssumeRoleRequest struct {
	RoleArn           *string
	RoleSessionName   *string
	DurationSeconds   *int32
	ExternalId        *string
	SerialNumber      *string
	TokenCode         secret.String
	Policy            *string
	PolicyArns        []*PolicyDescriptor
	SourceIdentity    *string
	Tags              []*Tag
	TransitiveTagKeys []*string
	ProvidedContexts  []*ProvidedContext

	MinimumSessionTokenSize *int32 // in bytes, 0 to 4,096; 0 asks for nothing
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
	v.optionalSecret("tokenCode", in.TokenCode, tokenCodeType)
	v.optional("policy", in.Policy, sessionPolicyType)
	v.policyARNs(in.PolicyArns)
	v.optional("sourceIdentity", in.SourceIdentity, sourceIdentityType)
	v.tags(in.Tags)
	v.transitiveTagKeys(in.TransitiveTagKeys)
	v.between("minimumSessionTokenSize", in.MinimumSessionTokenSize, 0, maxSessionToken)
}

// AssumeRoleResponse has the session's credentials, the size of their token in
// bytes and in percent of 4,096. PackedPolicySize is that percentage again; it is
// nil unless session policies or tags were sent.
type AssumeRoleResponse struct {
	Credentials             Credentials
	AssumedRoleUser         AssumedRoleUser
	PackedPolicySize        *int32  `json:",omitzero"`
	SourceIdentity          *string `json:",omitzero"`
	SessionTokenSize        int32
	SessionTokenUtilization int32
}

// An AssumedRoleUser is the session as policies may name it.
type AssumedRoleUser struct {
	AssumedRoleId string
	Arn           string
}

// AssumeRole opens a session of a role. ExpiredToken, MalformedPolicyDocument,
// PackedPolicyTooLarge: STS API reference; AccessDenied: its common errors.
var AssumeRole = operation(STS, "AssumeRole", (*Service).AssumeRole).withFunction()

// AssumeRole trades the caller's credentials, and a code if one is sent, for
// those of a role that trusts the caller. The role is read first, so that a
// failure of the store leaves the code unspent, but it is judged only after the
// code is: a code that stayed good after a refusal could be tried on many roles.
// AWS does not say what it does.
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
	if opened.Role.Tags, err = sessionTags(c.transitiveTags(), in.Tags, in.TransitiveTagKeys); err != nil {
		return out, err
	}
	if len(in.ProvidedContexts) > 0 { // a session without them is not what was asked for
		return out, fail(ValidationError, "ProvidedContexts is not supported by this service")
	}
	if opened.Role.sessionPolicies, err = s.sessionPolicies(in.Policy, in.PolicyArns); err != nil {
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
	if err := s.mayAssume(ctx, c, in, found, opened.Role, withMFA); err != nil {
		return out, err
	}
	role := found.role
	opened.Role.ID, opened.Role.Name = role.ID, role.Name
	duration, err := c.assumedDuration(in.DurationSeconds, role)
	if err != nil {
		return out, err
	}
	if out.Credentials, err = s.newSession(ctx, opened, duration, in.MinimumSessionTokenSize); err != nil {
		return out, err
	}
	out.SessionTokenSize, out.SessionTokenUtilization = out.Credentials.tokenSize()
	if in.Policy != nil || len(in.PolicyArns)+len(in.Tags) > 0 {
		out.PackedPolicySize = &out.SessionTokenUtilization
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

// A foundRole is what decides whether a role may be assumed.
type foundRole struct {
	role     Role
	exists   bool
	policies *callerPolicies
}

// readRole reads a role and the caller's policies, and refuses nothing that has
// to do with the role.
func (s *Service) readRole(ctx context.Context, c Caller, arn string) (found foundRole, err error) {
	found.role, err = s.store.Role(ctx, arn[strings.LastIndexByte(arn, '/')+1:])
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
	ctx context.Context, c Caller, in AssumeRoleRequest, found foundRole, session *assumedRole, codeSpent bool,
) error {
	if !found.exists {
		return s.errNotAssumable(ctx, c, "sts:AssumeRole", *in.RoleArn)
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
			refusal := fail(AccessDenied, "%s", decision.Denied(c.arn, action, *in.RoleArn))
			return s.explained(ctx, refusal, newDenial(c, action, *in.RoleArn).because(
				decision, policies.set, requestContext{s, c, policies.user, a}))
		default:
			return s.errNotAssumable(ctx, c, action, *in.RoleArn)
		}
	}
	if set := c.sourceIdentity(); set != "" && set != session.Source { // it cannot be changed
		return s.errNotAssumable(ctx, c, "sts:SetSourceIdentity", *in.RoleArn)
	}
	return nil
}

// errNotAssumable says nothing of the role, and neither does the length of its
// encoded message.
func (s *Service) errNotAssumable(ctx context.Context, c Caller, action, role string) *Error {
	refusal := fail(AccessDenied, "User: %s is not authorized to perform: %s on resource: %s", c.arn, action, role)
	return s.explained(ctx, refusal, newDenial(c, action, role))
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
