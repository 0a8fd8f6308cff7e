package mfa

import "context"

// TagPolicyRequest names the policy and has the tags.
type TagPolicyRequest struct {
	PolicyArn *string
	Tags      []*Tag
}

func (in TagPolicyRequest) validate(v *validation) {
	v.required("policyArn", in.PolicyArn, arnType)
	v.requiredTags(in.Tags)
}

// TagPolicy adds tags to a managed policy, or replaces their values.
// InvalidInput, LimitExceeded, NoSuchEntity: IAM API reference.
var TagPolicy = operation(IAM, "TagPolicy", (*Service).TagPolicy)

// TagPolicy keeps at most 50 tags (LimitExceeded). Keys that differ in case
// only are one key.
func (s *Service) TagPolicy(
	ctx context.Context, c Caller, in TagPolicyRequest,
) (out NoOutput, err error) {
	return out, s.commit(ctx, func() ([]Write, error) {
		withTags := func(a *access) { a.requestTags = in.Tags }
		p, err := s.onOwnPolicy(ctx, c, "TagPolicy", *in.PolicyArn, withTags)
		if err != nil {
			return nil, err
		}
		p.Tags, err = mergeTags(p.Tags, in.Tags)
		return []Write{{Policy: &p}}, err
	})
}
