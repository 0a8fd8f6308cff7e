package mfa

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// ListEntitiesForPolicyRequest names the policy and narrows the listing.
type ListEntitiesForPolicyRequest struct {
	PolicyArn         *string
	EntityFilter      *string
	PathPrefix        *string
	PolicyUsageFilter *string
	Marker            *string
	MaxItems          *int32
}

func (in ListEntitiesForPolicyRequest) validate(v *validation) {
	v.required("policyArn", in.PolicyArn, arnType)
	v.oneOf("entityFilter", in.EntityFilter, "User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy")
	v.optional("pathPrefix", in.PathPrefix, pathType)
	v.oneOf("policyUsageFilter", in.PolicyUsageFilter, permissionsPolicyUsage, boundaryUsage)
	v.page(in.Marker, in.MaxItems)
}

// ListEntitiesForPolicyResponse has the entities, each once.
type ListEntitiesForPolicyResponse struct {
	PolicyGroups []PolicyGroup
	PolicyUsers  []PolicyUser
	PolicyRoles  []PolicyRole
	IsTruncated  bool
	Marker       *string `json:",omitzero"`
}

// ListEntitiesForPolicy lists the users, groups and roles that a managed policy is
// attached to.
// NoSuchEntity: IAM API reference.
var ListEntitiesForPolicy = operation(
	IAM, "ListEntitiesForPolicy", (*Service).ListEntitiesForPolicy)

// ListEntitiesForPolicy lists boundaries too, unless PolicyUsageFilter excludes
// them.
func (s *Service) ListEntitiesForPolicy(
	ctx context.Context, c Caller, in ListEntitiesForPolicyRequest,
) (out ListEntitiesForPolicyResponse, err error) {
	p, err := s.onPolicy(ctx, c, "ListEntitiesForPolicy", *in.PolicyArn)
	if err != nil {
		return out, err
	}
	entities, err := s.entities(ctx, p, in)
	if err != nil {
		return out, err
	}
	filter := fmt.Sprint("ListEntitiesForPolicy ", p.ID, stringOr(in.EntityFilter, ""), stringOr(in.PathPrefix, "/"),
		stringOr(in.PolicyUsageFilter, ""))
	page, marker, err := slicePage(ctx, pager{s, filter, in.Marker, in.MaxItems}, entities, attachmentKey)
	out.PolicyGroups, out.PolicyUsers, out.PolicyRoles = []PolicyGroup{}, []PolicyUser{}, []PolicyRole{}
	for _, a := range page {
		switch a.Kind {
		case UserKind:
			out.PolicyUsers = append(out.PolicyUsers, PolicyUser{a.Name, a.ID})
		case GroupKind:
			out.PolicyGroups = append(out.PolicyGroups, PolicyGroup{a.Name, a.ID})
		case RoleKind:
			out.PolicyRoles = append(out.PolicyRoles, PolicyRole{a.Name, a.ID})
		}
	}
	out.Marker, out.IsTruncated = marker, marker != nil
	return out, err
}

// A PolicyGroup is a group that a policy is attached to.
type PolicyGroup struct {
	GroupName string
	GroupId   string
}

// A PolicyUser is a user that a policy is attached to, or whose boundary it is.
type PolicyUser struct {
	UserName string
	UserId   string
}

// A PolicyRole is a role that a policy is attached to, or whose boundary it is.
type PolicyRole struct {
	RoleName string
	RoleId   string
}

func attachmentKey(a Attachment) string { return string(a.Kind) + "#" + a.Name }

// entities returns the attachments that the request asks for, sorted, and each
// entity once even if the policy is its boundary as well.
func (s *Service) entities(ctx context.Context, p Policy, in ListEntitiesForPolicyRequest) ([]Attachment, error) {
	under, err := s.entitiesUnder(ctx, p, stringOr(in.PathPrefix, "/"))
	if err != nil {
		return nil, err
	}
	kept := []Attachment{}
	for _, a := range p.Attachments {
		usage := permissionsPolicyUsage
		if a.Boundary {
			usage = boundaryUsage
		}
		kind := strings.ToLower(stringOr(in.EntityFilter, string(a.Kind)))
		if under(a) && kind == string(a.Kind) && usage == stringOr(in.PolicyUsageFilter, usage) {
			kept = append(kept, a)
		}
	}
	slices.SortFunc(kept, func(a, b Attachment) int { return strings.Compare(attachmentKey(a), attachmentKey(b)) })
	return slices.CompactFunc(kept, func(a, b Attachment) bool { return a.Kind == b.Kind && a.ID == b.ID }), nil
}

// entitiesUnder tells which attachments are of entities under a path. The paths
// are read only if there is a path to compare with.
func (s *Service) entitiesUnder(ctx context.Context, p Policy, prefix string) (func(Attachment) bool, error) {
	if prefix == "/" {
		return func(Attachment) bool { return true }, nil
	}
	var names Names
	for _, a := range p.Attachments {
		switch a.Kind {
		case UserKind:
			names.Users = append(names.Users, a.Name)
		case GroupKind:
			names.Groups = append(names.Groups, a.ID)
		case RoleKind:
			names.Roles = append(names.Roles, a.Name)
		}
	}
	found, err := s.store.Lookup(ctx, names)
	paths := map[string]string{}
	for _, u := range found.Users {
		paths[u.ID] = u.Path
	}
	for _, g := range found.Groups {
		paths[g.ID] = g.Path
	}
	for _, r := range found.Roles {
		paths[r.ID] = r.Path
	}
	return func(a Attachment) bool { return strings.HasPrefix(paths[a.ID], prefix) }, err
}
