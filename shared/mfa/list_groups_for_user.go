package mfa

import (
	"context"
	"slices"
	"strings"
)

// ListGroupsForUserRequest names the user and the page.
type ListGroupsForUserRequest struct {
	UserName *string
	Marker   *string
	MaxItems *int32
}

func (in ListGroupsForUserRequest) validate(v *validation) {
	v.required("userName", in.UserName, existingUserNameType)
	v.page(in.Marker, in.MaxItems)
}

// ListGroupsForUserResponse has the groups, sorted by name.
type ListGroupsForUserResponse struct {
	Groups      []GroupDetail
	IsTruncated bool
	Marker      *string `json:",omitzero"`
}

// ListGroupsForUser lists the groups of a user.
// NoSuchEntity: IAM API reference.
var ListGroupsForUser = operation(IAM, "ListGroupsForUser", (*Service).ListGroupsForUser)

// ListGroupsForUser lists every group of the user on one walk, whatever its
// path.
func (s *Service) ListGroupsForUser(
	ctx context.Context, c Caller, in ListGroupsForUserRequest,
) (out ListGroupsForUserResponse, err error) {
	i, err := s.on(ctx, c, UserKind, *in.UserName, access{action: "ListGroupsForUser"})
	if err != nil {
		return out, err
	}
	found, err := s.store.Lookup(ctx, Names{Groups: i.write.User.Groups})
	if err != nil {
		return out, err
	}
	slices.SortFunc(found.Groups, func(a, b Group) int { return strings.Compare(a.Name, b.Name) })
	list := pager{s, "ListGroupsForUser " + i.id, in.Marker, in.MaxItems}
	page, marker, err := slicePage(ctx, list, found.Groups, func(g Group) string { return g.Name })
	out.Groups = s.groupDetails(page)
	out.Marker, out.IsTruncated = marker, marker != nil
	return out, err
}
