package mfa

import "context"

// ListSAMLProvidersRequest has no members.
type ListSAMLProvidersRequest struct{}

func (ListSAMLProvidersRequest) validate(*validation) {}

// ListSAMLProvidersResponse has an empty list.
type ListSAMLProvidersResponse struct {
	SAMLProviderList []NoOutput
}

// ListSAMLProviders lists no SAML providers: there are none here. IAM API
// reference.
var ListSAMLProviders = operation(IAM, "ListSAMLProviders", (*Service).ListSAMLProviders)

// ListSAMLProviders requires the permission, although its answer is always
// empty.
func (s *Service) ListSAMLProviders(
	ctx context.Context, c Caller, _ ListSAMLProvidersRequest,
) (out ListSAMLProvidersResponse, err error) {
	out.SAMLProviderList = []NoOutput{}
	return out, s.onAccount(ctx, c, "ListSAMLProviders")
}
