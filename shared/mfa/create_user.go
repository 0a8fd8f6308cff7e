package mfa

import (
	"context"
	"errors"
)

// CreateUserRequest names the new user. Path is "/" by default. Users have no tags and no permissions boundary here.
type CreateUserRequest struct {
	Path                *string
	PermissionsBoundary *string
	Tags                []*Tag
	UserName            *string
}

func (in CreateUserRequest) validate(v *validation) {
	v.path(in.Path)
	v.required("userName", in.UserName, userNameType)
}

// CreateUserResponse describes the user.
type CreateUserResponse struct{ User UserDetail }

var CreateUser = operation(IAM, "CreateUser", (*Service).CreateUser)

// CreateUser makes a user without devices and keys.
// EntityAlreadyExists, InvalidInput: IAM API reference, CreateUser.
func (s *Service) CreateUser(ctx context.Context, c Caller, in CreateUserRequest) (out CreateUserResponse, err error) {
	path := stringOr(in.Path, "/")
	if err := authorize(c, "CreateUser", s.userARN(path, *in.UserName)); err != nil {
		return out, err
	}
	if in.PermissionsBoundary != nil || len(in.Tags) > 0 { // dropping them in silence would be a lie
		return out, fail(InvalidInput, "Users have no tags and no permissions boundary in this service; leave Tags and PermissionsBoundary out.")
	}
	id, err := s.newUserID()
	if err != nil {
		return out, err
	}
	user := User{Name: *in.UserName, Path: path, ID: id, Created: s.now()}
	if err := s.Store.CreateUser(ctx, user); errors.Is(err, ErrExists) {
		return out, fail(EntityAlreadyExists, "User with name %s already exists.", user.Name)
	} else if err != nil {
		return out, err
	}
	return CreateUserResponse{*s.userDetail(*user.Owner())}, nil
}
