package mfa

import "context"

// DeleteUserPermissionsBoundaryRequest names the user.
type DeleteUserPermissionsBoundaryRequest struct{ UserName *string }

func (in DeleteUserPermissionsBoundaryRequest) validate(v *validation) {
	v.required("userName", in.UserName, userNameType)
}

// DeleteUserPermissionsBoundary removes the permissions boundary of a user.
// NoSuchEntity: IAM API reference.
var DeleteUserPermissionsBoundary = operation(
	IAM, "DeleteUserPermissionsBoundary", (*Service).DeleteUserPermissionsBoundary)

// DeleteUserPermissionsBoundary answers NoSuchEntity if the user has no
// boundary.
func (s *Service) DeleteUserPermissionsBoundary(
	ctx context.Context, c Caller, in DeleteUserPermissionsBoundaryRequest,
) (NoOutput, error) {
	return NoOutput{}, s.deleteBoundary(ctx, c, "DeleteUserPermissionsBoundary", UserKind, *in.UserName)
}
