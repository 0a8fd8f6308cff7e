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

var ListUsers = operation(IAM, "ListUsers", (*Service).ListUsers)

// ListUsers lists the account's users. A page may have fewer users than asked for and still be truncated, as in AWS: those of other paths are
// left out of it.
func (s *Service) ListUsers(ctx context.Context, c Caller, in ListUsersRequest) (out ListUsersResponse, err error) {
	prefix := stringOr(in.PathPrefix, "/")
	if err := s.permit(ctx, c, access{action: "ListUsers", resource: "*", shown: s.userARN(prefix, "")}); err != nil {
		return out, err
	}
	list := pager{s, "ListUsers " + prefix, in.Marker, in.MaxItems}
	after, err := list.after(ctx)
	if err != nil {
		return out, err
	}
	users, next, err := s.Store.Users(ctx, after, list.limit())
	if err != nil {
		return out, err
	}
	out.Users = make([]UserDetail, 0, len(users))
	for _, user := range users {
		if strings.HasPrefix(user.Path, prefix) {
			out.Users = append(out.Users, *s.userDetail(*user.Owner()))
		}
	}
	out.Marker, err = list.next(ctx, next)
	out.IsTruncated = out.Marker != nil
	return out, err
}
