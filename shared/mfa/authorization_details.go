package mfa

import (
	"context"
	"slices"
	"time"
)

// An InlinePolicyDetail is an inline policy with its document.
type InlinePolicyDetail struct {
	PolicyName     string
	PolicyDocument PolicyDocument
}

// An AuthorizationUser is a user with its groups and policies.
type AuthorizationUser struct {
	Path                    string
	UserName                string
	UserId                  string
	Arn                     string
	CreateDate              time.Time
	UserPolicyList          []InlinePolicyDetail `json:",omitzero"`
	GroupList               []string
	AttachedManagedPolicies []AttachedPolicy
	PermissionsBoundary     *AttachedPermissionsBoundary `json:",omitzero"`
	Tags                    []OutTag
}

// An AuthorizationRole is a role with its policies.
type AuthorizationRole struct {
	Path                     string
	RoleName                 string
	RoleId                   string
	Arn                      string
	CreateDate               time.Time
	AssumeRolePolicyDocument PolicyDocument
	InstanceProfileList      []NoOutput // always empty
	RolePolicyList           []InlinePolicyDetail
	AttachedManagedPolicies  []AttachedPolicy
	PermissionsBoundary      *AttachedPermissionsBoundary `json:",omitzero"`
	Tags                     []OutTag
	RoleLastUsed             RoleLastUsed
}

// An AuthorizationGroup is a group with its policies.
type AuthorizationGroup struct {
	Path                    string
	GroupName               string
	GroupId                 string
	Arn                     string
	CreateDate              time.Time
	GroupPolicyList         []InlinePolicyDetail
	AttachedManagedPolicies []AttachedPolicy
}

// A ManagedPolicyDetail is a managed policy with all its versions, the newest
// first. It has neither a description nor tags (text A).
type ManagedPolicyDetail struct {
	PolicyDetail
	PolicyVersionList []PolicyVersionDetail
}

func inlinePolicies(p Permissions) []InlinePolicyDetail {
	out := make([]InlinePolicyDetail, 0, len(p.Inline))
	for _, inline := range p.Inline {
		out = append(out, InlinePolicyDetail{inline.Name, PolicyDocument(inline.Document)})
	}
	return out
}

func attachedPolicies(p Permissions) []AttachedPolicy {
	out := make([]AttachedPolicy, 0, len(p.Attached))
	for _, arn := range p.Attached {
		_, name := splitPolicyARN(arn)
		out = append(out, AttachedPolicy{name, arn})
	}
	return out
}

func (s *Service) managedPolicyDetail(ctx context.Context, p Policy) (ManagedPolicyDetail, error) {
	out := ManagedPolicyDetail{PolicyDetail: policyDetail(p)}
	out.Description = nil
	for _, v := range slices.Backward(p.Versions) {
		version, err := s.version(ctx, p, v.ID)
		if err != nil {
			return ManagedPolicyDetail{}, err
		}
		out.PolicyVersionList = append(out.PolicyVersionList, p.versionDetail(version))
	}
	return out, nil
}
