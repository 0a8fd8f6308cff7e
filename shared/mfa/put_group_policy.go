package mfa

import "context"

// PutGroupPolicyRequest names the group and the policy and has its document.
type PutGroupPolicyRequest struct {
	GroupName      *string
	PolicyName     *string
	PolicyDocument *string
}

func (in PutGroupPolicyRequest) validate(v *validation) {
	v.required("groupName", in.GroupName, groupNameType)
	v.required("policyName", in.PolicyName, policyNameType)
	v.required("policyDocument", in.PolicyDocument, policyDocumentType)
}

// PutGroupPolicy adds an inline policy to a group, or replaces one.
// LimitExceeded, MalformedPolicyDocument, NoSuchEntity: IAM API reference.
var PutGroupPolicy = operation(IAM, "PutGroupPolicy", (*Service).PutGroupPolicy)

// PutGroupPolicy answers LimitExceeded if all inline policies of the group
// together are too long.
func (s *Service) PutGroupPolicy(ctx context.Context, c Caller, in PutGroupPolicyRequest) (NoOutput, error) {
	err := s.putInline(ctx, c, "PutGroupPolicy", GroupKind, *in.GroupName, *in.PolicyName, *in.PolicyDocument)
	return NoOutput{}, err
}
