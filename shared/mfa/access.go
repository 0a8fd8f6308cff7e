package mfa

import (
	"context"
	"errors"
)

// An access is what a caller asks for, as policies judge it (service
// authorization reference, "Actions, resources, and condition keys for AWS
// Identity and Access Management").
type access struct {
	service  ServiceName // "" for IAM
	action   string      // without its service prefix
	resource string      // the ARN that is judged, or "*"
	// shown is the resource in the text of a refusal: AWS writes "user alice"
	// for what exists and the ARN for what is being created, and nothing for calls
	// of STS that have no resource.
	shown string

	resourceTags map[string]string // aws:ResourceTag, iam:ResourceTag
	requestTags  []*Tag            // aws:RequestTag, aws:TagKeys
	tagKeys      []string          // aws:TagKeys of a request that names keys only
	policyARN    string            // iam:PolicyARN
	boundary     string            // iam:PermissionsBoundary
	holder       string            // virtual-mfa:Holder

	roleSessionName string // sts:RoleSessionName
	externalID      string // sts:ExternalId
	sourceIdentity  string // sts:SourceIdentity

	transitiveTagKeys []string // sts:TransitiveTagKeys

	// codeSpent says that the request itself has spent a code: whatever the
	// caller's session knows, it has MFA, of this moment.
	codeSpent bool
}

// An identity is a user, a group or a role: what policies are attached to.
type identity struct {
	kind        IdentityKind
	name        string
	path        string
	id          string
	permissions *Permissions
	tags        map[string]string
	write       Write // of the item that permissions belongs to
}

// identity reads a user, a group or a role.
func (s *Service) identity(ctx context.Context, kind IdentityKind, name string) (identity, error) {
	switch kind {
	case GroupKind:
		g, err := s.store.Group(ctx, name)
		return groupIdentity(&g), err
	case RoleKind:
		r, err := s.store.Role(ctx, name)
		return roleIdentity(&r), err
	}
	u, err := s.store.User(ctx, name)
	return userIdentity(&u), err
}

func userIdentity(u *User) identity {
	return identity{
		kind:        UserKind,
		name:        u.Name,
		path:        u.Path,
		id:          u.ID,
		permissions: &u.Permissions,
		tags:        u.Tags,
		write:       Write{User: u},
	}
}

func groupIdentity(g *Group) identity {
	return identity{
		kind:        GroupKind,
		name:        g.Name,
		path:        g.Path,
		id:          g.ID,
		permissions: &g.Permissions,
		write:       Write{Group: g},
	}
}

func roleIdentity(r *Role) identity {
	return identity{
		kind:        RoleKind,
		name:        r.Name,
		path:        r.Path,
		id:          r.ID,
		permissions: &r.Permissions,
		tags:        r.Tags,
		write:       Write{Role: r},
	}
}

// attachment is the identity as a policy remembers it.
func (i identity) attachment(boundary bool) Attachment {
	return Attachment{Kind: i.kind, Name: i.name, ID: i.id, Boundary: boundary}
}

// on reads an identity and authorises an action on it. What does not exist is
// judged under the path "/", so that a refusal says nothing about it.
func (s *Service) on(ctx context.Context, c Caller, kind IdentityKind, name string, a access) (identity, error) {
	i, err := s.identity(ctx, kind, name)
	missing := errors.Is(err, ErrNotFound)
	if err != nil && !missing {
		return identity{}, err
	}
	path, spelled := i.path, i.name
	if missing {
		path, spelled = "/", name
	}
	a.resource = s.identityARN(kind, path, spelled)
	a.shown = string(kind) + " " + name
	a.resourceTags = i.tags
	if a.boundary == "" && !missing {
		a.boundary = i.permissions.Boundary
	}
	if err := s.permit(ctx, c, a); err != nil {
		return identity{}, err
	}
	if missing {
		return identity{}, errNoIdentity(kind, name)
	}
	return i, nil
}

func errNoIdentity(kind IdentityKind, name string) *Error {
	return fail(NoSuchEntity, "The %s with name %s cannot be found.", kind, name)
}

func (s *Service) identityARN(kind IdentityKind, path, name string) string {
	return s.arn(string(kind) + path + name)
}

// commitTries is how often a change is made again on items that others change
// at the same time.
const commitTries = 8

// commit makes the writes that prepare returns after reading what they rely on,
// and prepares them again if that has changed meanwhile. No writes are success.
// ConcurrentModification: IAM API reference, of every operation that changes
// policies.
func (s *Service) commit(ctx context.Context, prepare func() ([]Write, error)) error {
	for range commitTries {
		writes, err := prepare()
		if err != nil || len(writes) == 0 {
			return err
		}
		if err := s.store.Commit(ctx, writes...); !errors.Is(err, ErrConflict) {
			return err
		}
	}
	return errModifiedByTwo
}
