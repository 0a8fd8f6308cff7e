package mfa

import "context"

// DeleteRolePolicyRequest names the role and the policy.
type DeleteRolePolicyRequest struct {
	RoleName   *string
	PolicyName *string
}

func (in DeleteRolePolicyRequest) validate(v *validation) {
	v.required("roleName", in.RoleName, roleNameType)
	v.required("policyName", in.PolicyName, policyNameType)
}

// DeleteRolePolicy deletes an inline policy of a role.
// NoSuchEntity: IAM API reference.
var DeleteRolePolicy = operation(IAM, "DeleteRolePolicy", (*Service).DeleteRolePolicy)

// DeleteRolePolicy answers NoSuchEntity if the role has no such inline policy.
func (s *Service) DeleteRolePolicy(ctx context.Context, c Caller, in DeleteRolePolicyRequest) (NoOutput, error) {
	err := s.deleteInline(ctx, c, "DeleteRolePolicy", RoleKind, *in.RoleName, *in.PolicyName)
	return NoOutput{}, err
}
