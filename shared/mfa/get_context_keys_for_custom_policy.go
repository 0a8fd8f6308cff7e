package mfa

import (
	"context"

	"github.com/virtual-mfa/virtual-mfa/shared/policy"
)

// GetContextKeysForCustomPolicyRequest has the policies.
type GetContextKeysForCustomPolicyRequest struct {
	PolicyInputList []*string
}

func (in GetContextKeysForCustomPolicyRequest) validate(v *validation) {
	v.requiredList("policyInputList", in.PolicyInputList)
	v.documents("policyInputList", in.PolicyInputList)
}

// GetContextKeysForCustomPolicy lists the condition keys that policies name.
// InvalidInput: IAM API reference.
var GetContextKeysForCustomPolicy = operation(
	IAM, "GetContextKeysForCustomPolicy", (*Service).GetContextKeysForCustomPolicy)

// GetContextKeysForCustomPolicy reads nothing but the request.
func (s *Service) GetContextKeysForCustomPolicy(
	ctx context.Context, c Caller, in GetContextKeysForCustomPolicyRequest,
) (out GetContextKeysForPolicyResponse, err error) {
	wanted := access{action: "GetContextKeysForCustomPolicy", resource: "*", shown: "*"}
	if err := s.permit(ctx, c, wanted); err != nil {
		return out, err
	}
	out.ContextKeyNames, err = policy.ContextKeys(values(in.PolicyInputList))
	return out, malformed(err)
}
