package mfa

import (
	"context"
	"errors"
)

// CreatePolicyRequest has the new policy. Path is "/" by default.
type CreatePolicyRequest struct {
	PolicyName     *string
	Path           *string
	PolicyDocument *string
	Description    *string
	Tags           []*Tag
}

func (in CreatePolicyRequest) validate(v *validation) {
	v.required("policyName", in.PolicyName, policyNameType)
	v.optional("path", in.Path, policyPathType)
	v.required("policyDocument", in.PolicyDocument, policyDocumentType)
	v.optional("description", in.Description, policyDescriptionType)
	v.tags(in.Tags)
}

// CreatePolicyResponse describes the policy, without its Description.
type CreatePolicyResponse struct {
	Policy PolicyDetail
}

// CreatePolicy creates a managed policy with one version, v1.
// EntityAlreadyExists, InvalidInput, LimitExceeded, MalformedPolicyDocument:
// IAM API reference.
var CreatePolicy = operation(IAM, "CreatePolicy", (*Service).CreatePolicy)

// CreatePolicy answers EntityAlreadyExists for a name that is taken under any
// path.
func (s *Service) CreatePolicy(
	ctx context.Context, c Caller, in CreatePolicyRequest,
) (out CreatePolicyResponse, err error) {
	path := stringOr(in.Path, "/")
	arn := s.arn("policy" + path + *in.PolicyName)
	wanted := access{action: "CreatePolicy", resource: arn, shown: "policy " + *in.PolicyName, requestTags: in.Tags}
	if err := s.permit(ctx, c, wanted); err != nil {
		return out, err
	}
	tags, err := checkTags(in.Tags)
	if err != nil {
		return out, err
	}
	if err := checkManaged(*in.PolicyDocument); err != nil {
		return out, err
	}
	id, err := newID(s.random, policyIDPrefix, 21)
	if err != nil {
		return out, err
	}
	p := Policy{
		ARN:         arn,
		Name:        *in.PolicyName,
		Path:        path,
		ID:          id,
		Created:     s.now(),
		Updated:     s.now(),
		Description: in.Description,
		Tags:        tags,
	}
	v := p.add(*in.PolicyDocument, s.now())
	p.setDefault(v)
	err = s.store.Commit(ctx, Write{Policy: &p}, Write{Version: &v}, Write{PolicyName: &PolicyName{p.Name, arn}})
	if errors.Is(err, ErrConflict) {
		return out, fail(EntityAlreadyExists, "A policy called %s already exists. Duplicate names are not allowed.", p.Name)
	}
	out.Policy = policyDetail(p)
	out.Policy.Description = nil // AWS leaves it out here
	if len(tags) > 0 {
		out.Policy.Tags = sortedTags(tags)
	}
	return out, err
}
