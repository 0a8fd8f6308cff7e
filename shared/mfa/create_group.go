package mfa

import (
	"context"
	"errors"
)

// CreateGroupRequest names the new group. Path is "/" by default.
type CreateGroupRequest struct {
	Path      *string
	GroupName *string
}

func (in CreateGroupRequest) validate(v *validation) {
	v.path(in.Path)
	v.required("groupName", in.GroupName, groupNameType)
}

// CreateGroupResponse describes the group.
type CreateGroupResponse struct {
	Group GroupDetail
}

// CreateGroup creates a group without members and policies.
// EntityAlreadyExists, LimitExceeded: IAM API reference.
var CreateGroup = operation(IAM, "CreateGroup", (*Service).CreateGroup)

// CreateGroup answers EntityAlreadyExists for a name that differs from a taken
// one in case only.
func (s *Service) CreateGroup(
	ctx context.Context, c Caller, in CreateGroupRequest,
) (out CreateGroupResponse, err error) {
	path := stringOr(in.Path, "/")
	arn := s.identityARN(GroupKind, path, *in.GroupName)
	if err := s.permit(ctx, c, access{action: "CreateGroup", resource: arn, shown: arn}); err != nil {
		return out, err
	}
	id, err := newID(s.random, groupIDPrefix, 21)
	if err != nil {
		return out, err
	}
	group := Group{Name: *in.GroupName, Path: path, ID: id, Created: s.now()}
	err = s.store.Commit(ctx, Write{Group: &group})
	if errors.Is(err, ErrConflict) {
		return out, errGroupExists(group.Name)
	}
	return CreateGroupResponse{s.groupDetail(group)}, err
}
