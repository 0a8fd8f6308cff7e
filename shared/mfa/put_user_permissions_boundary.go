package mfa

import "context"

// PutUserPermissionsBoundaryRequest names the user and, by its ARN, the managed
// policy.
type PutUserPermissionsBoundaryRequest struct {
	UserName            *string
	PermissionsBoundary *string
}

func (in PutUserPermissionsBoundaryRequest) validate(v *validation) {
	v.required("userName", in.UserName, userNameType)
	v.required("permissionsBoundary", in.PermissionsBoundary, arnType)
}

// PutUserPermissionsBoundary makes a managed policy the permissions boundary of
// a user: what it does not allow, no other policy can.
// InvalidInput, NoSuchEntity: IAM API reference.
var PutUserPermissionsBoundary = operation(
	IAM, "PutUserPermissionsBoundary", (*Service).PutUserPermissionsBoundary)

// PutUserPermissionsBoundary replaces the boundary that the user has.
func (s *Service) PutUserPermissionsBoundary(
	ctx context.Context, c Caller, in PutUserPermissionsBoundaryRequest,
) (NoOutput, error) {
	err := s.putBoundary(ctx, c, "PutUserPermissionsBoundary", UserKind, *in.UserName, *in.PermissionsBoundary)
	return NoOutput{}, err
}
