package mfa

import "context"

// CreatePolicyVersionRequest has the new version, and whether it becomes the default.
type CreatePolicyVersionRequest struct {
	PolicyArn      *string
	PolicyDocument *string
	SetAsDefault   *bool
}

func (in CreatePolicyVersionRequest) validate(v *validation) {
	v.required("policyArn", in.PolicyArn, arnType)
	v.required("policyDocument", in.PolicyDocument, policyDocumentType)
}

// CreatePolicyVersionResponse describes the version, without its document.
type CreatePolicyVersionResponse struct {
	PolicyVersion PolicyVersionDetail
}

// CreatePolicyVersion adds a version to a managed policy, which may have five.
// InvalidInput, LimitExceeded, MalformedPolicyDocument, NoSuchEntity: IAM API reference.
var CreatePolicyVersion = operation(IAM, "CreatePolicyVersion", (*Service).CreatePolicyVersion)

// CreatePolicyVersion answers LimitExceeded for a sixth version. A version
// never changes after this.
func (s *Service) CreatePolicyVersion(
	ctx context.Context, c Caller, in CreatePolicyVersionRequest,
) (out CreatePolicyVersionResponse, err error) {
	return out, s.commit(ctx, func() ([]Write, error) {
		p, err := s.onOwnPolicy(ctx, c, "CreatePolicyVersion", *in.PolicyArn)
		if err != nil {
			return nil, err
		}
		if err := checkManaged(*in.PolicyDocument); err != nil {
			return nil, err
		}
		if len(p.Versions) >= maxVersions {
			return nil, fail(LimitExceeded, "A managed policy can have up to %d versions. Before you create a new version, "+
				"you must delete an existing version.", maxVersions)
		}
		v := p.add(*in.PolicyDocument, s.now())
		if in.SetAsDefault != nil && *in.SetAsDefault {
			p.setDefault(v)
		}
		p.Updated = v.Created
		out.PolicyVersion = p.versionDetail(v)
		out.PolicyVersion.Document = nil
		return []Write{{Policy: &p}, {Version: &v}}, nil
	})
}
