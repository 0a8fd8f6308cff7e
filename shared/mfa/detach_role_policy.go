package mfa

import "context"

// DetachRolePolicyRequest names the role and the managed policy.
type DetachRolePolicyRequest struct {
	RoleName  *string
	PolicyArn *string
}

func (in DetachRolePolicyRequest) validate(v *validation) {
	v.required("roleName", in.RoleName, roleNameType)
	v.required("policyArn", in.PolicyArn, arnType)
}

// DetachRolePolicy detaches a managed policy from a role.
// NoSuchEntity: IAM API reference.
var DetachRolePolicy = operation(IAM, "DetachRolePolicy", (*Service).DetachRolePolicy)

// DetachRolePolicy answers NoSuchEntity if the policy is not attached.
func (s *Service) DetachRolePolicy(ctx context.Context, c Caller, in DetachRolePolicyRequest) (NoOutput, error) {
	return NoOutput{}, s.detach(ctx, c, "DetachRolePolicy", RoleKind, *in.RoleName, *in.PolicyArn)
}
