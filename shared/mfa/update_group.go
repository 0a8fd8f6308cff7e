package mfa

import (
	"context"
	"errors"
	"strings"
)

// UpdateGroupRequest names the group, and its new name or path or both.
type UpdateGroupRequest struct {
	GroupName    *string
	NewPath      *string
	NewGroupName *string
}

func (in UpdateGroupRequest) validate(v *validation) {
	v.required("groupName", in.GroupName, groupNameType)
	v.path(in.NewPath)
	v.optional("newGroupName", in.NewGroupName, groupNameType)
}

// UpdateGroup renames a group or moves it to another path. Its members and policies
// stay.
// EntityAlreadyExists, NoSuchEntity: IAM API reference.
var UpdateGroup = operation(IAM, "UpdateGroup", (*Service).UpdateGroup)

// UpdateGroup changes the ARN of the group. Members and policies stay.
func (s *Service) UpdateGroup(
	ctx context.Context, c Caller, in UpdateGroupRequest,
) (out NoOutput, err error) {
	return out, s.commit(ctx, func() ([]Write, error) {
		group, err := s.onGroup(ctx, c, "UpdateGroup", *in.GroupName)
		if err != nil {
			return nil, err
		}
		oldName := group.Name
		group.Name, group.Path = stringOr(in.NewGroupName, group.Name), stringOr(in.NewPath, group.Path)
		if !strings.EqualFold(group.Name, oldName) {
			if err := s.groupNameIsFree(ctx, group); err != nil {
				return nil, err
			}
		}
		writes := []Write{{Group: &group, OldName: oldName}}
		for _, arn := range group.Attached {
			p, err := s.policy(ctx, arn)
			if err != nil {
				return nil, err
			}
			p.rename(groupIdentity(&group))
			writes = append(writes, Write{Policy: &p})
		}
		return writes, nil
	})
}

// groupNameIsFree refuses a name that another group has.
func (s *Service) groupNameIsFree(ctx context.Context, group Group) error {
	other, err := s.store.Group(ctx, group.Name)
	switch {
	case errors.Is(err, ErrNotFound):
		return nil
	case err != nil:
		return err
	case other.ID != group.ID:
		return errGroupExists(group.Name)
	}
	return nil
}

// rename changes the name under which a policy remembers an identity.
func (p *Policy) rename(i identity) {
	for n := range p.Attachments {
		if p.Attachments[n].ID == i.id {
			p.Attachments[n].Name = i.name
		}
	}
}
