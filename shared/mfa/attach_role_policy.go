package mfa

import "context"

// AttachRolePolicyRequest names the role and the managed policy.
type AttachRolePolicyRequest struct {
	RoleName  *string
	PolicyArn *string
}

func (in AttachRolePolicyRequest) validate(v *validation) {
	v.required("roleName", in.RoleName, roleNameType)
	v.required("policyArn", in.PolicyArn, arnType)
}

// AttachRolePolicy attaches a managed policy to a role.
// LimitExceeded, NoSuchEntity: IAM API reference.
var AttachRolePolicy = operation(IAM, "AttachRolePolicy", (*Service).AttachRolePolicy)

// AttachRolePolicy changes nothing if the policy is attached. A role has at
// most 10 (LimitExceeded).
func (s *Service) AttachRolePolicy(ctx context.Context, c Caller, in AttachRolePolicyRequest) (NoOutput, error) {
	return NoOutput{}, s.attach(ctx, c, "AttachRolePolicy", RoleKind, *in.RoleName, *in.PolicyArn)
}
