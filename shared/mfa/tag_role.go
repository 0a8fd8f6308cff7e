package mfa

import "context"

// TagRoleRequest names the role and has the tags.
type TagRoleRequest struct {
	RoleName *string
	Tags     []*Tag
}

func (in TagRoleRequest) validate(v *validation) {
	v.required("roleName", in.RoleName, roleNameType)
	v.requiredTags(in.Tags)
}

// TagRole adds tags to a role, or replaces their values.
// InvalidInput, LimitExceeded, NoSuchEntity: IAM API reference.
var TagRole = operation(IAM, "TagRole", (*Service).TagRole)

// TagRole keeps at most 50 tags (LimitExceeded). Keys that differ in case only
// are one key.
func (s *Service) TagRole(
	ctx context.Context, c Caller, in TagRoleRequest,
) (out NoOutput, err error) {
	return out, s.commit(ctx, func() ([]Write, error) {
		i, err := s.on(ctx, c, RoleKind, *in.RoleName, access{action: "TagRole", requestTags: in.Tags})
		if err != nil {
			return nil, err
		}
		tags, err := mergeTags(i.tags, in.Tags)
		i.write.Role.Tags = tags
		return []Write{i.write}, err
	})
}
