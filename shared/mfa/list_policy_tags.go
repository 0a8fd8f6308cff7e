package mfa

import "context"

// ListPolicyTagsRequest names the policy and the page.
type ListPolicyTagsRequest struct {
	PolicyArn *string
	Marker    *string
	MaxItems  *int32
}

func (in ListPolicyTagsRequest) validate(v *validation) {
	v.required("policyArn", in.PolicyArn, arnType)
	v.page(in.Marker, in.MaxItems)
}

// ListPolicyTagsResponse has the tags, sorted by key.
type ListPolicyTagsResponse struct {
	Tags        []OutTag
	IsTruncated bool
	Marker      *string `json:",omitzero"`
}

// ListPolicyTags lists the tags of a managed policy.
// NoSuchEntity: IAM API reference.
var ListPolicyTags = operation(IAM, "ListPolicyTags", (*Service).ListPolicyTags)

// ListPolicyTags pages the tags by their keys.
func (s *Service) ListPolicyTags(
	ctx context.Context, c Caller, in ListPolicyTagsRequest,
) (out ListPolicyTagsResponse, err error) {
	p, err := s.onPolicy(ctx, c, "ListPolicyTags", *in.PolicyArn)
	if err != nil {
		return out, err
	}
	list := pager{s, "ListPolicyTags " + p.ID, in.Marker, in.MaxItems}
	out.Tags, out.Marker, err = slicePage(ctx, list, sortedTags(p.Tags), func(t OutTag) string { return t.Key })
	out.IsTruncated = out.Marker != nil
	return out, err
}
