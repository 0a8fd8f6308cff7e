package mfa

import "context"

// UntagPolicyRequest names the policy and the keys of its tags.
type UntagPolicyRequest struct {
	PolicyArn *string
	TagKeys   []*string
}

func (in UntagPolicyRequest) validate(v *validation) {
	v.required("policyArn", in.PolicyArn, arnType)
	v.tagKeys(in.TagKeys)
}

// UntagPolicy removes tags from a managed policy. Keys that it does not have are
// ignored.
// NoSuchEntity: IAM API reference.
var UntagPolicy = operation(IAM, "UntagPolicy", (*Service).UntagPolicy)

// UntagPolicy ignores keys that the policy does not have.
func (s *Service) UntagPolicy(
	ctx context.Context, c Caller, in UntagPolicyRequest,
) (out NoOutput, err error) {
	return out, s.commit(ctx, func() ([]Write, error) {
		keys := values(in.TagKeys)
		withKeys := func(a *access) { a.tagKeys = keys }
		p, err := s.onOwnPolicy(ctx, c, "UntagPolicy", *in.PolicyArn, withKeys)
		if err != nil {
			return nil, err
		}
		p.Tags = withoutTags(p.Tags, keys)
		return []Write{{Policy: &p}}, nil
	})
}
