package mfa

import "context"

// CreateAccountAliasRequest has the alias.
type CreateAccountAliasRequest struct{ AccountAlias *string }

func (in CreateAccountAliasRequest) validate(v *validation) {
	v.required("accountAlias", in.AccountAlias, accountAliasType)
}

// CreateAccountAlias gives the account an alias in place of the one it has. New
// devices show it in their QR codes.
// EntityAlreadyExists: IAM API reference.
var CreateAccountAlias = operation(IAM, "CreateAccountAlias", (*Service).CreateAccountAlias)

// CreateAccountAlias answers EntityAlreadyExists for the alias that the account
// has.
func (s *Service) CreateAccountAlias(
	ctx context.Context, c Caller, in CreateAccountAliasRequest,
) (out NoOutput, err error) {
	if err := s.onAccount(ctx, c, "CreateAccountAlias"); err != nil {
		return out, err
	}
	return out, s.changeAccount(ctx, func(a *Account) error {
		if a.Alias == *in.AccountAlias {
			return fail(EntityAlreadyExists, "The account alias %s already exists.", a.Alias)
		}
		a.Alias = *in.AccountAlias
		return nil
	})
}
