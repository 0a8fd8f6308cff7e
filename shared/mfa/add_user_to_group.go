package mfa

import (
	"context"
	"slices"
)

// AddUserToGroupRequest names the group and the user.
type AddUserToGroupRequest struct {
	GroupName *string
	UserName  *string
}

func (in AddUserToGroupRequest) validate(v *validation) {
	v.required("groupName", in.GroupName, groupNameType)
	v.required("userName", in.UserName, existingUserNameType)
}

// AddUserToGroup makes a user a member of a group. A member stays one.
// LimitExceeded, NoSuchEntity: IAM API reference.
var AddUserToGroup = operation(IAM, "AddUserToGroup", (*Service).AddUserToGroup)

// AddUserToGroup changes nothing for a member. A user is in at most 10 groups
// (LimitExceeded).
func (s *Service) AddUserToGroup(
	ctx context.Context, c Caller, in AddUserToGroupRequest,
) (out NoOutput, err error) {
	return out, s.commit(ctx, func() ([]Write, error) {
		user, group, err := s.member(ctx, c, "AddUserToGroup", *in.UserName, *in.GroupName)
		switch {
		case err != nil || slices.Contains(user.Groups, group.ID):
			return nil, err
		case len(user.Groups) >= maxGroups:
			return nil, fail(LimitExceeded, "Cannot exceed quota for GroupsPerUser: %d", maxGroups)
		}
		user.Groups = append(user.Groups, group.ID)
		group.Members = append(group.Members, user.Name)
		return []Write{{User: &user}, {Group: &group}}, nil
	})
}
