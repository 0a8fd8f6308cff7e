package mfa

import "context"

// ListInstanceProfilesRequest has the path and the page.
type ListInstanceProfilesRequest struct {
	PathPrefix *string
	Marker     *string
	MaxItems   *int32
}

func (in ListInstanceProfilesRequest) validate(v *validation) {
	v.optional("pathPrefix", in.PathPrefix, pathPrefixType)
	v.page(in.Marker, in.MaxItems)
}

// ListInstanceProfilesResponse has an empty list.
type ListInstanceProfilesResponse struct {
	InstanceProfiles []NoOutput
	IsTruncated      bool
}

// ListInstanceProfiles lists no instance profiles: there are none here. IAM API
// reference.
var ListInstanceProfiles = operation(IAM, "ListInstanceProfiles", (*Service).ListInstanceProfiles)

// ListInstanceProfiles requires the permission, although its answer is always
// empty.
func (s *Service) ListInstanceProfiles(
	ctx context.Context, c Caller, _ ListInstanceProfilesRequest,
) (out ListInstanceProfilesResponse, err error) {
	out.InstanceProfiles = []NoOutput{}
	return out, s.onAccount(ctx, c, "ListInstanceProfiles")
}
