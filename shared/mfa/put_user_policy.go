package mfa

import "context"

// PutUserPolicyRequest names the user and the policy and has its document.
type PutUserPolicyRequest struct {
	UserName       *string
	PolicyName     *string
	PolicyDocument *string
}

func (in PutUserPolicyRequest) validate(v *validation) {
	v.required("userName", in.UserName, existingUserNameType)
	v.required("policyName", in.PolicyName, policyNameType)
	v.required("policyDocument", in.PolicyDocument, policyDocumentType)
}

// PutUserPolicy adds an inline policy to a user, or replaces one.
// LimitExceeded, MalformedPolicyDocument, NoSuchEntity: IAM API reference.
var PutUserPolicy = operation(IAM, "PutUserPolicy", (*Service).PutUserPolicy)

// PutUserPolicy answers LimitExceeded if all inline policies of the user
// together are too long.
func (s *Service) PutUserPolicy(ctx context.Context, c Caller, in PutUserPolicyRequest) (NoOutput, error) {
	err := s.putInline(ctx, c, "PutUserPolicy", UserKind, *in.UserName, *in.PolicyName, *in.PolicyDocument)
	return NoOutput{}, err
}
