package mfa

import (
	"context"
	"strings"
)

// ListRolesRequest has the path that roles must be under, "/" by default, and the
// page.
type ListRolesRequest struct {
	PathPrefix *string
	Marker     *string
	MaxItems   *int32
}

func (in ListRolesRequest) validate(v *validation) {
	v.optional("pathPrefix", in.PathPrefix, pathPrefixType)
	v.page(in.Marker, in.MaxItems)
}

// ListRolesResponse has roles in no particular order, without Tags, RoleLastUsed and
// PermissionsBoundary.
type ListRolesResponse struct {
	Roles       []RoleDetail
	IsTruncated bool
	Marker      *string `json:",omitzero"`
}

// ListRoles lists the account's roles.
// ServiceFailure: IAM API reference.
var ListRoles = operation(IAM, "ListRoles", (*Service).ListRoles)

// ListRoles may return a short or an empty page that is truncated: see
// filledPage.
func (s *Service) ListRoles(
	ctx context.Context, c Caller, in ListRolesRequest,
) (out ListRolesResponse, err error) {
	prefix := stringOr(in.PathPrefix, "/")
	shown := s.identityARN(RoleKind, prefix, "")
	if err := s.permit(ctx, c, access{action: "ListRoles", resource: "*", shown: shown}); err != nil {
		return out, err
	}
	list := pager{s, "ListRoles " + prefix, in.Marker, in.MaxItems}
	keep := func(r Role) bool { return strings.HasPrefix(r.Path, prefix) }
	roles, marker, err := filledPage(ctx, list, s.store.Roles, keep)
	if err != nil {
		return out, err
	}
	documents, err := s.shownTrust(ctx, roles...)
	if err != nil {
		return out, err
	}
	out.Roles = make([]RoleDetail, 0, len(roles))
	for i, role := range roles {
		detail := s.roleDetail(role)
		detail.AssumeRolePolicyDocument = &documents[i]
		detail.Tags, detail.RoleLastUsed, detail.PermissionsBoundary = nil, nil, nil // AWS leaves them out here
		out.Roles = append(out.Roles, detail)
	}
	out.Marker, out.IsTruncated = marker, marker != nil
	return out, nil
}
