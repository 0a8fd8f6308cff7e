package mfa

import (
	"context"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// A LoginProfileDetail is a login profile in an answer.
type LoginProfileDetail struct {
	UserName              string
	CreateDate            time.Time
	PasswordResetRequired bool
}

func loginProfileDetail(u User) LoginProfileDetail {
	return LoginProfileDetail{u.Name, u.LoginProfile.Created, u.LoginProfile.ResetRequired}
}

// errNoLoginProfile spells User with a capital letter (text A); the error about one
// that exists does not.
func errNoLoginProfile(name string) *Error {
	return fail(NoSuchEntity, "Login Profile for User %s cannot be found.", name)
}

// checkPassword refuses a password of the wrong form. After that it is forgotten.
func (s *Service) checkPassword(ctx context.Context, password secret.String) error {
	account, err := s.store.Account(ctx)
	if err != nil {
		return err
	}
	if !account.allows(password.Reveal()) {
		return fail(PasswordPolicyViolation, "Password does not conform to the account password policy.")
	}
	return nil
}

// A LoginProfileChange has the members that requests about login profiles share.
type LoginProfileChange struct {
	Password                 secret.String
	PasswordResetRequired    *bool
	MaxSigninSessionDuration *int32 // seconds, 3,600 to 7,776,000; there is no sign-in that it could limit
}

func (in LoginProfileChange) validate(v *validation) {
	v.optionalSecret("password", in.Password, passwordType)
	v.between("maxSigninSessionDuration", in.MaxSigninSessionDuration, 3_600, 7_776_000)
}
