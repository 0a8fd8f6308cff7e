package mfa

import (
	"context"
	"errors"
)

// CreateRoleRequest has the new role. Path is "/" and MaxSessionDuration 3,600
// seconds by default.
type CreateRoleRequest struct {
	Path                     *string
	RoleName                 *string
	AssumeRolePolicyDocument *string
	Description              *string
	MaxSessionDuration       *int32
	PermissionsBoundary      *string
	Tags                     []*Tag
}

func (in CreateRoleRequest) validate(v *validation) {
	v.path(in.Path)
	v.required("roleName", in.RoleName, roleNameType)
	v.required("assumeRolePolicyDocument", in.AssumeRolePolicyDocument, policyDocumentType)
	v.optional("description", in.Description, roleDescriptionType)
	v.between("maxSessionDuration", in.MaxSessionDuration, minRoleSession, maxRoleSession)
	v.optional("permissionsBoundary", in.PermissionsBoundary, arnType)
	v.tags(in.Tags)
}

// CreateRoleResponse describes the role, without Description and MaxSessionDuration.
type CreateRoleResponse struct {
	Role RoleDetail
}

// CreateRole creates a role. Its trust policy says who may assume it.
// EntityAlreadyExists, InvalidInput, LimitExceeded, MalformedPolicyDocument:
// IAM API reference.
var CreateRole = operation(IAM, "CreateRole", (*Service).CreateRole)

// CreateRole parses the trust policy, and answers MalformedPolicyDocument if it
// cannot be one.
func (s *Service) CreateRole(
	ctx context.Context, c Caller, in CreateRoleRequest,
) (out CreateRoleResponse, err error) {
	role := Role{
		Name:        *in.RoleName,
		Path:        stringOr(in.Path, "/"),
		Created:     s.now(),
		Description: in.Description,
		MaxSession:  minRoleSession,
		Trust:       *in.AssumeRolePolicyDocument,
	}
	if in.MaxSessionDuration != nil {
		role.MaxSession = *in.MaxSessionDuration
	}
	if role.ID, err = newID(s.random, roleIDPrefix, 21); err != nil {
		return out, err
	}
	err = s.commit(ctx, func() ([]Write, error) { return s.creatingRole(ctx, c, in, &role) })
	if err != nil {
		return out, err
	}
	out.Role = s.roleDetail(role)
	out.Role.Description, out.Role.MaxSessionDuration, out.Role.RoleLastUsed = nil, nil, nil // AWS leaves them out here
	document := PolicyDocument(role.Trust)
	out.Role.AssumeRolePolicyDocument = &document
	return out, nil
}

// creatingRole checks a new role, in AWS's order, and returns the writes that
// create it.
func (s *Service) creatingRole(ctx context.Context, c Caller, in CreateRoleRequest, role *Role) ([]Write, error) {
	arn := s.identityARN(RoleKind, role.Path, role.Name)
	err := s.permit(ctx, c, access{
		action:      "CreateRole",
		resource:    arn,
		shown:       arn,
		requestTags: in.Tags,
		boundary:    stringOr(in.PermissionsBoundary, ""),
	})
	if err != nil {
		return nil, err
	}
	if role.Tags, err = mergeTags(nil, in.Tags); err != nil {
		return nil, err
	}
	if role.TrustedIDs, err = s.trusted(ctx, role.Trust); err != nil {
		return nil, err
	}
	if _, err := s.store.Role(ctx, role.Name); err == nil {
		return nil, fail(EntityAlreadyExists, "Role with name %s already exists.", role.Name)
	} else if !errors.Is(err, ErrNotFound) {
		return nil, err
	}
	writes := []Write{{Role: role}}
	if in.PermissionsBoundary != nil {
		p, err := s.boundary(ctx, *in.PermissionsBoundary)
		if err != nil {
			return nil, err
		}
		role.Boundary = p.ARN
		p.Attachments = append(p.Attachments, roleIdentity(role).attachment(true))
		writes = append(writes, Write{Policy: &p})
	}
	return writes, nil
}
