package mfa

import "context"

// UpdateLoginProfileRequest names the user. What is left out stays.
type UpdateLoginProfileRequest struct {
	UserName *string
	LoginProfileChange
}

func (in UpdateLoginProfileRequest) validate(v *validation) {
	v.required("userName", in.UserName, userNameType)
	in.LoginProfileChange.validate(v)
}

// UpdateLoginProfile records that a user has another password; only its form is
// looked at, and it is not kept.
// NoSuchEntity, PasswordPolicyViolation: IAM API reference.
var UpdateLoginProfile = operation(IAM, "UpdateLoginProfile", (*Service).UpdateLoginProfile).withFunction()

// UpdateLoginProfile records a change of the password only if one is sent, and
// compares it with the account's rules.
func (s *Service) UpdateLoginProfile(
	ctx context.Context, c Caller, in UpdateLoginProfileRequest,
) (out NoOutput, err error) {
	return out, s.commit(ctx, func() ([]Write, error) {
		user, err := s.targetUser(ctx, c, "UpdateLoginProfile", in.UserName)
		if err != nil {
			return nil, err
		}
		if user.LoginProfile == nil {
			return nil, errNoLoginProfile(user.Name)
		}
		profile := *user.LoginProfile
		user.LoginProfile = &profile
		if in.PasswordResetRequired != nil {
			profile.ResetRequired = *in.PasswordResetRequired
		}
		if !in.Password.IsZero() {
			profile.PasswordChanged = s.now()
			if err := s.checkPassword(ctx, in.Password); err != nil {
				return nil, err
			}
		}
		return []Write{{User: &user}}, nil
	})
}
