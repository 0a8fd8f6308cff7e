package mfa

import "context"

// AttachUserPolicyRequest names the user and the managed policy.
type AttachUserPolicyRequest struct {
	UserName  *string
	PolicyArn *string
}

func (in AttachUserPolicyRequest) validate(v *validation) {
	v.required("userName", in.UserName, userNameType)
	v.required("policyArn", in.PolicyArn, arnType)
}

// AttachUserPolicy attaches a managed policy to a user.
// LimitExceeded, NoSuchEntity: IAM API reference.
var AttachUserPolicy = operation(IAM, "AttachUserPolicy", (*Service).AttachUserPolicy)

// AttachUserPolicy changes nothing if the policy is attached. A user has at
// most 10 (LimitExceeded).
func (s *Service) AttachUserPolicy(ctx context.Context, c Caller, in AttachUserPolicyRequest) (NoOutput, error) {
	return NoOutput{}, s.attach(ctx, c, "AttachUserPolicy", UserKind, *in.UserName, *in.PolicyArn)
}
