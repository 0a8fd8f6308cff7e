package mfa

import "context"

// DeleteAccountAliasRequest names the alias.
type DeleteAccountAliasRequest struct{ AccountAlias *string }

func (in DeleteAccountAliasRequest) validate(v *validation) {
	v.required("accountAlias", in.AccountAlias, accountAliasType)
}

// DeleteAccountAlias takes the alias of the account away.
// NoSuchEntity: IAM API reference.
var DeleteAccountAlias = operation(IAM, "DeleteAccountAlias", (*Service).DeleteAccountAlias)

// DeleteAccountAlias answers NoSuchEntity for an alias that is not the
// account's.
func (s *Service) DeleteAccountAlias(
	ctx context.Context, c Caller, in DeleteAccountAliasRequest,
) (out NoOutput, err error) {
	if err := s.onAccount(ctx, c, "DeleteAccountAlias"); err != nil {
		return out, err
	}
	return out, s.changeAccount(ctx, func(a *Account) error {
		if a.Alias != *in.AccountAlias { // text D
			return fail(NoSuchEntity, "The account alias with name %s cannot be found.", *in.AccountAlias)
		}
		a.Alias = ""
		return nil
	})
}
