package mfa

import (
	"context"

	"fmt"
	"slices"
	"strings"
)

// ListPoliciesRequest narrows the listing. PolicyUsageFilter has an effect only with
// OnlyAttached, as in AWS.
type ListPoliciesRequest struct {
	Scope             *string
	OnlyAttached      *bool
	PathPrefix        *string
	PolicyUsageFilter *string
	Marker            *string
	MaxItems          *int32
}

func (in ListPoliciesRequest) validate(v *validation) {
	v.oneOf("scope", in.Scope, "All", "AWS", "Local")
	v.optional("pathPrefix", in.PathPrefix, policyPathType)
	v.oneOf("policyUsageFilter", in.PolicyUsageFilter, permissionsPolicyUsage, boundaryUsage)
	v.page(in.Marker, in.MaxItems)
}

// ListPoliciesResponse has policies in no particular order, without Description and Tags.
type ListPoliciesResponse struct {
	Policies    []PolicyDetail
	IsTruncated bool
	Marker      *string `json:",omitzero"`
}

// ListPolicies lists the account's managed policies and the service's own.
// ServiceFailure: IAM API reference.
var ListPolicies = operation(IAM, "ListPolicies", (*Service).ListPolicies)

// ListPolicies may return a short or an empty page that is truncated: see
// filledPage.
func (s *Service) ListPolicies(
	ctx context.Context, c Caller, in ListPoliciesRequest,
) (out ListPoliciesResponse, err error) {
	if err := s.permit(ctx, c, access{action: "ListPolicies", resource: "*", shown: s.arn("policy/")}); err != nil {
		return out, err
	}
	prefix, scope := stringOr(in.PathPrefix, "/"), stringOr(in.Scope, "All")
	keep := func(p Policy) bool {
		return (scope == "All" || (scope == "AWS") == (p.ARN == s.SelfServiceARN())) &&
			strings.HasPrefix(p.Path, prefix) && in.uses(p)
	}
	filter := fmt.Sprint("ListPolicies ", scope, prefix, stringOr(in.PolicyUsageFilter, ""), in.onlyAttached())
	list := pager{s, filter, in.Marker, in.MaxItems}
	policies, marker, err := filledPage(ctx, list, s.policies, keep)
	out.Policies = make([]PolicyDetail, 0, len(policies))
	for _, p := range policies {
		detail := policyDetail(p)
		detail.Description = nil // AWS leaves it out here
		out.Policies = append(out.Policies, detail)
	}
	out.Marker, out.IsTruncated = marker, marker != nil
	return out, err
}

func (in ListPoliciesRequest) onlyAttached() bool { return in.OnlyAttached != nil && *in.OnlyAttached }

// uses reports whether a policy is attached as the request asks.
func (in ListPoliciesRequest) uses(p Policy) bool {
	permissions, boundaries := p.uses()
	switch {
	case !in.onlyAttached():
		return true
	case in.PolicyUsageFilter == nil:
		return permissions+boundaries > 0
	case *in.PolicyUsageFilter == boundaryUsage:
		return boundaries > 0
	}
	return permissions > 0
}

// afterOwn is the position after the service's own policy, which comes before
// those of the store.
const afterOwn = "own"

// policies lists the service's own policy and those of the store.
func (s *Service) policies(ctx context.Context, after string, limit int) (page []Policy, next string, err error) {
	if after == "" {
		own, err := s.policy(ctx, s.SelfServiceARN())
		return []Policy{own}, afterOwn, err
	}
	if after == afterOwn {
		after = ""
	}
	page, next, err = s.store.Policies(ctx, after, limit)
	own := func(p Policy) bool { return p.ARN == s.SelfServiceARN() }
	return slices.DeleteFunc(page, own), next, err
}
