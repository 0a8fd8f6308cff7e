package mfa

import (
	"context"
	"slices"

	"github.com/virtual-mfa/virtual-mfa/shared/wire"
)

// A ServiceName is a service as the scope of a signature names it.
type ServiceName = wire.Service

// The services that operations belong to.
const (
	IAM = wire.IAM
	STS = wire.STS
)

// An Operation is one entry of the API: what both protocols, the functions and
// the template are made from.
type Operation struct {
	Name    string
	Service ServiceName

	own     bool // it has a Lambda function of its own
	ours    bool // AWS does not have it
	tickets bool // the holder of an enrollment ticket may call it
	call    func(context.Context, *Service, Caller, func(any) error) (request, response any, err error)
}

// Call lets decode fill the request, checks it against the API's model and
// carries it out. decode's error is returned as it is, and the request as far
// as it was read, for the audit record. Errors that are not an *Error are
// failures of the service.
func (op Operation) Call(
	ctx context.Context,
	s *Service,
	c Caller,
	decode func(request any) error,
) (request, response any, err error) {
	if c.ticket != nil && !op.tickets {
		return nil, nil, errNotTheTickets
	}
	return op.call(ctx, s, c, decode)
}

// Version is the API version that a Query request for the operation must state.
func (op Operation) Version() string {
	if op.ours {
		return wire.OwnVersion
	}
	return op.Service.Version()
}

// TakesTickets reports whether the holder of an enrollment ticket may call the
// operation.
func (op Operation) TakesTickets() bool { return op.tickets }

// SharedFunction is the Lambda function of all operations that have none of their
// own: those that are no MFA operations, and through which no secret passes. Its
// role can neither open a seed nor write what codes are judged by.
const SharedFunction = "Directory"

// Function names the Lambda function that serves the operation: its own, or
// SharedFunction.
func (op Operation) Function() string {
	if op.own {
		return op.Name
	}
	return SharedFunction
}

// withFunction gives the operation a Lambda function, and so a role, of its own.
func (op Operation) withFunction() Operation {
	op.own = true
	return op
}

// withOwnVersion says that AWS does not have the operation.
func (op Operation) withOwnVersion() Operation {
	op.ours = true
	return op
}

// withTickets admits holders of enrollment tickets. The pointer to the request
// must be a ticketRequest.
func (op Operation) withTickets() Operation {
	op.tickets = true
	return op
}

// OperationsOf returns the operations that a Lambda function serves.
func OperationsOf(function string) []Operation {
	return slices.DeleteFunc(Operations(), func(op Operation) bool { return op.Function() != function })
}

// A validator checks its members against the constraints of AWS's API model.
type validator interface{ validate(*validation) }

func operation[In validator, Out any](
	service ServiceName,
	name string,
	do func(*Service, context.Context, Caller, In) (Out, error),
) Operation {
	return Operation{
		Name:    name,
		Service: service,
		call: func(ctx context.Context, s *Service, c Caller, decode func(any) error) (any, any, error) {
			var in In
			if err := c.mayCall(service, name); err != nil {
				return in, nil, err
			}
			if err := decode(&in); err != nil {
				return in, nil, err
			}
			if c.ticket != nil {
				if err := c.ticket.fillIn(&in); err != nil {
					return in, nil, err
				}
			}
			v := validation{echo: service == STS}
			in.validate(&v)
			if err := v.err(); err != nil {
				return in, nil, err
			}
			out, err := do(s, ctx, c, in)
			return in, out, err
		},
	}
}

