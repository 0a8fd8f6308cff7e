package mfa

import "context"

// DeleteUserPolicyRequest names the user and the policy.
type DeleteUserPolicyRequest struct {
	UserName   *string
	PolicyName *string
}

func (in DeleteUserPolicyRequest) validate(v *validation) {
	v.required("userName", in.UserName, existingUserNameType)
	v.required("policyName", in.PolicyName, policyNameType)
}

// DeleteUserPolicy deletes an inline policy of a user.
// NoSuchEntity: IAM API reference.
var DeleteUserPolicy = operation(IAM, "DeleteUserPolicy", (*Service).DeleteUserPolicy)

// DeleteUserPolicy answers NoSuchEntity if the user has no such inline policy.
func (s *Service) DeleteUserPolicy(ctx context.Context, c Caller, in DeleteUserPolicyRequest) (NoOutput, error) {
	err := s.deleteInline(ctx, c, "DeleteUserPolicy", UserKind, *in.UserName, *in.PolicyName)
	return NoOutput{}, err
}
