package mfa

import "context"

// ListGroupPoliciesRequest names the group and the page.
type ListGroupPoliciesRequest struct {
	GroupName *string
	Marker    *string
	MaxItems  *int32
}

func (in ListGroupPoliciesRequest) validate(v *validation) {
	v.required("groupName", in.GroupName, groupNameType)
	v.page(in.Marker, in.MaxItems)
}

// ListGroupPoliciesResponse has the names, sorted.
type ListGroupPoliciesResponse struct {
	PolicyNames []string
	IsTruncated bool
	Marker      *string `json:",omitzero"`
}

// ListGroupPolicies lists the names of the inline policies of a group.
// NoSuchEntity: IAM API reference.
var ListGroupPolicies = operation(IAM, "ListGroupPolicies", (*Service).ListGroupPolicies)

// ListGroupPolicies lists inline policies only, no attached ones.
func (s *Service) ListGroupPolicies(
	ctx context.Context, c Caller, in ListGroupPoliciesRequest,
) (out ListGroupPoliciesResponse, err error) {
	out.PolicyNames, out.Marker, err = s.inlineNames(
		ctx, c, "ListGroupPolicies", GroupKind, *in.GroupName, in.Marker, in.MaxItems)
	out.IsTruncated = out.Marker != nil
	return out, err
}
