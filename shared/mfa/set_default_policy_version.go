package mfa

import "context"

// SetDefaultPolicyVersionRequest names the policy and the version.
type SetDefaultPolicyVersionRequest struct {
	PolicyArn *string
	VersionId *string
}

func (in SetDefaultPolicyVersionRequest) validate(v *validation) {
	v.required("policyArn", in.PolicyArn, arnType)
	v.required("versionId", in.VersionId, policyVersionIDType)
}

// SetDefaultPolicyVersion makes a version the one that is in force wherever the
// policy is attached.
// NoSuchEntity: IAM API reference.
var SetDefaultPolicyVersion = operation(
	IAM, "SetDefaultPolicyVersion", (*Service).SetDefaultPolicyVersion)

// SetDefaultPolicyVersion takes effect with the next request of every identity
// that has the policy.
func (s *Service) SetDefaultPolicyVersion(
	ctx context.Context, c Caller, in SetDefaultPolicyVersionRequest,
) (out NoOutput, err error) {
	return out, s.commit(ctx, func() ([]Write, error) {
		p, err := s.onOwnPolicy(ctx, c, "SetDefaultPolicyVersion", *in.PolicyArn)
		if err != nil {
			return nil, instead(err, noVersion, *in.PolicyArn, *in.VersionId)
		}
		v, err := s.version(ctx, p, *in.VersionId)
		if err != nil || p.Default == v.ID {
			return nil, err
		}
		p.setDefault(v)
		p.Updated = s.now()
		return []Write{{Policy: &p}}, nil
	})
}