// Operations returns every operation there is.
func Operations() []Operation {
	return []Operation{
		CreateVirtualMFADevice,
		EnableMFADevice,
		DeactivateMFADevice,
		ResyncMFADevice,
		DeleteVirtualMFADevice,
		ListVirtualMFADevices,
		ListMFADevices,
		GetMFADevice,
		TagMFADevice,
		UntagMFADevice,
		ListMFADeviceTags,
		GetSessionToken,
		AssumeRole,
		GetCallerIdentity,
		GetFederationToken,
		GetAccessKeyInfo,
		DecodeAuthorizationMessage,
		CreateUser,
		GetUser,
		ListUsers,
		UpdateUser,
		DeleteUser,
		CreateAccessKey,
		ListAccessKeys,
		UpdateAccessKey,
		DeleteAccessKey,
		GetAccessKeyLastUsed,
		CreateLoginProfile,
		GetLoginProfile,
		UpdateLoginProfile,
		DeleteLoginProfile,
		TagUser,
		UntagUser,
		ListUserTags,
		PutUserPermissionsBoundary,
		DeleteUserPermissionsBoundary,
		CreateGroup,
		GetGroup,
		UpdateGroup,
		ListGroups,
		DeleteGroup,
		AddUserToGroup,
		RemoveUserFromGroup,
		ListGroupsForUser,
		PutUserPolicy,
		GetUserPolicy,
		ListUserPolicies,
		DeleteUserPolicy,
		PutGroupPolicy,
		GetGroupPolicy,
		ListGroupPolicies,
		DeleteGroupPolicy,
		PutRolePolicy,
		GetRolePolicy,
		ListRolePolicies,
		DeleteRolePolicy,
		CreatePolicy,
		GetPolicy,
		ListPolicies,
		DeletePolicy,
		ListEntitiesForPolicy,
		CreatePolicyVersion,
		GetPolicyVersion,
		ListPolicyVersions,
		DeletePolicyVersion,
		SetDefaultPolicyVersion,
		TagPolicy,
		UntagPolicy,
		ListPolicyTags,
		AttachUserPolicy,
		DetachUserPolicy,
		ListAttachedUserPolicies,
		AttachGroupPolicy,
		DetachGroupPolicy,
		ListAttachedGroupPolicies,
		AttachRolePolicy,
		DetachRolePolicy,
		ListAttachedRolePolicies,
		CreateRole,
		GetRole,
		ListRoles,
		UpdateRole,
		UpdateRoleDescription,
		UpdateAssumeRolePolicy,
		DeleteRole,
		TagRole,
		UntagRole,
		ListRoleTags,
		PutRolePermissionsBoundary,
		DeleteRolePermissionsBoundary,
		SimulateCustomPolicy,
		SimulatePrincipalPolicy,
		GetContextKeysForCustomPolicy,
		GetContextKeysForPrincipalPolicy,
		CreateEnrollmentTicket,
		GetEnrollmentTicket,
		ListEnrollmentTickets,
		DeleteEnrollmentTicket,
		ApproveEnrollmentTicket,
		CreateRecoveryCodes,
		RedeemRecoveryCode,
		ImportMFADevices,
		ListHardwareMFADevices,
		DeleteHardwareMFADevice,
		CreateAccountAlias,
		ListAccountAliases,
		DeleteAccountAlias,
		UpdateAccountPasswordPolicy,
		GetAccountPasswordPolicy,
		DeleteAccountPasswordPolicy,
		GetAccountSummary,
		GetAccountAuthorizationDetails,
		GenerateCredentialReport,
		GetCredentialReport,
		ListSSHPublicKeys,
		ListSigningCertificates,
		ListServiceSpecificCredentials,
		ListInstanceProfiles,
		ListInstanceProfilesForRole,
		ListServerCertificates,
		ListSAMLProviders,
		ListOpenIDConnectProviders,
		ListOrganizationsFeatures,
		GenerateServiceLastAccessedDetails,
		GetServiceLastAccessedDetails,
	}
}

// OperationNamed finds an operation. AWS's names are case-sensitive.
func OperationNamed(name string) (Operation, bool) {
	all := Operations()
	i := slices.IndexFunc(all, func(op Operation) bool { return op.Name == name })
	if i < 0 {
		return Operation{}, false
	}
	return all[i], true
}
