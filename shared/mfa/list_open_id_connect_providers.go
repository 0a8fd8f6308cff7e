package mfa

import "context"

// ListOpenIDConnectProvidersRequest has no members.
type ListOpenIDConnectProvidersRequest struct{}

func (ListOpenIDConnectProvidersRequest) validate(*validation) {}

// ListOpenIDConnectProvidersResponse has an empty list.
type ListOpenIDConnectProvidersResponse struct {
	OpenIDConnectProviderList []NoOutput
}

// ListOpenIDConnectProviders lists no OpenID Connect providers: there are none
// here. IAM API reference.
var ListOpenIDConnectProviders = operation(IAM, "ListOpenIDConnectProviders", (*Service).ListOpenIDConnectProviders)

// ListOpenIDConnectProviders requires the permission, although its answer is
// always empty.
func (s *Service) ListOpenIDConnectProviders(
	ctx context.Context, c Caller, _ ListOpenIDConnectProvidersRequest,
) (out ListOpenIDConnectProvidersResponse, err error) {
	out.OpenIDConnectProviderList = []NoOutput{}
	return out, s.onAccount(ctx, c, "ListOpenIDConnectProviders")
}
