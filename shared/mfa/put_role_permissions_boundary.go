package mfa

import "context"

// PutRolePermissionsBoundaryRequest names the role and, by its ARN, the managed
// policy.
type PutRolePermissionsBoundaryRequest struct {
	RoleName            *string
	PermissionsBoundary *string
}

func (in PutRolePermissionsBoundaryRequest) validate(v *validation) {
	v.required("roleName", in.RoleName, roleNameType)
	v.required("permissionsBoundary", in.PermissionsBoundary, arnType)
}

// PutRolePermissionsBoundary makes a managed policy the permissions boundary of
// a role: what it does not allow, no other policy can.
// InvalidInput, NoSuchEntity: IAM API reference.
var PutRolePermissionsBoundary = operation(
	IAM, "PutRolePermissionsBoundary", (*Service).PutRolePermissionsBoundary)

// PutRolePermissionsBoundary replaces the boundary that the role has.
func (s *Service) PutRolePermissionsBoundary(
	ctx context.Context, c Caller, in PutRolePermissionsBoundaryRequest,
) (NoOutput, error) {
	err := s.putBoundary(ctx, c, "PutRolePermissionsBoundary", RoleKind, *in.RoleName, *in.PermissionsBoundary)
	return NoOutput{}, err
}
