package mfa

import "context"

// ListAccountAliasesRequest has the page, of which there is one.
type ListAccountAliasesRequest struct {
	Marker   *string
	MaxItems *int32
}

func (in ListAccountAliasesRequest) validate(v *validation) {
	v.page(in.Marker, in.MaxItems)
}

// ListAccountAliasesResponse has one alias at most.
type ListAccountAliasesResponse struct {
	AccountAliases []string
	IsTruncated    bool
}

// ListAccountAliases lists the alias of the account, if it has one. IAM API
// reference.
var ListAccountAliases = operation(IAM, "ListAccountAliases", (*Service).ListAccountAliases)

// ListAccountAliases ignores Marker and MaxItems: there is one alias at most.
func (s *Service) ListAccountAliases(
	ctx context.Context, c Caller, _ ListAccountAliasesRequest,
) (out ListAccountAliasesResponse, err error) {
	if err := s.onAccount(ctx, c, "ListAccountAliases"); err != nil {
		return out, err
	}
	account, err := s.store.Account(ctx)
	out.AccountAliases = []string{}
	if account.Alias != "" {
		out.AccountAliases = append(out.AccountAliases, account.Alias)
	}
	return out, err
}
