package mfa

import "context"

// DeleteGroupPolicyRequest names the group and the policy.
type DeleteGroupPolicyRequest struct {
	GroupName  *string
	PolicyName *string
}

func (in DeleteGroupPolicyRequest) validate(v *validation) {
	v.required("groupName", in.GroupName, groupNameType)
	v.required("policyName", in.PolicyName, policyNameType)
}

// DeleteGroupPolicy deletes an inline policy of a group.
// NoSuchEntity: IAM API reference.
var DeleteGroupPolicy = operation(IAM, "DeleteGroupPolicy", (*Service).DeleteGroupPolicy)

// DeleteGroupPolicy answers NoSuchEntity if the group has no such inline
// policy.
func (s *Service) DeleteGroupPolicy(ctx context.Context, c Caller, in DeleteGroupPolicyRequest) (NoOutput, error) {
	err := s.deleteInline(ctx, c, "DeleteGroupPolicy", GroupKind, *in.GroupName, *in.PolicyName)
	return NoOutput{}, err
}
