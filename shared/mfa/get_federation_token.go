package mfa

import (
	"context"
)

// GetFederationTokenRequest names the federated user. Session policies say what it
// may do of what the caller may.
type GetFederationTokenRequest struct {
	Name            *string
	DurationSeconds *int32
	Policy          *string
	PolicyArns      []*PolicyDescriptor
	Tags            []*Tag

	MinimumSessionTokenSize *int32 // in bytes, 0 to 4,096; 0 asks for nothing
}

func (in GetFederationTokenRequest) validate(v *validation) {
	v.required("name", in.Name, federatedNameType)
	v.between("durationSeconds", in.DurationSeconds, minSession, maxSession)
	v.optional("policy", in.Policy, sessionPolicyType)
	v.policyARNs(in.PolicyArns)
	v.tags(in.Tags)
	v.between("minimumSessionTokenSize", in.MinimumSessionTokenSize, 0, maxSessionToken)
}

// GetFederationTokenResponse has the session's credentials, the size of their
// token in bytes and in percent of 4,096. PackedPolicySize is that percentage
// again, or 0 without session policies and tags.
type GetFederationTokenResponse struct {
	Credentials             Credentials
	FederatedUser           FederatedUser
	PackedPolicySize        int32
	SessionTokenSize        int32
	SessionTokenUtilization int32
}

// A FederatedUser is the session as policies may name it.
type FederatedUser struct {
	FederatedUserId string
	Arn             string
}

// GetFederationToken opens a session for a user whom another system knows.
// MalformedPolicyDocument, PackedPolicyTooLarge: STS API reference; AccessDenied:
// its common errors.
var GetFederationToken = operation(STS, "GetFederationToken", (*Service).GetFederationToken).withFunction()

// GetFederationToken takes no code, and its session calls nothing but
// GetCallerIdentity: in one account without other services there is nothing else
// that such a session may do (STS API reference, GetFederationToken).
func (s *Service) GetFederationToken(
	ctx context.Context, c Caller, in GetFederationTokenRequest,
) (out GetFederationTokenResponse, err error) {
	if c.session != nil {
		return out, fail(AccessDenied, "Cannot call GetFederationToken with session credentials")
	}
	made := &federatedUser{Name: *in.Name}
	if made.Tags, err = sessionTags(nil, in.Tags, nil); err != nil {
		return out, err
	}
	if made.sessionPolicies, err = s.sessionPolicies(in.Policy, in.PolicyArns); err != nil {
		return out, err
	}
	arn := s.federatedUserARN(made.Name)
	wanted := access{service: STS, action: "GetFederationToken", resource: arn, shown: arn, requestTags: in.Tags}
	if err := s.permit(ctx, c, wanted); err != nil {
		return out, err
	}
	if wanted.action = "TagSession"; len(in.Tags) > 0 {
		if err := s.permit(ctx, c, wanted); err != nil {
			return out, err
		}
	}
	opened := session{UserName: c.userName, UserID: c.userID, OpenedBy: c.keyID, Federated: made}
	duration := c.sessionDuration(in.DurationSeconds)
	if out.Credentials, err = s.newSession(ctx, opened, duration, in.MinimumSessionTokenSize); err != nil {
		return out, err
	}
	out.SessionTokenSize, out.SessionTokenUtilization = out.Credentials.tokenSize()
	if in.Policy != nil || len(in.PolicyArns)+len(in.Tags) > 0 {
		out.PackedPolicySize = out.SessionTokenUtilization
	}
	out.FederatedUser = FederatedUser{FederatedUserId: s.accountID + ":" + made.Name, Arn: arn}
	return out, nil
}
