package mfa

import (
	"cmp"
	"context"
	"errors"
)

// CreateUserRequest names the new user. Path is "/" by default.
type CreateUserRequest struct {
	Path                *string
	PermissionsBoundary *string
	Tags                []*Tag
	UserName            *string
}

func (in CreateUserRequest) validate(v *validation) {
	v.path(in.Path)
	v.required("userName", in.UserName, userNameType)
	v.optional("permissionsBoundary", in.PermissionsBoundary, arnType)
	v.tags(in.Tags)
}

// CreateUserResponse describes the user.
type CreateUserResponse struct{ User UserDetail }

// CreateUser creates a user without devices, access keys and policies.
// EntityAlreadyExists, InvalidInput, LimitExceeded, NoSuchEntity: IAM API
// reference.
var CreateUser = operation(IAM, "CreateUser", (*Service).CreateUser)

// CreateUser answers EntityAlreadyExists for a name that differs from a taken
// one in case only.
func (s *Service) CreateUser(ctx context.Context, c Caller, in CreateUserRequest) (out CreateUserResponse, err error) {
	user := User{Name: *in.UserName, Path: stringOr(in.Path, "/"), Created: s.now()}
	if user.ID, err = s.newUserID(); err != nil {
		return out, err
	}
	if err := s.mayCreateUser(ctx, c, in, user); err != nil {
		return out, err
	}
	if user.Tags, err = mergeTags(nil, in.Tags); err != nil {
		return out, err
	}
	if in.PermissionsBoundary == nil {
		err = s.store.CreateUser(ctx, user)
	} else {
		err = s.createWithBoundary(ctx, &user, *in.PermissionsBoundary)
	}
	if errors.Is(err, ErrExists) {
		return out, errUserExists(user.Name)
	}
	return CreateUserResponse{s.wholeUserDetail(user)}, err
}

func (s *Service) mayCreateUser(ctx context.Context, c Caller, in CreateUserRequest, user User) error {
	arn := s.identityARN(UserKind, user.Path, user.Name)
	return s.permit(ctx, c, access{
		action:      "CreateUser",
		resource:    arn,
		shown:       arn,
		requestTags: in.Tags,
		boundary:    stringOr(in.PermissionsBoundary, ""),
	})
}

// createWithBoundary creates a user together with its entry in the policy that
// is its boundary.
func (s *Service) createWithBoundary(ctx context.Context, user *User, arn string) error {
	return s.commit(ctx, func() ([]Write, error) {
		if _, err := s.store.User(ctx, user.Name); !errors.Is(err, ErrNotFound) {
			return nil, cmp.Or(err, ErrExists)
		}
		p, err := s.boundary(ctx, arn)
		if err != nil {
			return nil, err
		}
		user.Boundary = p.ARN
		p.Attachments = append(p.Attachments, userIdentity(user).attachment(true))
		return []Write{{User: user}, {Policy: &p}}, nil
	})
}
