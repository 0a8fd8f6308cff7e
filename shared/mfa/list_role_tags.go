package mfa

import "context"

// ListRoleTagsRequest names the role and the page.
type ListRoleTagsRequest struct {
	RoleName *string
	Marker   *string
	MaxItems *int32
}

func (in ListRoleTagsRequest) validate(v *validation) {
	v.required("roleName", in.RoleName, roleNameType)
	v.page(in.Marker, in.MaxItems)
}

// ListRoleTagsResponse has the tags, sorted by key.
type ListRoleTagsResponse struct {
	Tags        []OutTag
	IsTruncated bool
	Marker      *string `json:",omitzero"`
}

// ListRoleTags lists the tags of a role.
// NoSuchEntity: IAM API reference.
var ListRoleTags = operation(IAM, "ListRoleTags", (*Service).ListRoleTags)

// ListRoleTags pages the tags by their keys.
func (s *Service) ListRoleTags(
	ctx context.Context, c Caller, in ListRoleTagsRequest,
) (out ListRoleTagsResponse, err error) {
	i, err := s.on(ctx, c, RoleKind, *in.RoleName, access{action: "ListRoleTags"})
	if err != nil {
		return out, err
	}
	list := pager{s, "ListRoleTags " + i.id, in.Marker, in.MaxItems}
	out.Tags, out.Marker, err = slicePage(ctx, list, sortedTags(i.tags), func(t OutTag) string { return t.Key })
	out.IsTruncated = out.Marker != nil
	return out, err
}
