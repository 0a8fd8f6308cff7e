package mfa

import (
	"context"
	"slices"
)

// RemoveUserFromGroupRequest names the group and the user.
type RemoveUserFromGroupRequest struct {
	GroupName *string
	UserName  *string
}

func (in RemoveUserFromGroupRequest) validate(v *validation) {
	v.required("groupName", in.GroupName, groupNameType)
	v.required("userName", in.UserName, existingUserNameType)
}

// RemoveUserFromGroup takes a user out of a group. It succeeds for a user who is no
// member.
// NoSuchEntity: IAM API reference.
var RemoveUserFromGroup = operation(IAM, "RemoveUserFromGroup", (*Service).RemoveUserFromGroup)

// RemoveUserFromGroup changes nothing for a user who is no member.
func (s *Service) RemoveUserFromGroup(
	ctx context.Context, c Caller, in RemoveUserFromGroupRequest,
) (out NoOutput, err error) {
	return out, s.commit(ctx, func() ([]Write, error) {
		user, group, err := s.member(ctx, c, "RemoveUserFromGroup", *in.UserName, *in.GroupName)
		if err != nil || !slices.Contains(user.Groups, group.ID) {
			return nil, err
		}
		user.Groups = slices.DeleteFunc(user.Groups, func(id string) bool { return id == group.ID })
		group.Members = slices.DeleteFunc(group.Members, func(name string) bool { return name == user.Name })
		return []Write{{User: &user}, {Group: &group}}, nil
	})
}
