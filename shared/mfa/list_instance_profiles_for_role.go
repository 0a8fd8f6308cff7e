package mfa

import "context"

// ListInstanceProfilesForRoleRequest names the role and the page.
type ListInstanceProfilesForRoleRequest struct {
	RoleName *string
	Marker   *string
	MaxItems *int32
}

func (in ListInstanceProfilesForRoleRequest) validate(v *validation) {
	v.required("roleName", in.RoleName, roleNameType)
	v.page(in.Marker, in.MaxItems)
}

// ListInstanceProfilesForRoleResponse has an empty list.
type ListInstanceProfilesForRoleResponse struct {
	InstanceProfiles []NoOutput
	IsTruncated      bool
}

// ListInstanceProfilesForRole lists no instance profiles: no role is in one
// here.
// NoSuchEntity: IAM API reference.
var ListInstanceProfilesForRole = operation(IAM, "ListInstanceProfilesForRole", (*Service).ListInstanceProfilesForRole)

// ListInstanceProfilesForRole requires the permission and a role that exists,
// although its answer is always empty.
func (s *Service) ListInstanceProfilesForRole(
	ctx context.Context, c Caller, in ListInstanceProfilesForRoleRequest,
) (out ListInstanceProfilesForRoleResponse, err error) {
	_, err = s.onRole(ctx, c, "ListInstanceProfilesForRole", *in.RoleName)
	out.InstanceProfiles = []NoOutput{}
	return out, err
}
