package seedfile

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

// Apply puts what the file has into an empty account, as the account root, whose
// access key rootKeyID is. It does not move the clock. After an error the
// account has a part of it.
func (f *File) Apply(ctx context.Context, s *mfa.Service, rootKeyID string) error {
	signer, err := s.Signer(ctx, rootKeyID, secret.String{})
	if err != nil {
		return err
	}
	root, err := signer.Caller(ctx, true)
	if err != nil {
		return err
	}
	a := &applying{File: f, ctx: ctx, service: s, root: root, arns: map[string]string{
		mfa.SelfServiceName: s.SelfServiceARN(),
	}}
	a.account()
	a.policies()
	a.groups()
	a.users()
	a.roles()
	for i, d := range f.Devices {
		a.device(fmt.Sprintf("devices[%d]", i), "", d)
	}
	for i, d := range f.HardwareDevices {
		a.hardwareDevice(fmt.Sprintf("hardwareDevices[%d]", i), "", d)
	}
	if f.RootDevice != nil {
		a.rootDevice()
	}
	return a.err
}

// IsEmpty reports whether a store has nothing but access keys of the account
// root.
func IsEmpty(ctx context.Context, store mfa.Store) (bool, error) {
	account, err := store.Account(ctx)
	if err != nil || account.Alias != "" || account.PasswordPolicy != nil {
		return false, err
	}
	users, _, err := store.Users(ctx, "", 1)
	if err != nil {
		return false, err
	}
	groups, _, err := store.Groups(ctx, "", 1)
	if err != nil {
		return false, err
	}
	roles, _, err := store.Roles(ctx, "", 1)
	if err != nil {
		return false, err
	}
	policies, _, err := store.Policies(ctx, "", 1)
	if err != nil {
		return false, err
	}
	devices, _, err := store.Devices(ctx, mfa.AnyAssignment, "", 1)
	if err != nil {
		return false, err
	}
	tokens, _, err := store.HardwareDevices(ctx, mfa.AnyAssignment, "", 1)
	return len(users)+len(groups)+len(roles)+len(policies)+len(devices)+len(tokens) == 0, err
}

// An applying puts a file into an account. After the first error it does nothing.
type applying struct {
	*File
	ctx     context.Context
	service *mfa.Service
	root    mfa.Caller
	arns    map[string]string // of managed policies, by name
	err     error
}

// fail remembers the first error and where it was.
func (a *applying) fail(path string, err error) {
	if err != nil && a.err == nil {
		a.err = a.errorAt(path, err)
	}
}

// call carries out an operation for the field at path.
func call[In any](a *applying, path string, op mfa.Operation, in In) (response any) {
	if a.err != nil {
		return nil
	}
	_, response, err := op.Call(a.ctx, a.service, a.root, func(into any) error {
		request, ok := into.(*In)
		if !ok {
			return fmt.Errorf("%s takes a %T", op.Name, into)
		}
		*request = in
		return nil
	})
	a.fail(path, err)
	return response
}

func (a *applying) account() {
	if a.AccountAlias != "" {
		call(a, "accountAlias", mfa.CreateAccountAlias, mfa.CreateAccountAliasRequest{AccountAlias: &a.AccountAlias})
	}
	if a.PasswordPolicy != nil {
		request := mfa.UpdateAccountPasswordPolicyRequest(*a.PasswordPolicy)
		call(a, "passwordPolicy", mfa.UpdateAccountPasswordPolicy, request)
	}
}

func (a *applying) policies() {
	for i, p := range a.Policies {
		path := fmt.Sprintf("policies[%d]", i)
		response := call(a, path, mfa.CreatePolicy, mfa.CreatePolicyRequest{
			PolicyName:     &p.Name,
			Path:           optional(p.Path),
			PolicyDocument: text(p.Document),
			Description:    optional(p.Description),
			Tags:           tags(p.Tags),
		})
		if created, ok := response.(mfa.CreatePolicyResponse); ok && a.err == nil {
			a.arns[p.Name] = created.Policy.Arn
		}
	}
}

func (a *applying) groups() {
	for i, g := range a.Groups {
		path := fmt.Sprintf("groups[%d]", i)
		call(a, path, mfa.CreateGroup, mfa.CreateGroupRequest{Path: optional(g.Path), GroupName: &g.Name})
		for n, name := range g.AttachedPolicies {
			at := fmt.Sprintf("%s.attachedPolicies[%d]", path, n)
			call(a, at, mfa.AttachGroupPolicy, mfa.AttachGroupPolicyRequest{GroupName: &g.Name, PolicyArn: a.arn(at, name)})
		}
		for _, name := range slices.Sorted(maps.Keys(g.InlinePolicies)) {
			call(a, path+".inlinePolicies."+name, mfa.PutGroupPolicy, mfa.PutGroupPolicyRequest{
				GroupName:      &g.Name,
				PolicyName:     &name,
				PolicyDocument: text(g.InlinePolicies[name]),
			})
		}
	}
}

