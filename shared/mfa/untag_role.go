package mfa

import "context"

// UntagRoleRequest names the role and the keys of its tags.
type UntagRoleRequest struct {
	RoleName *string
	TagKeys  []*string
}

func (in UntagRoleRequest) validate(v *validation) {
	v.required("roleName", in.RoleName, roleNameType)
	v.tagKeys(in.TagKeys)
}

// UntagRole removes tags from a role. Keys that it does not have are ignored.
// NoSuchEntity: IAM API reference.
var UntagRole = operation(IAM, "UntagRole", (*Service).UntagRole)

// UntagRole ignores keys that the role does not have.
func (s *Service) UntagRole(
	ctx context.Context, c Caller, in UntagRoleRequest,
) (out NoOutput, err error) {
	return out, s.commit(ctx, func() ([]Write, error) {
		keys := values(in.TagKeys)
		i, err := s.on(ctx, c, RoleKind, *in.RoleName, access{action: "UntagRole", tagKeys: keys})
		if err != nil {
			return nil, err
		}
		i.write.Role.Tags = withoutTags(i.tags, keys)
		return []Write{i.write}, nil
	})
}
