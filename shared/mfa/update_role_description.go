package mfa

import "context"

// UpdateRoleDescriptionRequest names the role and has its new description.
type UpdateRoleDescriptionRequest struct {
	RoleName    *string
	Description *string
}

func (in UpdateRoleDescriptionRequest) validate(v *validation) {
	v.required("roleName", in.RoleName, roleNameType)
	v.required("description", in.Description, roleDescriptionType)
}

// UpdateRoleDescriptionResponse describes the role.
type UpdateRoleDescriptionResponse struct {
	Role RoleDetail
}

// UpdateRoleDescription changes the description of a role.
// NoSuchEntity: IAM API reference.
var UpdateRoleDescription = operation(
	IAM, "UpdateRoleDescription", (*Service).UpdateRoleDescription)

// UpdateRoleDescription returns the role, which UpdateRole does not.
func (s *Service) UpdateRoleDescription(
	ctx context.Context, c Caller, in UpdateRoleDescriptionRequest,
) (out UpdateRoleDescriptionResponse, err error) {
	var role Role
	err = s.commit(ctx, func() (_ []Write, err error) {
		if role, err = s.onRole(ctx, c, "UpdateRoleDescription", *in.RoleName); err != nil {
			return nil, err
		}
		role.Description = in.Description
		return []Write{{Role: &role}}, nil
	})
	if err != nil {
		return out, err
	}
	shown, err := s.shownTrust(ctx, role)
	if err != nil {
		return out, err
	}
	out.Role = s.roleDetail(role)
	out.Role.AssumeRolePolicyDocument = &shown[0]
	out.Role.MaxSessionDuration, out.Role.Tags, out.Role.RoleLastUsed = nil, nil, nil // AWS leaves them out here
	out.Role.PermissionsBoundary = nil
	return out, nil
}
