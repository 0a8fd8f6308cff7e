package mfa

import "context"

// GetPolicyVersionRequest names the policy and the version.
type GetPolicyVersionRequest struct {
	PolicyArn *string
	VersionId *string
}

func (in GetPolicyVersionRequest) validate(v *validation) {
	v.required("policyArn", in.PolicyArn, arnType)
	v.required("versionId", in.VersionId, policyVersionIDType)
}

// GetPolicyVersionResponse has the version.
type GetPolicyVersionResponse struct {
	PolicyVersion PolicyVersionDetail
}

// GetPolicyVersion returns a version of a managed policy with its document.
// NoSuchEntity: IAM API reference.
var GetPolicyVersion = operation(IAM, "GetPolicyVersion", (*Service).GetPolicyVersion)

// GetPolicyVersion answers for SelfServicePolicy as well, which has one
// version.
func (s *Service) GetPolicyVersion(
	ctx context.Context, c Caller, in GetPolicyVersionRequest,
) (out GetPolicyVersionResponse, err error) {
	p, err := s.onPolicy(ctx, c, "GetPolicyVersion", *in.PolicyArn)
	if err != nil {
		return out, instead(err, noVersion, *in.PolicyArn, *in.VersionId)
	}
	v, err := s.version(ctx, p, *in.VersionId)
	if err != nil {
		return out, err
	}
	out.PolicyVersion = p.versionDetail(v)
	return out, nil
}
