package mfa

import "context"

// DeleteGroupRequest names the group.
type DeleteGroupRequest struct {
	GroupName *string
}

func (in DeleteGroupRequest) validate(v *validation) {
	v.required("groupName", in.GroupName, groupNameType)
}

// DeleteGroup deletes a group that has neither members nor policies.
// DeleteConflict, NoSuchEntity: IAM API reference.
var DeleteGroup = operation(IAM, "DeleteGroup", (*Service).DeleteGroup)

// DeleteGroup answers DeleteConflict for a group that has a member, an inline
// policy or an attached one.
func (s *Service) DeleteGroup(
	ctx context.Context, c Caller, in DeleteGroupRequest,
) (out NoOutput, err error) {
	return out, s.commit(ctx, func() ([]Write, error) {
		group, err := s.onGroup(ctx, c, "DeleteGroup", *in.GroupName)
		switch {
		case err != nil:
			return nil, err
		case len(group.Members) > 0:
			return nil, errHasMembers
		}
		return []Write{{Group: &group, Delete: true}}, errHasPolicies(group.Permissions)
	})
}