func (a *applying) users() {
	for i, u := range a.Users {
		path := fmt.Sprintf("users[%d]", i)
		call(a, path, mfa.CreateUser, mfa.CreateUserRequest{
			Path:                optional(u.Path),
			PermissionsBoundary: a.arn(path+".permissionsBoundary", u.PermissionsBoundary),
			Tags:                tags(u.Tags),
			UserName:            &u.Name,
		})
		for n, group := range u.Groups {
			at := fmt.Sprintf("%s.groups[%d]", path, n)
			call(a, at, mfa.AddUserToGroup, mfa.AddUserToGroupRequest{GroupName: &group, UserName: &u.Name})
		}
		for n, name := range u.AttachedPolicies {
			at := fmt.Sprintf("%s.attachedPolicies[%d]", path, n)
			call(a, at, mfa.AttachUserPolicy, mfa.AttachUserPolicyRequest{UserName: &u.Name, PolicyArn: a.arn(at, name)})
		}
		for _, name := range slices.Sorted(maps.Keys(u.InlinePolicies)) {
			call(a, path+".inlinePolicies."+name, mfa.PutUserPolicy, mfa.PutUserPolicyRequest{
				UserName:       &u.Name,
				PolicyName:     &name,
				PolicyDocument: text(u.InlinePolicies[name]),
			})
		}
		if u.LoginProfile != nil {
			call(a, path+".loginProfile", mfa.CreateLoginProfile, mfa.CreateLoginProfileRequest{
				UserName:           &u.Name,
				LoginProfileChange: mfa.LoginProfileChange{PasswordResetRequired: &u.LoginProfile.PasswordResetRequired},
			})
		}
		for n, k := range u.AccessKeys {
			a.accessKey(fmt.Sprintf("%s.accessKeys[%d]", path, n), u.Name, k)
		}
		for n, d := range u.Devices {
			a.device(fmt.Sprintf("%s.devices[%d]", path, n), u.Name, d)
		}
		for n, d := range u.HardwareDevices {
			a.hardwareDevice(fmt.Sprintf("%s.hardwareDevices[%d]", path, n), u.Name, d)
		}
	}
}

func (a *applying) roles() {
	for i, r := range a.Roles {
		path := fmt.Sprintf("roles[%d]", i)
		request := mfa.CreateRoleRequest{
			Path:                     optional(r.Path),
			RoleName:                 &r.Name,
			AssumeRolePolicyDocument: text(r.TrustPolicy),
			Description:              optional(r.Description),
			PermissionsBoundary:      a.arn(path+".permissionsBoundary", r.PermissionsBoundary),
			Tags:                     tags(r.Tags),
		}
		if r.MaxSessionDuration != 0 {
			request.MaxSessionDuration = &r.MaxSessionDuration
		}
		call(a, path, mfa.CreateRole, request)
		for n, name := range r.AttachedPolicies {
			at := fmt.Sprintf("%s.attachedPolicies[%d]", path, n)
			call(a, at, mfa.AttachRolePolicy, mfa.AttachRolePolicyRequest{RoleName: &r.Name, PolicyArn: a.arn(at, name)})
		}
		for _, name := range slices.Sorted(maps.Keys(r.InlinePolicies)) {
			call(a, path+".inlinePolicies."+name, mfa.PutRolePolicy, mfa.PutRolePolicyRequest{
				RoleName:       &r.Name,
				PolicyName:     &name,
				PolicyDocument: text(r.InlinePolicies[name]),
			})
		}
	}
}

// arn returns the ARN of a managed policy that is given by its name or its ARN,
// or nil for "".
func (a *applying) arn(path, name string) *string {
	if name == "" {
		return nil
	}
	if arn, known := a.arns[name]; known {
		return &arn
	}
	if !strings.Contains(name, ":") {
		a.fail(path, fmt.Errorf("the file has no managed policy %q; name one that it has, or give an ARN", name))
	}
	return &name
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func text(d document) *string {
	s := string(d)
	return &s
}

func tags(of map[string]string) (list []*mfa.Tag) {
	for _, key := range slices.Sorted(maps.Keys(of)) {
		value := of[key]
		list = append(list, &mfa.Tag{Key: &key, Value: &value})
	}
	return list
}
