package mfa

import "context"

// ListUserPoliciesRequest names the user and the page.
type ListUserPoliciesRequest struct {
	UserName *string
	Marker   *string
	MaxItems *int32
}

func (in ListUserPoliciesRequest) validate(v *validation) {
	v.required("userName", in.UserName, existingUserNameType)
	v.page(in.Marker, in.MaxItems)
}

// ListUserPoliciesResponse has the names, sorted.
type ListUserPoliciesResponse struct {
	PolicyNames []string
	IsTruncated bool
	Marker      *string `json:",omitzero"`
}

// ListUserPolicies lists the names of the inline policies of a user.
// NoSuchEntity: IAM API reference.
var ListUserPolicies = operation(IAM, "ListUserPolicies", (*Service).ListUserPolicies)

// ListUserPolicies lists inline policies only, no attached ones.
func (s *Service) ListUserPolicies(
	ctx context.Context, c Caller, in ListUserPoliciesRequest,
) (out ListUserPoliciesResponse, err error) {
	out.PolicyNames, out.Marker, err = s.inlineNames(
		ctx, c, "ListUserPolicies", UserKind, *in.UserName, in.Marker, in.MaxItems)
	out.IsTruncated = out.Marker != nil
	return out, err
}
