package mfa

import "context"

// PutRolePolicyRequest names the role and the policy and has its document.
type PutRolePolicyRequest struct {
	RoleName       *string
	PolicyName     *string
	PolicyDocument *string
}

func (in PutRolePolicyRequest) validate(v *validation) {
	v.required("roleName", in.RoleName, roleNameType)
	v.required("policyName", in.PolicyName, policyNameType)
	v.required("policyDocument", in.PolicyDocument, policyDocumentType)
}

// PutRolePolicy adds an inline policy to a role, or replaces one.
// LimitExceeded, MalformedPolicyDocument, NoSuchEntity: IAM API reference.
var PutRolePolicy = operation(IAM, "PutRolePolicy", (*Service).PutRolePolicy)

// PutRolePolicy answers LimitExceeded if all inline policies of the role
// together are too long.
func (s *Service) PutRolePolicy(ctx context.Context, c Caller, in PutRolePolicyRequest) (NoOutput, error) {
	err := s.putInline(ctx, c, "PutRolePolicy", RoleKind, *in.RoleName, *in.PolicyName, *in.PolicyDocument)
	return NoOutput{}, err
}
