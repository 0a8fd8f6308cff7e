package mfa

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/policy"
)

// maxVersions is how many versions a managed policy may have.
const maxVersions = 5

// The values of PolicyUsageFilter (IAM API reference, PolicyUsageType).
const (
	permissionsPolicyUsage = "PermissionsPolicy"
	boundaryUsage          = "PermissionsBoundary"
)

// A PolicyDetail is a managed policy in an answer.
type PolicyDetail struct {
	PolicyName                    string
	PolicyId                      string
	Arn                           string
	Path                          string
	DefaultVersionId              string
	AttachmentCount               int32
	PermissionsBoundaryUsageCount int32
	IsAttachable                  bool
	Description                   *string `json:",omitzero"`
	CreateDate                    time.Time
	UpdateDate                    time.Time
	Tags                          []OutTag `json:",omitzero"`
}

func policyDetail(p Policy) PolicyDetail {
	permissions, boundaries := p.uses()
	return PolicyDetail{
		PolicyName:                    p.Name,
		PolicyId:                      p.ID,
		Arn:                           p.ARN,
		Path:                          p.Path,
		DefaultVersionId:              p.Default,
		AttachmentCount:               int32(permissions),
		PermissionsBoundaryUsageCount: int32(boundaries),
		IsAttachable:                  true,
		Description:                   p.Description,
		CreateDate:                    p.Created,
		UpdateDate:                    p.Updated,
	}
}

// A PolicyVersionDetail is a version in an answer.
type PolicyVersionDetail struct {
	Document         *PolicyDocument `json:",omitzero"`
	VersionId        string
	IsDefaultVersion bool
	CreateDate       time.Time
}

func (p Policy) versionDetail(v PolicyVersion) PolicyVersionDetail {
	document := PolicyDocument(v.Document)
	return PolicyVersionDetail{&document, v.ID, v.ID == p.Default, v.Created}
}

// uses counts how often the policy is attached, and is a boundary.
func (p Policy) uses() (permissions, boundaries int) {
	for _, a := range p.Attachments {
		if a.Boundary {
			boundaries++
		} else {
			permissions++
		}
	}
	return permissions, boundaries
}

// add makes the next version of the policy.
func (p *Policy) add(document string, at time.Time) PolicyVersion {
	p.LastVersion++
	v := PolicyVersion{ARN: p.ARN, ID: fmt.Sprint("v", p.LastVersion), Created: at}
	p.Versions = append(p.Versions, v)
	v.Document = document
	return v
}

func (p *Policy) setDefault(v PolicyVersion) { p.Default, p.Document = v.ID, v.Document }

// checkManaged refuses a document that no managed policy may have.
func checkManaged(document string) error {
	if err := checkDocument(document, policy.Managed); err != nil {
		return err
	}
	if policy.Size(document) > policy.MaxManaged {
		return fail(LimitExceeded, "Cannot exceed quota for PolicySize: %d", policy.MaxManaged)
	}
	return nil
}

// onPolicy authorises an action on a managed policy and reads the policy.
func (s *Service) onPolicy(ctx context.Context, c Caller, action, arn string, more ...func(*access)) (Policy, error) {
	p, err := s.policy(ctx, arn)
	var refusal *Error
	if err != nil && !errors.As(err, &refusal) {
		return Policy{}, err
	}
	wanted := access{action: action, resource: arn, shown: "policy " + arn, resourceTags: p.Tags}
	for _, add := range more {
		add(&wanted)
	}
	if err := s.permit(ctx, c, wanted); err != nil {
		return Policy{}, err
	}
	return p, err
}

// onOwnPolicy is onPolicy for changes: the policies of AWS do not change.
func (s *Service) onOwnPolicy(
	ctx context.Context, c Caller, action, arn string, more ...func(*access),
) (Policy, error) {
	p, err := s.onPolicy(ctx, c, action, arn, more...)
	if err == nil && strings.HasPrefix(arn, s.inPartition("arn:aws:iam::aws:")) { // text D
		return Policy{}, fail(AccessDenied, "The policy %s belongs to the service and cannot be changed.", arn)
	}
	return p, err
}

const noVersion = "Policy %s version %s does not exist or is not attachable."

func errNoVersion(arn, id string) *Error { return fail(NoSuchEntity, noVersion, arn, id) }

// version reads one version of a policy with its document.
func (s *Service) version(ctx context.Context, p Policy, id string) (PolicyVersion, error) {
	at := slices.IndexFunc(p.Versions, func(v PolicyVersion) bool { return v.ID == id })
	switch {
	case at < 0:
		return PolicyVersion{}, errNoVersion(p.ARN, id)
	case id == p.Default:
		v := p.Versions[at]
		v.Document = p.Document
		return v, nil
	}
	v, err := s.store.PolicyVersion(ctx, p.ARN, id)
	if errors.Is(err, ErrNotFound) { // deleted since
		return PolicyVersion{}, errNoVersion(p.ARN, id)
	}
	return v, err
}

func versionNumber(id string) int {
	n, _ := strconv.Atoi(strings.TrimPrefix(id, "v"))
	return n
}
