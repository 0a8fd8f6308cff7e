package mfa

import "context"

// GetLoginProfileRequest names the user, the caller by default.
type GetLoginProfileRequest struct{ UserName *string }

func (in GetLoginProfileRequest) validate(v *validation) {
	v.optional("userName", in.UserName, userNameType)
}

// GetLoginProfileResponse describes the login profile.
type GetLoginProfileResponse struct {
	LoginProfile LoginProfileDetail
}

// GetLoginProfile says whether a user has a password, and since when.
// NoSuchEntity: IAM API reference.
var GetLoginProfile = operation(IAM, "GetLoginProfile", (*Service).GetLoginProfile)

// GetLoginProfile answers NoSuchEntity also for a user without a password.
func (s *Service) GetLoginProfile(
	ctx context.Context, c Caller, in GetLoginProfileRequest,
) (out GetLoginProfileResponse, err error) {
	user, err := s.targetUser(ctx, c, "GetLoginProfile", in.UserName)
	if err != nil {
		return out, err
	}
	if user.LoginProfile == nil {
		return out, errNoLoginProfile(user.Name)
	}
	out.LoginProfile = loginProfileDetail(user)
	return out, nil
}
