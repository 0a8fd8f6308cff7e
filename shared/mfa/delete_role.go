package mfa

import "context"

// DeleteRoleRequest names the role.
type DeleteRoleRequest struct {
	RoleName *string
}

func (in DeleteRoleRequest) validate(v *validation) {
	v.required("roleName", in.RoleName, roleNameType)
}

// DeleteRole deletes a role without policies, and ends its sessions.
// DeleteConflict, NoSuchEntity: IAM API reference.
var DeleteRole = operation(IAM, "DeleteRole", (*Service).DeleteRole)

// DeleteRole answers DeleteConflict for a role that has an inline policy or an
// attached one.
func (s *Service) DeleteRole(
	ctx context.Context, c Caller, in DeleteRoleRequest,
) (out NoOutput, err error) {
	return out, s.commit(ctx, func() ([]Write, error) {
		i, err := s.on(ctx, c, RoleKind, *in.RoleName, access{action: "DeleteRole"})
		if err != nil {
			return nil, err
		}
		if err := errHasPolicies(*i.permissions); err != nil {
			return nil, err
		}
		writes, err := s.withoutBoundary(ctx, &i)
		if err != nil {
			return nil, err
		}
		writes[0].Delete = true
		return writes, nil
	})
}
