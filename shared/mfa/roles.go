package mfa

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/policy"
)

// How long a role may let its sessions last, in seconds (IAM API reference,
// CreateRole).
const (
	minRoleSession = 3_600
	maxRoleSession = 43_200
)

// An EmptyResult is the answer of an operation that has a result without
// members.
type EmptyResult struct{}

// HasResult tells the Query protocol to write the result element.
func (EmptyResult) HasResult() bool { return true }

// A RoleDetail is a role in an answer.
type RoleDetail struct {
	Path                     string
	RoleName                 string
	RoleId                   string
	Arn                      string
	CreateDate               time.Time
	AssumeRolePolicyDocument *PolicyDocument              `json:",omitzero"`
	Description              *string                      `json:",omitzero"`
	MaxSessionDuration       *int32                       `json:",omitzero"`
	PermissionsBoundary      *AttachedPermissionsBoundary `json:",omitzero"`
	Tags                     []OutTag                     `json:",omitzero"`
	RoleLastUsed             *RoleLastUsed                `json:",omitzero"`
}

// RoleLastUsed is when a session of the role was last used, and where. It is
// empty for a role that never was.
type RoleLastUsed struct {
	LastUsedDate time.Time `json:",omitzero"`
	Region       *string   `json:",omitzero"`
}

func lastUsed(used LastUse) *RoleLastUsed {
	if used.Date.IsZero() {
		return &RoleLastUsed{}
	}
	return &RoleLastUsed{used.Date, &used.Region}
}

// An AttachedPermissionsBoundary names a permissions boundary in an answer.
type AttachedPermissionsBoundary struct {
	PermissionsBoundaryType string
	PermissionsBoundaryArn  string
}

// boundaryDetail is nil if there is no boundary.
func boundaryDetail(arn string) *AttachedPermissionsBoundary {
	if arn == "" {
		return nil
	}
	return &AttachedPermissionsBoundary{"Policy", arn} // text C: the model says PermissionsBoundaryPolicy
}

// roleDetail describes a role, without its trust policy.
func (s *Service) roleDetail(r Role) RoleDetail {
	detail := RoleDetail{
		Path:                r.Path,
		RoleName:            r.Name,
		RoleId:              r.ID,
		Arn:                 s.identityARN(RoleKind, r.Path, r.Name),
		CreateDate:          r.Created,
		Description:         r.Description,
		MaxSessionDuration:  &r.MaxSession,
		PermissionsBoundary: boundaryDetail(r.Boundary),
		RoleLastUsed:        lastUsed(r.LastUsed),
	}
	if len(r.Tags) > 0 {
		detail.Tags = sortedTags(r.Tags)
	}
	return detail
}

// onRole authorises an action on a role and reads the role.
func (s *Service) onRole(ctx context.Context, c Caller, action, name string) (Role, error) {
	i, err := s.on(ctx, c, RoleKind, name, access{action: action})
	if err != nil {
		return Role{}, err
	}
	return *i.write.Role, nil
}

// trusted checks a trust policy and returns the unique ids of the users and
// roles of this account that it names, by their ARNs.
// LimitExceeded, MalformedPolicyDocument: IAM API reference, CreateRole.
func (s *Service) trusted(ctx context.Context, document string) (map[string]string, error) {
	trust, err := policy.Parse(document, policy.Trust)
	if err != nil {
		return nil, malformed(err)
	}
	if policy.Size(document) > policy.MaxTrust {
		return nil, fail(LimitExceeded, "Cannot exceed quota for ACLSizePerRole: %d", policy.MaxTrust)
	}
	var arns []string
	for _, principal := range trust.Principals() {
		if _, _, is := s.entity(principal.Value); is && principal.Type == "AWS" {
			arns = append(arns, principal.Value)
		}
	}
	ids, err := s.idsOf(ctx, arns)
	if err != nil {
		return nil, err
	}
	for _, arn := range arns {
		if ids[arn] == "" {
			return nil, fail(MalformedPolicyDocument, `Invalid principal in policy: "AWS":"%s"`, arn)
		}
	}
	return ids, nil
}

// entity reads the ARN of a user or a role of this account.
func (s *Service) entity(arn string) (kind IdentityKind, name string, is bool) {
	rest, own := strings.CutPrefix(arn, s.arn(""))
	what, path, slash := strings.Cut(rest, "/")
	kind = IdentityKind(what)
	if !own || !slash || kind != UserKind && kind != RoleKind {
		return "", "", false
	}
	return kind, path[strings.LastIndexByte(path, '/')+1:], true
}

// idsOf returns the unique ids of the users and roles that have these ARNs now,
// letter for letter.
func (s *Service) idsOf(ctx context.Context, arns []string) (map[string]string, error) {
	var names Names
	for _, arn := range arns {
		switch kind, name, _ := s.entity(arn); kind {
		case UserKind:
			names.Users = append(names.Users, name)
		case RoleKind:
			names.Roles = append(names.Roles, name)
		}
	}
	ids := map[string]string{}
	if len(names.Users)+len(names.Roles) == 0 {
		return ids, nil
	}
	found, err := s.store.Lookup(ctx, names)
	for _, u := range found.Users {
		ids[s.identityARN(UserKind, u.Path, u.Name)] = u.ID
	}
	for _, r := range found.Roles {
		ids[s.identityARN(RoleKind, r.Path, r.Name)] = r.ID
	}
	return ids, err
}

// shownTrust returns trust policies as answers show them: a principal that is
// no more, or has another ARN now, by its unique id, and an account by the ARN
// of its root (IAM user guide, "AWS JSON policy elements: Principal").
func (s *Service) shownTrust(ctx context.Context, roles ...Role) ([]PolicyDocument, error) {
	known := map[string]string{}
	for _, role := range roles {
		maps.Copy(known, role.TrustedIDs)
	}
	now, err := s.idsOf(ctx, slices.Collect(maps.Keys(known)))
	if err != nil {
		return nil, err
	}
	shown := make([]PolicyDocument, len(roles))
	for i, role := range roles {
		document, err := policy.MapPrincipals(role.Trust, policy.Trust, func(p policy.PrincipalValue) string {
			id := role.TrustedIDs[p.Value]
			switch {
			case p.Type == "AWS" && accountID.MatchString(p.Value):
				return fmt.Sprintf("arn:%s:iam::%s:root", s.partition, p.Value)
			case p.Type == "AWS" && id != "" && now[p.Value] != id:
				return id
			}
			return p.Value
		})
		if err != nil {
			return nil, err
		}
		shown[i] = PolicyDocument(document)
	}
	return shown, nil
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
