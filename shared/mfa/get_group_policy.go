package mfa

import "context"

// GetGroupPolicyRequest names the group and the policy.
type GetGroupPolicyRequest struct {
	GroupName  *string
	PolicyName *string
}

func (in GetGroupPolicyRequest) validate(v *validation) {
	v.required("groupName", in.GroupName, groupNameType)
	v.required("policyName", in.PolicyName, policyNameType)
}

// GetGroupPolicyResponse has the document as it was sent, and the policy's name
// as the request spells it.
type GetGroupPolicyResponse struct {
	GroupName      string
	PolicyName     string
	PolicyDocument PolicyDocument
}

// GetGroupPolicy returns the document of an inline policy of a group.
// NoSuchEntity: IAM API reference.
var GetGroupPolicy = operation(IAM, "GetGroupPolicy", (*Service).GetGroupPolicy)

// GetGroupPolicy finds the policy without regard to case.
func (s *Service) GetGroupPolicy(
	ctx context.Context,
	c Caller,
	in GetGroupPolicyRequest,
) (GetGroupPolicyResponse, error) {
	i, document, err := s.inline(ctx, c, "GetGroupPolicy", GroupKind, *in.GroupName, *in.PolicyName)
	if err != nil {
		return GetGroupPolicyResponse{}, err
	}
	return GetGroupPolicyResponse{i.name, *in.PolicyName, document}, nil
}
