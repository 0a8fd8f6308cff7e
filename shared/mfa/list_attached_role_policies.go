package mfa

import "context"

// ListAttachedRolePoliciesRequest names the role, the path that policies must be
// under, "/" by default, and the page.
type ListAttachedRolePoliciesRequest struct {
	RoleName   *string
	PathPrefix *string
	Marker     *string
	MaxItems   *int32
}

func (in ListAttachedRolePoliciesRequest) validate(v *validation) {
	v.required("roleName", in.RoleName, roleNameType)
	v.optional("pathPrefix", in.PathPrefix, policyPathType)
	v.page(in.Marker, in.MaxItems)
}

// ListAttachedRolePoliciesResponse has the policies, sorted by ARN.
type ListAttachedRolePoliciesResponse struct {
	AttachedPolicies []AttachedPolicy
	IsTruncated      bool
	Marker           *string `json:",omitzero"`
}

// ListAttachedRolePolicies lists the managed policies of a role.
// NoSuchEntity: IAM API reference.
var ListAttachedRolePolicies = operation(IAM, "ListAttachedRolePolicies", (*Service).ListAttachedRolePolicies)

// ListAttachedRolePolicies lists attached policies only, no inline ones.
func (s *Service) ListAttachedRolePolicies(
	ctx context.Context, c Caller, in ListAttachedRolePoliciesRequest,
) (out ListAttachedRolePoliciesResponse, err error) {
	out.AttachedPolicies, out.Marker, err = s.attached(
		ctx, c, "ListAttachedRolePolicies", RoleKind, *in.RoleName, in.PathPrefix, in.Marker, in.MaxItems)
	out.IsTruncated = out.Marker != nil
	return out, err
}
