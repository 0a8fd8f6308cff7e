package mfa

import "context"

// ListAttachedGroupPoliciesRequest names the group, the path that policies must be
// under, "/" by default, and the page.
type ListAttachedGroupPoliciesRequest struct {
	GroupName  *string
	PathPrefix *string
	Marker     *string
	MaxItems   *int32
}

func (in ListAttachedGroupPoliciesRequest) validate(v *validation) {
	v.required("groupName", in.GroupName, groupNameType)
	v.optional("pathPrefix", in.PathPrefix, policyPathType)
	v.page(in.Marker, in.MaxItems)
}

// ListAttachedGroupPoliciesResponse has the policies, sorted by ARN.
type ListAttachedGroupPoliciesResponse struct {
	AttachedPolicies []AttachedPolicy
	IsTruncated      bool
	Marker           *string `json:",omitzero"`
}

// ListAttachedGroupPolicies lists the managed policies of a group.
// NoSuchEntity: IAM API reference.
var ListAttachedGroupPolicies = operation(IAM, "ListAttachedGroupPolicies", (*Service).ListAttachedGroupPolicies)

// ListAttachedGroupPolicies lists attached policies only, no inline ones.
func (s *Service) ListAttachedGroupPolicies(
	ctx context.Context, c Caller, in ListAttachedGroupPoliciesRequest,
) (out ListAttachedGroupPoliciesResponse, err error) {
	out.AttachedPolicies, out.Marker, err = s.attached(
		ctx, c, "ListAttachedGroupPolicies", GroupKind, *in.GroupName, in.PathPrefix, in.Marker, in.MaxItems)
	out.IsTruncated = out.Marker != nil
	return out, err
}
