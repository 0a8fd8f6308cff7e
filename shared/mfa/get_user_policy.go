package mfa

import "context"

// GetUserPolicyRequest names the user and the policy.
type GetUserPolicyRequest struct {
	UserName   *string
	PolicyName *string
}

func (in GetUserPolicyRequest) validate(v *validation) {
	v.required("userName", in.UserName, existingUserNameType)
	v.required("policyName", in.PolicyName, policyNameType)
}

// GetUserPolicyResponse has the document as it was sent, and the policy's name
// as the request spells it.
type GetUserPolicyResponse struct {
	UserName       string
	PolicyName     string
	PolicyDocument PolicyDocument
}

// GetUserPolicy returns the document of an inline policy of a user.
// NoSuchEntity: IAM API reference.
var GetUserPolicy = operation(IAM, "GetUserPolicy", (*Service).GetUserPolicy)

// GetUserPolicy finds the policy without regard to case.
func (s *Service) GetUserPolicy(ctx context.Context, c Caller, in GetUserPolicyRequest) (GetUserPolicyResponse, error) {
	i, document, err := s.inline(ctx, c, "GetUserPolicy", UserKind, *in.UserName, *in.PolicyName)
	if err != nil {
		return GetUserPolicyResponse{}, err
	}
	return GetUserPolicyResponse{i.name, *in.PolicyName, document}, nil
}
