package mfa

import "context"

// DetachGroupPolicyRequest names the group and the managed policy.
type DetachGroupPolicyRequest struct {
	GroupName *string
	PolicyArn *string
}

func (in DetachGroupPolicyRequest) validate(v *validation) {
	v.required("groupName", in.GroupName, groupNameType)
	v.required("policyArn", in.PolicyArn, arnType)
}

// DetachGroupPolicy detaches a managed policy from a group.
// NoSuchEntity: IAM API reference.
var DetachGroupPolicy = operation(IAM, "DetachGroupPolicy", (*Service).DetachGroupPolicy)

// DetachGroupPolicy answers NoSuchEntity if the policy is not attached.
func (s *Service) DetachGroupPolicy(ctx context.Context, c Caller, in DetachGroupPolicyRequest) (NoOutput, error) {
	return NoOutput{}, s.detach(ctx, c, "DetachGroupPolicy", GroupKind, *in.GroupName, *in.PolicyArn)
}
