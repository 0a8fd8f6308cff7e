package mfa

import (
	"context"
)

// GetUserRequest names the user, the caller by default.
type GetUserRequest struct{ UserName *string }

func (in GetUserRequest) validate(v *validation) {
	v.optional("userName", in.UserName, existingUserNameType)
}

// GetUserResponse describes the user.
type GetUserResponse struct{ User UserDetail }

// GetUser returns a user, the caller by default. NoSuchEntity: IAM API
// reference.
var GetUser = operation(IAM, "GetUser", (*Service).GetUser)

// GetUser describes a user. NoSuchEntity: IAM API reference, GetUser.
func (s *Service) GetUser(ctx context.Context, c Caller, in GetUserRequest) (out GetUserResponse, err error) {
	if c.isRoot() && in.UserName == nil {
		return GetUserResponse{UserDetail{UserId: c.userID, Arn: c.arn, CreateDate: s.accountCreated}}, nil
	}
	user, err := s.targetUser(ctx, c, "GetUser", in.UserName)
	if err != nil {
		return out, err
	}
	return GetUserResponse{s.wholeUserDetail(user)}, nil
}
