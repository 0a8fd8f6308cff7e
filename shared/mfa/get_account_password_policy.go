package mfa

import "context"

// GetAccountPasswordPolicyRequest has no members.
type GetAccountPasswordPolicyRequest struct{}

func (GetAccountPasswordPolicyRequest) validate(*validation) {}

// GetAccountPasswordPolicyResponse has the rules.
type GetAccountPasswordPolicyResponse struct {
	PasswordPolicy PasswordPolicyDetail
}

// GetAccountPasswordPolicy returns the account's rules for passwords.
// NoSuchEntity: IAM API reference.
var GetAccountPasswordPolicy = operation(IAM, "GetAccountPasswordPolicy", (*Service).GetAccountPasswordPolicy)

// GetAccountPasswordPolicy answers NoSuchEntity if the account has no rules.
func (s *Service) GetAccountPasswordPolicy(
	ctx context.Context, c Caller, _ GetAccountPasswordPolicyRequest,
) (out GetAccountPasswordPolicyResponse, err error) {
	if err := s.onAccount(ctx, c, "GetAccountPasswordPolicy"); err != nil {
		return out, err
	}
	account, err := s.store.Account(ctx)
	if err != nil {
		return out, err
	}
	p := account.PasswordPolicy
	if p == nil {
		return out, fail(NoSuchEntity, "The Password Policy with domain name %s cannot be found.", s.accountID)
	}
	out.PasswordPolicy = PasswordPolicyDetail{
		MinimumPasswordLength:      p.MinLength,
		RequireSymbols:             p.Symbols,
		RequireNumbers:             p.Numbers,
		RequireUppercaseCharacters: p.Uppercase,
		RequireLowercaseCharacters: p.Lowercase,
		AllowUsersToChangePassword: p.UsersMayChange,
		ExpirePasswords:            p.MaxAge > 0,
		HardExpiry:                 p.HardExpiry,
	}
	if p.MaxAge > 0 {
		out.PasswordPolicy.MaxPasswordAge = &p.MaxAge
	}
	if p.ReusePrevention > 0 {
		out.PasswordPolicy.PasswordReusePrevention = &p.ReusePrevention
	}
	return out, nil
}

// PasswordPolicyDetail is the account's password policy in an answer.
type PasswordPolicyDetail struct {
	MinimumPasswordLength      int32
	RequireSymbols             bool
	RequireNumbers             bool
	RequireUppercaseCharacters bool
	RequireLowercaseCharacters bool
	AllowUsersToChangePassword bool
	ExpirePasswords            bool
	MaxPasswordAge             *int32 `json:",omitzero"`
	PasswordReusePrevention    *int32 `json:",omitzero"`
	HardExpiry                 *bool  `json:",omitzero"`
}
