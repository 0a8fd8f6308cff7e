package seedfile

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// pageSize is how many items a listing of the store returns at once.
const pageSize = 100

// From reads what an account has. Seeds and secret access keys are left out
// unless withSecrets is set. Of a managed policy it has the version in force.
func From(ctx context.Context, s *mfa.Service, withSecrets bool) (*File, error) {
	f := &File{}
	e := exporting{ctx: ctx, service: s, withSecrets: withSecrets, file: f, groupNames: map[string]string{}}
	for _, part := range []func() error{e.account, e.policies, e.groups, e.users, e.roles, e.devices, e.stock} {
		if err := part(); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// Encode writes the file as YAML, with its secrets.
func (f *File) Encode() ([]byte, error) {
	var b bytes.Buffer
	encoder := yaml.NewEncoder(&b)
	encoder.SetIndent(2)
	if err := encoder.Encode(f); err != nil {
		return nil, err
	}
	return b.Bytes(), encoder.Close()
}

// An exporting reads an account into a file.
type exporting struct {
	ctx         context.Context
	service     *mfa.Service
	withSecrets bool
	file        *File
	groupNames  map[string]string // by id
}

// each calls visit for every item of a listing.
func each[T any](
	ctx context.Context,
	page func(ctx context.Context, after string, limit int) ([]T, string, error),
	visit func(T) error,
) error {
	for after := ""; ; {
		items, next, err := page(ctx, after, pageSize)
		if err != nil {
			return err
		}
		for _, item := range items {
			if err := visit(item); err != nil {
				return err
			}
		}
		if next == "" {
			return nil
		}
		after = next
	}
}

func (e *exporting) account() error {
	account, err := e.service.Store().Account(e.ctx)
	if err != nil {
		return err
	}
	e.file.AccountAlias = account.Alias
	if p := account.PasswordPolicy; p != nil {
		e.file.PasswordPolicy = &PasswordPolicy{
			MinimumPasswordLength:      &p.MinLength,
			RequireSymbols:             &p.Symbols,
			RequireNumbers:             &p.Numbers,
			RequireUppercaseCharacters: &p.Uppercase,
			RequireLowercaseCharacters: &p.Lowercase,
			AllowUsersToChangePassword: &p.UsersMayChange,
			MaxPasswordAge:             unlessZero(p.MaxAge),
			PasswordReusePrevention:    unlessZero(p.ReusePrevention),
			HardExpiry:                 p.HardExpiry,
		}
	}
	return nil
}

func unlessZero(n int32) *int32 {
	if n == 0 {
		return nil
	}
	return &n
}

func (e *exporting) policies() error {
	defer func() { sortByName(e.file.Policies, func(p Policy) string { return p.Name }) }()
	return each(e.ctx, e.service.Store().Policies, func(listed mfa.Policy) error {
		p, err := e.service.Store().Policy(e.ctx, listed.ARN)
		if err != nil || p.ARN == e.service.SelfServiceARN() {
			return err
		}
		e.file.Policies = append(e.file.Policies, Policy{
			Name:        p.Name,
			Path:        shownPath(p.Path),
			Description: valueOf(p.Description),
			Tags:        p.Tags,
			Document:    document(p.Document),
		})
		return nil
	})
}

func (e *exporting) groups() error {
	defer func() { sortByName(e.file.Groups, func(g Group) string { return g.Name }) }()
	return each(e.ctx, e.service.Store().Groups, func(listed mfa.Group) error {
		g, err := e.service.Store().Group(e.ctx, listed.Name)
		if err != nil {
			return err
		}
		e.groupNames[g.ID] = g.Name
		e.file.Groups = append(e.file.Groups, Group{
			Name:        g.Name,
			Path:        shownPath(g.Path),
			Permissions: permissions(g.Permissions),
		})
		return nil
	})
}

func (e *exporting) users() error {
	defer func() { sortByName(e.file.Users, func(u User) string { return u.Name }) }()
	return each(e.ctx, e.service.Store().Users, func(listed mfa.User) error {
		u, err := e.service.Store().User(e.ctx, listed.Name)
		if err != nil {
			return err
		}
		out := User{
			Name:                u.Name,
			Path:                shownPath(u.Path),
			Tags:                u.Tags,
			PermissionsBoundary: policyName(u.Boundary),
			Permissions:         permissions(u.Permissions),
		}
		for _, id := range u.Groups {
			out.Groups = append(out.Groups, e.groupNames[id])
		}
		slices.Sort(out.Groups)
		if u.LoginProfile != nil {
			out.LoginProfile = &LoginProfile{PasswordResetRequired: u.LoginProfile.ResetRequired}
		}
		if out.AccessKeys, err = e.accessKeys(u.Keys); err != nil {
			return err
		}
		for serial := range u.Devices {
			if mfa.IsHardware(serial) {
				if err := e.hardwareDevice(serial, &out.HardwareDevices); err != nil {
					return err
				}
				continue
			}
			d, err := e.device(serial)
			if err != nil {
				return err
			}
			out.Devices = append(out.Devices, d)
		}
		sortByName(out.Devices, func(d Device) string { return d.Name })
		sortBySerialNumber(out.HardwareDevices)
		e.file.Users = append(e.file.Users, out)
		return nil
	})
}

// roles come in the order of their creation: a trust policy names roles that
// exist.
func (e *exporting) roles() error {
	created := map[string]time.Time{}
	defer func() {
		sortByName(e.file.Roles, func(r Role) string { return created[r.Name].Format(time.RFC3339) + r.Name })
	}()
	return each(e.ctx, e.service.Store().Roles, func(listed mfa.Role) error {
		r, err := e.service.Store().Role(e.ctx, listed.Name)
		if err != nil {
			return err
		}
		created[r.Name] = r.Created
		e.file.Roles = append(e.file.Roles, Role{
			Name:                r.Name,
			Path:                shownPath(r.Path),
			Description:         valueOf(r.Description),
			MaxSessionDuration:  r.MaxSession,
			Tags:                r.Tags,
			PermissionsBoundary: policyName(r.Boundary),
			TrustPolicy:         document(r.Trust),
			Permissions:         permissions(r.Permissions),
		})
		return nil
	})
}

// permissions sorts nothing: the order of attachment is the order of the file.
func permissions(p mfa.Permissions) (out Permissions) {
	for _, arn := range p.Attached {
		out.AttachedPolicies = append(out.AttachedPolicies, policyName(arn))
	}
	for _, inline := range p.Inline {
		if out.InlinePolicies == nil {
			out.InlinePolicies = map[string]document{}
		}
		out.InlinePolicies[inline.Name] = document(inline.Document)
	}
	return out
}

// policyName is the name in the ARN of a managed policy, which is unique in the
// account. It is "" for "".
func policyName(arn string) string { return arn[strings.LastIndexByte(arn, '/')+1:] }

// shownPath leaves the path out that is the default.
func shownPath(p string) string {
	if p == "/" {
		return ""
	}
	return p
}

func valueOf(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func sortByName[T any](list []T, name func(T) string) {
	slices.SortFunc(list, func(a, b T) int { return strings.Compare(name(a), name(b)) })
}
