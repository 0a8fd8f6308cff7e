package mfa

import (
	"context"
	"slices"
	"strings"
)

// GetGroupRequest names the group and the page of its members.
type GetGroupRequest struct {
	GroupName *string
	Marker    *string
	MaxItems  *int32
}

func (in GetGroupRequest) validate(v *validation) {
	v.required("groupName", in.GroupName, groupNameType)
	v.page(in.Marker, in.MaxItems)
}

// GetGroupResponse has the group, and a page of its members, sorted by name.
type GetGroupResponse struct {
	Group       GroupDetail
	Users       []UserDetail
	IsTruncated bool
	Marker      *string `json:",omitzero"`
}

// GetGroup describes a group and lists its members.
// NoSuchEntity: IAM API reference.
var GetGroup = operation(IAM, "GetGroup", (*Service).GetGroup)

// GetGroup pages the members and not the group, which every page has.
func (s *Service) GetGroup(
	ctx context.Context, c Caller, in GetGroupRequest,
) (out GetGroupResponse, err error) {
	group, err := s.onGroup(ctx, c, "GetGroup", *in.GroupName)
	if err != nil {
		return out, err
	}
	slices.Sort(group.Members)
	list := pager{s, "GetGroup " + group.ID, in.Marker, in.MaxItems}
	names, marker, err := slicePage(ctx, list, group.Members, func(name string) string { return name })
	if err != nil {
		return out, err
	}
	found, err := s.store.Lookup(ctx, Names{Users: names})
	if err != nil {
		return out, err
	}
	slices.SortFunc(found.Users, func(a, b User) int { return strings.Compare(a.Name, b.Name) })
	out.Group, out.Users = s.groupDetail(group), make([]UserDetail, 0, len(found.Users))
	for _, user := range found.Users {
		out.Users = append(out.Users, *s.userDetail(*user.Owner()))
	}
	out.Marker, out.IsTruncated = marker, marker != nil
	return out, nil
}
