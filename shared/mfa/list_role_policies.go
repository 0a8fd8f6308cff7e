package mfa

import "context"

// ListRolePoliciesRequest names the role and the page.
type ListRolePoliciesRequest struct {
	RoleName *string
	Marker   *string
	MaxItems *int32
}

func (in ListRolePoliciesRequest) validate(v *validation) {
	v.required("roleName", in.RoleName, roleNameType)
	v.page(in.Marker, in.MaxItems)
}

// ListRolePoliciesResponse has the names, sorted.
type ListRolePoliciesResponse struct {
	PolicyNames []string
	IsTruncated bool
	Marker      *string `json:",omitzero"`
}

// ListRolePolicies lists the names of the inline policies of a role.
// NoSuchEntity: IAM API reference.
var ListRolePolicies = operation(IAM, "ListRolePolicies", (*Service).ListRolePolicies)

// ListRolePolicies lists inline policies only, no attached ones.
func (s *Service) ListRolePolicies(
	ctx context.Context, c Caller, in ListRolePoliciesRequest,
) (out ListRolePoliciesResponse, err error) {
	out.PolicyNames, out.Marker, err = s.inlineNames(
		ctx, c, "ListRolePolicies", RoleKind, *in.RoleName, in.Marker, in.MaxItems)
	out.IsTruncated = out.Marker != nil
	return out, err
}
