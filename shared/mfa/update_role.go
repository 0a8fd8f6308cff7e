package mfa

import "context"

// UpdateRoleRequest names the role and what changes.
type UpdateRoleRequest struct {
	RoleName           *string
	Description        *string
	MaxSessionDuration *int32
}

func (in UpdateRoleRequest) validate(v *validation) {
	v.required("roleName", in.RoleName, roleNameType)
	v.optional("description", in.Description, roleDescriptionType)
	v.between("maxSessionDuration", in.MaxSessionDuration, minRoleSession, maxRoleSession)
}

// UpdateRole changes the description of a role, or how long its sessions may last.
// NoSuchEntity: IAM API reference.
var UpdateRole = operation(IAM, "UpdateRole", (*Service).UpdateRole)

// UpdateRole leaves alone what the request does not have.
func (s *Service) UpdateRole(
	ctx context.Context, c Caller, in UpdateRoleRequest,
) (out EmptyResult, err error) {
	return out, s.commit(ctx, func() ([]Write, error) {
		role, err := s.onRole(ctx, c, "UpdateRole", *in.RoleName)
		if err != nil {
			return nil, err
		}
		if in.Description != nil {
			role.Description = in.Description
		}
		if in.MaxSessionDuration != nil {
			role.MaxSession = *in.MaxSessionDuration
		}
		return []Write{{Role: &role}}, nil
	})
}
