package mfa

import "context"

// GetRolePolicyRequest names the role and the policy.
type GetRolePolicyRequest struct {
	RoleName   *string
	PolicyName *string
}

func (in GetRolePolicyRequest) validate(v *validation) {
	v.required("roleName", in.RoleName, roleNameType)
	v.required("policyName", in.PolicyName, policyNameType)
}

// GetRolePolicyResponse has the document as it was sent, and the policy's name
// as the request spells it.
type GetRolePolicyResponse struct {
	RoleName       string
	PolicyName     string
	PolicyDocument PolicyDocument
}

// GetRolePolicy returns the document of an inline policy of a role.
// NoSuchEntity: IAM API reference.
var GetRolePolicy = operation(IAM, "GetRolePolicy", (*Service).GetRolePolicy)

// GetRolePolicy finds the policy without regard to case.
func (s *Service) GetRolePolicy(ctx context.Context, c Caller, in GetRolePolicyRequest) (GetRolePolicyResponse, error) {
	i, document, err := s.inline(ctx, c, "GetRolePolicy", RoleKind, *in.RoleName, *in.PolicyName)
	if err != nil {
		return GetRolePolicyResponse{}, err
	}
	return GetRolePolicyResponse{i.name, *in.PolicyName, document}, nil
}
