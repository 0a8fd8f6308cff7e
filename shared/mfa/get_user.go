package mfa

import (
	"context"
	"errors"
)

// GetUserRequest names the user, the caller by default.
type GetUserRequest struct{ UserName *string }

func (in GetUserRequest) validate(v *validation) {
	v.optional("userName", in.UserName, existingUserNameType)
}

// GetUserResponse describes the user.
type GetUserResponse struct{ User UserDetail }

var GetUser = operation(IAM, "GetUser", (*Service).GetUser)

// GetUser describes a user. NoSuchEntity: IAM API reference, GetUser.
func (s *Service) GetUser(ctx context.Context, c Caller, in GetUserRequest) (out GetUserResponse, err error) {
	if c.isRoot() && in.UserName == nil {
		return GetUserResponse{UserDetail{UserId: c.userID, Arn: c.arn}}, nil
	}
	userName, err := c.userOrSelf(in.UserName)
	if err != nil {
		return out, err
	}
	if err := s.authorizeUser(c, "GetUser", userName); err != nil {
		return out, err
	}
	user, err := s.Store.User(ctx, userName)
	if errors.Is(err, ErrNotFound) {
		return out, errNoUser(userName)
	} else if err != nil {
		return out, err
	}
	return GetUserResponse{*s.userDetail(*user.Owner())}, nil
}
