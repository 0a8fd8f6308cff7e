package mfa

import "context"

// DetachUserPolicyRequest names the user and the managed policy.
type DetachUserPolicyRequest struct {
	UserName  *string
	PolicyArn *string
}

func (in DetachUserPolicyRequest) validate(v *validation) {
	v.required("userName", in.UserName, userNameType)
	v.required("policyArn", in.PolicyArn, arnType)
}

// DetachUserPolicy detaches a managed policy from a user.
// NoSuchEntity: IAM API reference.
var DetachUserPolicy = operation(IAM, "DetachUserPolicy", (*Service).DetachUserPolicy)

// DetachUserPolicy answers NoSuchEntity if the policy is not attached.
func (s *Service) DetachUserPolicy(ctx context.Context, c Caller, in DetachUserPolicyRequest) (NoOutput, error) {
	return NoOutput{}, s.detach(ctx, c, "DetachUserPolicy", UserKind, *in.UserName, *in.PolicyArn)
}
