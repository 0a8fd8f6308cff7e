package mfa

import (
	"context"
	"strings"
)

// ListGroupsRequest has the path that groups must be under, "/" by default, and the
// page.
type ListGroupsRequest struct {
	PathPrefix *string
	Marker     *string
	MaxItems   *int32
}

func (in ListGroupsRequest) validate(v *validation) {
	v.optional("pathPrefix", in.PathPrefix, pathPrefixType)
	v.page(in.Marker, in.MaxItems)
}

// ListGroupsResponse has groups in no particular order.
type ListGroupsResponse struct {
	Groups      []GroupDetail
	IsTruncated bool
	Marker      *string `json:",omitzero"`
}

// ListGroups lists the account's groups.
// ServiceFailure: IAM API reference.
var ListGroups = operation(IAM, "ListGroups", (*Service).ListGroups)

// ListGroups may return a short or an empty page that is truncated: see
// filledPage.
func (s *Service) ListGroups(
	ctx context.Context, c Caller, in ListGroupsRequest,
) (out ListGroupsResponse, err error) {
	prefix := stringOr(in.PathPrefix, "/")
	shown := s.identityARN(GroupKind, prefix, "")
	if err := s.permit(ctx, c, access{action: "ListGroups", resource: "*", shown: shown}); err != nil {
		return out, err
	}
	list := pager{s, "ListGroups " + prefix, in.Marker, in.MaxItems}
	keep := func(g Group) bool { return strings.HasPrefix(g.Path, prefix) }
	groups, marker, err := filledPage(ctx, list, s.store.Groups, keep)
	out.Groups = s.groupDetails(groups)
	out.Marker, out.IsTruncated = marker, marker != nil
	return out, err
}
