package mfa

import (
	"context"
	"strings"
)

// ListUsersRequest has the path that users must be under, "/" by default, and the page.
type ListUsersRequest struct {
	Marker     *string
	MaxItems   *int32
	PathPrefix *string
}

func (in ListUsersRequest) validate(v *validation) {
	v.optional("pathPrefix", in.PathPrefix, pathPrefixType)
	v.page(in.Marker, in.MaxItems)
}

// ListUsersResponse has users in no particular order.
type ListUsersResponse struct {
	Users       []UserDetail
	IsTruncated bool
	Marker      *string `json:",omitzero"`
}

// ListUsers lists the users of the account. IAM API reference.
var ListUsers = operation(IAM, "ListUsers", (*Service).ListUsers)

// ListUsers lists the account's users under a path. A page is filled up to
// MaxItems as long as few other users are in between; otherwise it may have
// fewer and still be truncated, as in AWS.
func (s *Service) ListUsers(ctx context.Context, c Caller, in ListUsersRequest) (out ListUsersResponse, err error) {
	prefix := stringOr(in.PathPrefix, "/")
	if err := s.permit(ctx, c, access{action: "ListUsers", resource: "*", shown: s.userARN(prefix, "")}); err != nil {
		return out, err
	}
	list := pager{s, "ListUsers " + prefix, in.Marker, in.MaxItems}
	keep := func(u User) bool { return strings.HasPrefix(u.Path, prefix) }
	users, marker, err := filledPage(ctx, list, s.store.Users, keep)
	if err != nil {
		return out, err
	}
	out.Users = make([]UserDetail, 0, len(users))
	for _, user := range users {
		out.Users = append(out.Users, *s.userDetail(*user.Owner()))
	}
	out.Marker, out.IsTruncated = marker, marker != nil
	return out, nil
}
