package mfa

import "context"

// DeleteRolePermissionsBoundaryRequest names the role.
type DeleteRolePermissionsBoundaryRequest struct{ RoleName *string }

func (in DeleteRolePermissionsBoundaryRequest) validate(v *validation) {
	v.required("roleName", in.RoleName, roleNameType)
}

// DeleteRolePermissionsBoundary removes the permissions boundary of a role.
// NoSuchEntity: IAM API reference.
var DeleteRolePermissionsBoundary = operation(
	IAM, "DeleteRolePermissionsBoundary", (*Service).DeleteRolePermissionsBoundary)

// DeleteRolePermissionsBoundary answers NoSuchEntity if the role has no
// boundary.
func (s *Service) DeleteRolePermissionsBoundary(
	ctx context.Context, c Caller, in DeleteRolePermissionsBoundaryRequest,
) (NoOutput, error) {
	return NoOutput{}, s.deleteBoundary(ctx, c, "DeleteRolePermissionsBoundary", RoleKind, *in.RoleName)
}
