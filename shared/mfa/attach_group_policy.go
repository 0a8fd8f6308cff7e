package mfa

import "context"

// AttachGroupPolicyRequest names the group and the managed policy.
type AttachGroupPolicyRequest struct {
	GroupName *string
	PolicyArn *string
}

func (in AttachGroupPolicyRequest) validate(v *validation) {
	v.required("groupName", in.GroupName, groupNameType)
	v.required("policyArn", in.PolicyArn, arnType)
}

// AttachGroupPolicy attaches a managed policy to a group.
// LimitExceeded, NoSuchEntity: IAM API reference.
var AttachGroupPolicy = operation(IAM, "AttachGroupPolicy", (*Service).AttachGroupPolicy)

// AttachGroupPolicy changes nothing if the policy is attached. A group has at
// most 10 (LimitExceeded).
func (s *Service) AttachGroupPolicy(ctx context.Context, c Caller, in AttachGroupPolicyRequest) (NoOutput, error) {
	return NoOutput{}, s.attach(ctx, c, "AttachGroupPolicy", GroupKind, *in.GroupName, *in.PolicyArn)
}
