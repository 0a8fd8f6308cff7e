package mfa

import (
	"context"
	"slices"
)

// DeletePolicyVersionRequest names the policy and the version.
type DeletePolicyVersionRequest struct {
	PolicyArn *string
	VersionId *string
}

func (in DeletePolicyVersionRequest) validate(v *validation) {
	v.required("policyArn", in.PolicyArn, arnType)
	v.required("versionId", in.VersionId, policyVersionIDType)
}

// DeletePolicyVersion deletes a version that is not the default. Its number is not
// used again.
// DeleteConflict, NoSuchEntity: IAM API reference.
var DeletePolicyVersion = operation(IAM, "DeletePolicyVersion", (*Service).DeletePolicyVersion)

// DeletePolicyVersion answers DeleteConflict for the default version.
func (s *Service) DeletePolicyVersion(
	ctx context.Context, c Caller, in DeletePolicyVersionRequest,
) (out NoOutput, err error) {
	return out, s.commit(ctx, func() ([]Write, error) {
		p, err := s.onOwnPolicy(ctx, c, "DeletePolicyVersion", *in.PolicyArn)
		if err != nil {
			return nil, instead(err, noVersion, *in.PolicyArn, *in.VersionId)
		}
		at := slices.IndexFunc(p.Versions, func(v PolicyVersion) bool { return v.ID == *in.VersionId })
		switch {
		case at < 0:
			return nil, errNoVersion(p.ARN, *in.VersionId)
		case p.Default == *in.VersionId:
			return nil, fail(DeleteConflict, "Cannot delete the default version of a policy.")
		}
		v := p.Versions[at]
		p.Versions = slices.Delete(p.Versions, at, at+1)
		p.Updated = s.now()
		return []Write{{Policy: &p}, {Version: &v, Delete: true}}, nil
	})
}
