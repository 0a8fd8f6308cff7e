package mfa

import (
	"context"

	"github.com/virtual-mfa/virtual-mfa/shared/policy"
)

// GetContextKeysForPrincipalPolicyRequest names the user, group or role, and has policies
// to add.
type GetContextKeysForPrincipalPolicyRequest struct {
	PolicySourceArn *string
	PolicyInputList []*string
}

func (in GetContextKeysForPrincipalPolicyRequest) validate(v *validation) {
	v.required("policySourceArn", in.PolicySourceArn, arnType)
	v.documents("policyInputList", in.PolicyInputList)
}

// GetContextKeysForPrincipalPolicy lists the condition keys that the policies of a
// user, a group or a role name.
// InvalidInput, NoSuchEntity: IAM API reference.
var GetContextKeysForPrincipalPolicy = operation(
	IAM, "GetContextKeysForPrincipalPolicy", (*Service).GetContextKeysForPrincipalPolicy)

// GetContextKeysForPrincipalPolicy includes the policies of the groups of a
// user.
func (s *Service) GetContextKeysForPrincipalPolicy(
	ctx context.Context, c Caller, in GetContextKeysForPrincipalPolicyRequest,
) (out GetContextKeysForPolicyResponse, err error) {
	source, err := s.readSource(ctx, c, "GetContextKeysForPrincipalPolicy", *in.PolicySourceArn)
	if err != nil {
		return out, err
	}
	out.ContextKeyNames, err = policy.ContextKeys(append(source.texts(), values(in.PolicyInputList)...))
	return out, malformed(err)
}
