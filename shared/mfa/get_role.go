package mfa

import "context"

// GetRoleRequest names the role.
type GetRoleRequest struct {
	RoleName *string
}

func (in GetRoleRequest) validate(v *validation) {
	v.required("roleName", in.RoleName, roleNameType)
}

// GetRoleResponse describes the role.
type GetRoleResponse struct {
	Role RoleDetail
}

// GetRole describes a role.
// NoSuchEntity: IAM API reference.
var GetRole = operation(IAM, "GetRole", (*Service).GetRole)

// GetRole includes tags, the boundary and the last use, which listings leave
// out.
func (s *Service) GetRole(
	ctx context.Context, c Caller, in GetRoleRequest,
) (out GetRoleResponse, err error) {
	role, err := s.onRole(ctx, c, "GetRole", *in.RoleName)
	if err != nil {
		return out, err
	}
	shown, err := s.shownTrust(ctx, role)
	if err != nil {
		return out, err
	}
	out.Role = s.roleDetail(role)
	out.Role.AssumeRolePolicyDocument = &shown[0]
	return out, nil
}
