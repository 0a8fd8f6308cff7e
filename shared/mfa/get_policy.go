package mfa

import "context"

// GetPolicyRequest names the policy.
type GetPolicyRequest struct {
	PolicyArn *string
}

func (in GetPolicyRequest) validate(v *validation) {
	v.required("policyArn", in.PolicyArn, arnType)
}

// GetPolicyResponse describes the policy.
type GetPolicyResponse struct {
	Policy PolicyDetail
}

// GetPolicy describes a managed policy.
// NoSuchEntity: IAM API reference.
var GetPolicy = operation(IAM, "GetPolicy", (*Service).GetPolicy)

// GetPolicy answers for SelfServicePolicy as well.
func (s *Service) GetPolicy(
	ctx context.Context, c Caller, in GetPolicyRequest,
) (out GetPolicyResponse, err error) {
	p, err := s.onPolicy(ctx, c, "GetPolicy", *in.PolicyArn)
	if err != nil {
		return out, err
	}
	out.Policy = policyDetail(p)
	out.Policy.Tags = sortedTags(p.Tags)
	return out, nil
}
