package mfa

import "context"

// CreateLoginProfileRequest names the user, the caller by default.
type CreateLoginProfileRequest struct {
	UserName *string
	LoginProfileChange
}

func (in CreateLoginProfileRequest) validate(v *validation) {
	v.optional("userName", in.UserName, userNameType)
	in.LoginProfileChange.validate(v)
}

// CreateLoginProfileResponse describes the login profile.
type CreateLoginProfileResponse struct {
	LoginProfile LoginProfileDetail
}

// CreateLoginProfile records that a user has a password; only its form is
// looked at, and it is not kept.
// EntityAlreadyExists, NoSuchEntity, PasswordPolicyViolation: IAM API
// reference.
var CreateLoginProfile = operation(IAM, "CreateLoginProfile", (*Service).CreateLoginProfile).withFunction()

// CreateLoginProfile compares the password, if one is sent, with the account's
// rules.
func (s *Service) CreateLoginProfile(
	ctx context.Context, c Caller, in CreateLoginProfileRequest,
) (out CreateLoginProfileResponse, err error) {
	return out, s.commit(ctx, func() ([]Write, error) {
		user, err := s.targetUser(ctx, c, "CreateLoginProfile", in.UserName)
		if err != nil {
			return nil, err
		}
		if user.LoginProfile != nil {
			return nil, fail(EntityAlreadyExists, "Login Profile for user %s already exists.", user.Name)
		}
		if !in.Password.IsZero() {
			if err := s.checkPassword(ctx, in.Password); err != nil {
				return nil, err
			}
		}
		now := s.now()
		user.LoginProfile = &LoginProfile{
			Created:         now,
			PasswordChanged: now,
			ResetRequired:   isSet(in.PasswordResetRequired),
		}
		out.LoginProfile = loginProfileDetail(user)
		return []Write{{User: &user}}, nil
	})
}
