package mfa

import "context"

// DeleteLoginProfileRequest names the user, the caller by default.
type DeleteLoginProfileRequest struct{ UserName *string }

func (in DeleteLoginProfileRequest) validate(v *validation) {
	v.optional("userName", in.UserName, userNameType)
}

// DeleteLoginProfile records that a user has no password.
// NoSuchEntity: IAM API reference.
var DeleteLoginProfile = operation(IAM, "DeleteLoginProfile", (*Service).DeleteLoginProfile)

// DeleteLoginProfile answers NoSuchEntity also for a user without a password.
func (s *Service) DeleteLoginProfile(
	ctx context.Context, c Caller, in DeleteLoginProfileRequest,
) (out NoOutput, err error) {
	return out, s.commit(ctx, func() ([]Write, error) {
		user, err := s.targetUser(ctx, c, "DeleteLoginProfile", in.UserName)
		if err != nil {
			return nil, err
		}
		if user.LoginProfile == nil {
			return nil, errNoLoginProfile(user.Name)
		}
		user.LoginProfile = nil
		return []Write{{User: &user}}, nil
	})
}
