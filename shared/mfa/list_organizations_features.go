package mfa

import "context"

// ListOrganizationsFeaturesRequest has no members.
type ListOrganizationsFeaturesRequest struct{}

func (ListOrganizationsFeaturesRequest) validate(*validation) {}

// ListOrganizationsFeatures answers that the account is in no organization, which could
// manage the account root's credentials.
// OrganizationNotFoundException: IAM API reference.
var ListOrganizationsFeatures = operation(IAM, "ListOrganizationsFeatures", (*Service).ListOrganizationsFeatures)

// ListOrganizationsFeatures refuses everyone whom it does not refuse for want of
// the permission.
func (s *Service) ListOrganizationsFeatures(
	ctx context.Context, c Caller, _ ListOrganizationsFeaturesRequest,
) (NoOutput, error) {
	if err := s.onAccount(ctx, c, "ListOrganizationsFeatures"); err != nil {
		return NoOutput{}, err
	}
	return NoOutput{}, fail( // text D
		OrganizationNotFound, "The account %s is not a member of an organization.", s.accountID)
}
