package mfa

import (
	"context"

	"github.com/virtual-mfa/virtual-mfa/shared/policy"
	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// An assumedRole is what the token of a role's session holds beside its keys and
// times.
type assumedRole struct {
	ID          string          `json:"id"`
	Name        string          `json:"name"`
	SessionName string          `json:"session"`
	Devices     []sessionDevice `json:"devices,omitempty"`
	Tags        []sessionTag    `json:"tags,omitempty"`
	Source      string          `json:"source,omitempty"` // the source identity
	sessionPolicies
}

// A roleCaller is a role whose session calls.
type roleCaller struct {
	Role
	arn     string
	session *assumedRole
}

// principal is the caller as trust policies and aws:PrincipalArn know it: the
// role, and not its session.
func (c Caller) principal(account string) policy.Principal {
	if c.role == nil {
		return policy.Principal{ARN: c.arn, ID: c.userID, Account: account}
	}
	return policy.Principal{ARN: c.role.arn, ID: c.role.ID, Account: account, SessionARN: c.arn}
}

// principalType is the caller's aws:PrincipalType.
func (c Caller) principalType() string {
	if c.role != nil {
		return "AssumedRole"
	}
	return "User"
}

// roleCaller is the caller of a role's session. The session ends with the role:
// one of the same name is another.
func (c Signer) roleCaller(ctx context.Context) (Caller, error) {
	s, opened := c.service, c.session.Role
	names := Names{Roles: []string{opened.Name}}
	if s.profile.SessionsEndWithDevice {
		for _, d := range opened.Devices {
			names.Users = append(names.Users, d.UserName)
		}
	}
	found, err := s.store.Lookup(ctx, names)
	switch {
	case err != nil:
		return Caller{}, err
	case len(found.Roles) != 1 || found.Roles[0].ID != opened.ID:
		return Caller{}, errInvalidToken.Because(wire.RoleGone)
	case s.profile.SessionsEndWithDevice && !opened.devicesAreAssigned(found.Users):
		return Caller{}, errInvalidToken.Because(wire.DeviceGone)
	}
	role := found.Roles[0]
	return Caller{
		keyID:    c.keyID,
		userID:   role.ID + ":" + opened.SessionName,
		arn:      s.assumedRoleARN(role.Name, opened.SessionName),
		session:  c.session.facts(),
		role:     &roleCaller{role, s.identityARN(RoleKind, role.Path, role.Name), opened},
		policies: &callerPolicies{},
		lastUse:  &Use{RoleName: role.Name, RoleID: role.ID, LastUse: role.LastUsed},
	}, nil
}

// devicesAreAssigned reports whether each device that opened the session is
// still its owner's.
func (in *assumedRole) devicesAreAssigned(owners []User) bool {
	assigned := 0
	for _, d := range in.Devices {
		for _, u := range owners {
			if d.isAssigned(u) {
				assigned++
			}
		}
	}
	return assigned == len(in.Devices)
}

// assumedRoleARN is the ARN of a role's session. It has no path.
func (s *Service) assumedRoleARN(role, session string) string {
	return s.arnOf("sts", "assumed-role/"+role+"/"+session)
}

// rolePolicySet collects the policies of a role and of its session. The default
// policy is for users only.
func (s *Service) rolePolicySet(ctx context.Context, r *roleCaller) (*policy.Set, error) {
	arns := append(managed(r.Permissions), r.Attached...)
	found, err := s.lookup(ctx, Names{Policies: append(arns, r.session.PolicyARNs...)})
	if err != nil {
		return nil, err
	}
	known := s.documents(found.Policies)
	set := &policy.Set{Identity: s.identityLayer([]Permissions{r.Permissions}, known)}
	if r.Boundary != "" {
		set.Boundary = policy.Layer{s.managedPolicy(r.Boundary, known, policy.Boundary)}
	}
	var session policy.Layer
	if r.session.Policy != "" {
		session = append(session, s.parsed(policyText{"session", r.session.Policy}, policy.Session))
	}
	for _, arn := range r.session.PolicyARNs {
		session = append(session, s.managedPolicy(arn, known, policy.Managed))
	}
	if session != nil {
		set.Sessions = []policy.Layer{session}
	}
	return set, nil
}
