package mfa

import "context"

// ListServiceSpecificCredentialsRequest names the user, the caller by default, or asks
// for those of all users.
type ListServiceSpecificCredentialsRequest struct {
	UserName    *string
	ServiceName *string
	AllUsers    *bool
	Marker      *string
	MaxItems    *int32
}

func (in ListServiceSpecificCredentialsRequest) validate(v *validation) {
	v.optional("userName", in.UserName, existingUserNameType)
	v.page(in.Marker, in.MaxItems)
	if isSet(in.AllUsers) && in.UserName != nil { // text D
		v.special = fail(ValidationError, "Cannot specify userName when listing the credentials of all users.")
	}
}

// ListServiceSpecificCredentialsResponse has an empty list.
type ListServiceSpecificCredentialsResponse struct {
	ServiceSpecificCredentials []NoOutput
	IsTruncated                bool
}

// ListServiceSpecificCredentials lists no service-specific credentials: no user
// has any here.
// NoSuchEntity: IAM API reference.
var ListServiceSpecificCredentials = operation(
	IAM, "ListServiceSpecificCredentials", (*Service).ListServiceSpecificCredentials)

// ListServiceSpecificCredentials requires the permission, with AllUsers on the
// whole account and otherwise on a user that exists, although its answer is
// always empty.
func (s *Service) ListServiceSpecificCredentials(
	ctx context.Context, c Caller, in ListServiceSpecificCredentialsRequest,
) (out ListServiceSpecificCredentialsResponse, err error) {
	out.ServiceSpecificCredentials = []NoOutput{}
	if isSet(in.AllUsers) {
		return out, s.onAccount(ctx, c, "ListServiceSpecificCredentials")
	}
	_, err = s.targetUser(ctx, c, "ListServiceSpecificCredentials", in.UserName)
	return out, err
}
