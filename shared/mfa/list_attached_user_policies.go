package mfa

import "context"

// ListAttachedUserPoliciesRequest names the user, the path that policies must be
// under, "/" by default, and the page.
type ListAttachedUserPoliciesRequest struct {
	UserName   *string
	PathPrefix *string
	Marker     *string
	MaxItems   *int32
}

func (in ListAttachedUserPoliciesRequest) validate(v *validation) {
	v.required("userName", in.UserName, userNameType)
	v.optional("pathPrefix", in.PathPrefix, policyPathType)
	v.page(in.Marker, in.MaxItems)
}

// ListAttachedUserPoliciesResponse has the policies, sorted by ARN.
type ListAttachedUserPoliciesResponse struct {
	AttachedPolicies []AttachedPolicy
	IsTruncated      bool
	Marker           *string `json:",omitzero"`
}

// ListAttachedUserPolicies lists the managed policies of a user.
// NoSuchEntity: IAM API reference.
var ListAttachedUserPolicies = operation(IAM, "ListAttachedUserPolicies", (*Service).ListAttachedUserPolicies)

// ListAttachedUserPolicies lists attached policies only, no inline ones.
func (s *Service) ListAttachedUserPolicies(
	ctx context.Context, c Caller, in ListAttachedUserPoliciesRequest,
) (out ListAttachedUserPoliciesResponse, err error) {
	out.AttachedPolicies, out.Marker, err = s.attached(
		ctx, c, "ListAttachedUserPolicies", UserKind, *in.UserName, in.PathPrefix, in.Marker, in.MaxItems)
	out.IsTruncated = out.Marker != nil
	return out, err
}
