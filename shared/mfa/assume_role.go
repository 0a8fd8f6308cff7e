package mfa

import (
	"context"
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
}

// AssumeRoleResponse has the session's credentials. PackedPolicySize is the
// token's size in percent of what it may have; it is nil without session
// policies.
type AssumeRoleResponse struct {
	Credentials      Credentials
	AssumedRoleUser  AssumedRoleUser
	PackedPolicySize *int32 `json:",omitzero"`
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
	if err := s.sessionPolicies(in, opened.Role); err != nil {
		return out, err
	}
	if c.session != nil {
		opened.Role.Devices = c.session.devices
	}
	withMFA, err := bothOrNeither(in.SerialNumber, in.TokenCode)
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
	role, err := s.assumable(ctx, c, in, withMFA)
	if err != nil {
		return out, err
	}
	opened.Role.ID, opened.Role.Name = role.ID, role.Name
	duration, err := c.assumedDuration(in.DurationSeconds, role)
	if err != nil {
		return out, err
	}
	if out.Credentials, err = s.newSession(ctx, opened, duration); err != nil {
		return out, err
	}
	used := len(out.Credentials.SessionToken.Reveal()) * 100 / maxSessionToken
	if len(out.Credentials.SessionToken.Reveal()) > maxSessionToken {
		return AssumeRoleResponse{}, errPackedPolicy(used)
	}
	if percent := int32(used); in.Policy != nil || len(in.PolicyArns) > 0 {
		out.PackedPolicySize = &percent
	}
	out.AssumedRoleUser = AssumedRoleUser{
		AssumedRoleId: role.ID + ":" + *in.RoleSessionName,
		Arn:           s.assumedRoleARN(role.Name, *in.RoleSessionName),
	}
	return out, nil
}

// roleARN is an ARN of a role of any account.
var roleARN = regexp.MustCompile(`\Aarn:aws:iam::[0-9]{12}:role/(?:[\x21-\x7e]+/)?[\w+=,.@-]{1,64}\z`)

// sessionPolicyARN is an ARN of a managed policy of an account, or AWS's.
var sessionPolicyARN = regexp.MustCompile(
	`\Aarn:aws:iam::([0-9]{12}|aws):policy/(?:[\x21-\x7e]+/)?[\w+=,.@-]{1,128}\z`)

// sessionPolicies checks the session policies of a request, and refuses the
// members that this service does not have rather than open a session that is not
// what was asked for.
func (s *Service) sessionPolicies(in AssumeRoleRequest, session *assumedRole) error {
	for name, sent := range map[string]bool{
		"Tags":              len(in.Tags) > 0,
		"TransitiveTagKeys": len(in.TransitiveTagKeys) > 0,
		"SourceIdentity":    in.SourceIdentity != nil,
		"ProvidedContexts":  len(in.ProvidedContexts) > 0,
	} {
		if sent {
			return fail(ValidationError, "%s is not supported by this service", name)
		}
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

func errPackedPolicy(percent int) *Error {
	return fail(PackedPolicyTooLarge,
		"Packed policy consumes %d%% of allotted space, please use smaller policy.", percent)
}

// assumable returns the role, if the caller may assume it. Without that, a role
// that does not exist and one that does not trust the caller are answered alike.
func (s *Service) assumable(ctx context.Context, c Caller, in AssumeRoleRequest, codeSpent bool) (Role, error) {
	name := (*in.RoleArn)[strings.LastIndexByte(*in.RoleArn, '/')+1:]
	role, err := s.Store.Role(ctx, name)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return Role{}, err
	}
	exists := err == nil && s.identityARN(RoleKind, role.Path, role.Name) == *in.RoleArn
	policies, err := s.policiesOf(ctx, c)
	if err != nil {
		return Role{}, err
	}
	refusal := fail(AccessDenied,
		"User: %s is not authorized to perform: sts:AssumeRole on resource: %s", c.arn, *in.RoleArn)
	if !exists {
		return Role{}, refusal
	}
	set := *policies.set
	set.Trust = s.trustLayer(role)
	decision := s.decide(c, &set, policies.user, "sts:AssumeRole", access{
		resource:        *in.RoleArn,
		resourceTags:    role.Tags,
		roleSessionName: *in.RoleSessionName,
		externalID:      stringOr(in.ExternalId, ""),
		codeSpent:       codeSpent,
	})
	switch {
	case decision.Allowed():
		return role, nil
	case decision.Outcome == policy.ImplicitDeny && decision.Layer != policy.InTrust:
		// The role trusts the caller's account, so that it is no secret.
		return Role{}, fail(AccessDenied, "%s", decision.Denied(c.arn, "sts:AssumeRole", *in.RoleArn))
	}
	return Role{}, refusal
}

// trustLayer is the role's trust policy with the unique ids of the users and
// roles that it names by ARN. One without an id makes the policy unreadable, and
// so denies.
func (s *Service) trustLayer(role Role) policy.Layer {
	document, err := policy.MapPrincipals(role.Trust, policy.Trust, func(p policy.PrincipalValue) string {
		if _, _, is := s.entity(p.Value); is && p.Type == "AWS" {
			return role.TrustedIDs[p.Value]
		}
		return p.Value
	})
	if err != nil {
		return policy.Layer{{Name: "trust"}}
	}
	return policy.Layer{s.parsed(policyText{"trust", document}, policy.Trust)}
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
