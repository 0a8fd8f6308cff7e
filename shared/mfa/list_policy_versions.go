package mfa

import (
	"context"
	"fmt"
	"math"
	"slices"
)

// ListPolicyVersionsRequest names the policy and the page.
type ListPolicyVersionsRequest struct {
	PolicyArn *string
	Marker    *string
	MaxItems  *int32
}

func (in ListPolicyVersionsRequest) validate(v *validation) {
	v.required("policyArn", in.PolicyArn, arnType)
	v.page(in.Marker, in.MaxItems)
}

// ListPolicyVersionsResponse has the versions without their documents, the newest first.
type ListPolicyVersionsResponse struct {
	Versions    []PolicyVersionDetail
	IsTruncated bool
	Marker      *string `json:",omitzero"`
}

// ListPolicyVersions lists the versions of a managed policy.
// NoSuchEntity: IAM API reference.
var ListPolicyVersions = operation(IAM, "ListPolicyVersions", (*Service).ListPolicyVersions)

// ListPolicyVersions marks the default version.
func (s *Service) ListPolicyVersions(
	ctx context.Context, c Caller, in ListPolicyVersionsRequest,
) (out ListPolicyVersionsResponse, err error) {
	p, err := s.onPolicy(ctx, c, "ListPolicyVersions", *in.PolicyArn)
	if err != nil {
		return out, err
	}
	slices.Reverse(p.Versions)
	list := pager{s, "ListPolicyVersions " + p.ID, in.Marker, in.MaxItems}
	position := func(v PolicyVersion) string { return fmt.Sprintf("%09d", math.MaxInt32-versionNumber(v.ID)) }
	page, marker, err := slicePage(ctx, list, p.Versions, position)
	out.Versions = make([]PolicyVersionDetail, 0, len(page))
	for _, v := range page {
		detail := p.versionDetail(v)
		detail.Document = nil
		out.Versions = append(out.Versions, detail)
	}
	out.Marker, out.IsTruncated = marker, marker != nil
	return out, err
}
