package mfa

import "context"

// UpdateAssumeRolePolicyRequest names the role and has its trust policy.
type UpdateAssumeRolePolicyRequest struct {
	RoleName       *string
	PolicyDocument *string
}

func (in UpdateAssumeRolePolicyRequest) validate(v *validation) {
	v.required("roleName", in.RoleName, roleNameType)
	v.required("policyDocument", in.PolicyDocument, policyDocumentType)
}

// UpdateAssumeRolePolicy replaces the trust policy of a role. Sessions that it has
// go on.
// LimitExceeded, MalformedPolicyDocument, NoSuchEntity: IAM API reference.
var UpdateAssumeRolePolicy = operation(
	IAM, "UpdateAssumeRolePolicy", (*Service).UpdateAssumeRolePolicy)

// UpdateAssumeRolePolicy answers MalformedPolicyDocument for what cannot be a
// trust policy. Sessions go on.
func (s *Service) UpdateAssumeRolePolicy(
	ctx context.Context, c Caller, in UpdateAssumeRolePolicyRequest,
) (out NoOutput, err error) {
	return out, s.commit(ctx, func() ([]Write, error) {
		role, err := s.onRole(ctx, c, "UpdateAssumeRolePolicy", *in.RoleName)
		if err != nil {
			return nil, err
		}
		role.Trust = *in.PolicyDocument
		role.TrustedIDs, err = s.trusted(ctx, role.Trust)
		return []Write{{Role: &role}}, err
	})
}
