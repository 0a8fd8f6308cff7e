package mfa

import "context"

// DeletePolicyRequest names the policy.
type DeletePolicyRequest struct {
	PolicyArn *string
}

func (in DeletePolicyRequest) validate(v *validation) {
	v.required("policyArn", in.PolicyArn, arnType)
}

// DeletePolicy deletes a managed policy that is not attached and has one
// version.
// DeleteConflict, NoSuchEntity: IAM API reference.
var DeletePolicy = operation(IAM, "DeletePolicy", (*Service).DeletePolicy)

// DeletePolicy answers DeleteConflict for a policy that is attached, is a
// boundary or has a second version.
func (s *Service) DeletePolicy(
	ctx context.Context, c Caller, in DeletePolicyRequest,
) (out NoOutput, err error) {
	return out, s.commit(ctx, func() ([]Write, error) {
		p, err := s.onOwnPolicy(ctx, c, "DeletePolicy", *in.PolicyArn)
		switch {
		case err != nil:
			return nil, err
		case len(p.Attachments) > 0:
			return nil, fail(DeleteConflict, "Cannot delete a policy attached to entities.")
		case len(p.Versions) > 1:
			return nil, fail(DeleteConflict, "This policy has more than one version. Before you delete a policy, "+
				"you must delete the policy's versions. The default version is deleted with the policy.")
		}
		return []Write{
			{Policy: &p, Delete: true},
			{Version: &p.Versions[0], Delete: true},
			{PolicyName: &PolicyName{p.Name, p.ARN}, Delete: true},
		}, nil
	})
}
