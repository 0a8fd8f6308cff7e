package mfa

import "context"

// UpdateAccountPasswordPolicyRequest has the rules. What is left out is 6
// characters, false or absent.
type UpdateAccountPasswordPolicyRequest struct {
	MinimumPasswordLength      *int32
	RequireSymbols             *bool
	RequireNumbers             *bool
	RequireUppercaseCharacters *bool
	RequireLowercaseCharacters *bool
	AllowUsersToChangePassword *bool
	MaxPasswordAge             *int32
	PasswordReusePrevention    *int32
	HardExpiry                 *bool
}

func (in UpdateAccountPasswordPolicyRequest) validate(v *validation) {
	v.between("minimumPasswordLength", in.MinimumPasswordLength, minLengthOfPolicies, 128)
	v.between("passwordReusePrevention", in.PasswordReusePrevention, 1, 24)
	v.between("maxPasswordAge", in.MaxPasswordAge, 1, 1095)
}

// UpdateAccountPasswordPolicy replaces the account's rules for passwords, those
// that the request leaves out included. IAM API reference.
var UpdateAccountPasswordPolicy = operation(IAM, "UpdateAccountPasswordPolicy", (*Service).UpdateAccountPasswordPolicy)

// UpdateAccountPasswordPolicy does not concern passwords that were set
// before.
func (s *Service) UpdateAccountPasswordPolicy(
	ctx context.Context, c Caller, in UpdateAccountPasswordPolicyRequest,
) (out NoOutput, err error) {
	if err := s.onAccount(ctx, c, "UpdateAccountPasswordPolicy"); err != nil {
		return out, err
	}
	policy := PasswordPolicy{
		MinLength:       max(number(in.MinimumPasswordLength), minLengthOfPolicies),
		Symbols:         isSet(in.RequireSymbols),
		Numbers:         isSet(in.RequireNumbers),
		Uppercase:       isSet(in.RequireUppercaseCharacters),
		Lowercase:       isSet(in.RequireLowercaseCharacters),
		UsersMayChange:  isSet(in.AllowUsersToChangePassword),
		MaxAge:          number(in.MaxPasswordAge),
		ReusePrevention: number(in.PasswordReusePrevention),
		HardExpiry:      in.HardExpiry,
	}
	return out, s.changeAccount(ctx, func(a *Account) error {
		a.PasswordPolicy = &policy
		return nil
	})
}
