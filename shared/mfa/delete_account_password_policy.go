package mfa

import "context"

// DeleteAccountPasswordPolicyRequest has no members.
type DeleteAccountPasswordPolicyRequest struct{}

func (DeleteAccountPasswordPolicyRequest) validate(*validation) {}

// DeleteAccountPasswordPolicy deletes the account's rules for passwords.
// NoSuchEntity: IAM API reference.
var DeleteAccountPasswordPolicy = operation(IAM, "DeleteAccountPasswordPolicy", (*Service).DeleteAccountPasswordPolicy)

// DeleteAccountPasswordPolicy answers NoSuchEntity if the account has no rules.
func (s *Service) DeleteAccountPasswordPolicy(
	ctx context.Context, c Caller, _ DeleteAccountPasswordPolicyRequest,
) (out NoOutput, err error) {
	if err := s.onAccount(ctx, c, "DeleteAccountPasswordPolicy"); err != nil {
		return out, err
	}
	return out, s.changeAccount(ctx, func(a *Account) error {
		if a.PasswordPolicy == nil { // text A, and not that of GetAccountPasswordPolicy
			return fail(NoSuchEntity, "The account policy with name PasswordPolicy cannot be found.")
		}
		a.PasswordPolicy = nil
		return nil
	})
}
