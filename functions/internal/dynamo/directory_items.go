package dynamo

import (
	"time"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

type groupItem struct {
	indexKeys
	Name     string    `dynamodbav:"name"`
	Path     string    `dynamodbav:"path"`
	ID       string    `dynamodbav:"id"`
	Created  time.Time `dynamodbav:"created"`
	Members  []string  `dynamodbav:"members,omitempty"`
	Revision string    `dynamodbav:"revision"`
	permissionsItem
}

// A nameItem reserves the name of a group or a policy for what has the id.
type nameItem struct {
	PK string `dynamodbav:"pk"`
	ID string `dynamodbav:"id"`
}

func newGroupItem(g mfa.Group, revision string) groupItem {
	return groupItem{
		indexKeys:       indexKeysOf(groupPK(g.ID), allGroups),
		Name:            g.Name,
		Path:            g.Path,
		ID:              g.ID,
		Created:         g.Created,
		Members:         g.Members,
		Revision:        revision,
		permissionsItem: newPermissions(g.Permissions, nil),
	}
}

func (g groupItem) group() mfa.Group {
	return mfa.Group{
		Name:        g.Name,
		Path:        g.Path,
		ID:          g.ID,
		Created:     g.Created,
		Members:     g.Members,
		Permissions: g.permissions(),
		Revision:    g.Revision,
	}
}

type roleItem struct {
	indexKeys
	Name        string            `dynamodbav:"name"`
	Path        string            `dynamodbav:"path"`
	ID          string            `dynamodbav:"id"`
	Created     time.Time         `dynamodbav:"created"`
	Description *string           `dynamodbav:"description,omitempty"`
	MaxSession  int32             `dynamodbav:"max_session"`
	Trust       string            `dynamodbav:"trust"`
	TrustedIDs  map[string]string `dynamodbav:"trusted_ids,omitempty"`
	lastUseItem
	Revision string `dynamodbav:"revision"`
	permissionsItem
}

func newRoleItem(r mfa.Role, revision string) roleItem {
	return roleItem{
		indexKeys:       indexKeysOf(rolePK(r.Name), allRoles),
		Name:            r.Name,
		Path:            r.Path,
		ID:              r.ID,
		Created:         r.Created,
		Description:     r.Description,
		MaxSession:      r.MaxSession,
		Trust:           r.Trust,
		TrustedIDs:      r.TrustedIDs,
		lastUseItem:     newLastUse(r.LastUsed),
		Revision:        revision,
		permissionsItem: newPermissions(r.Permissions, r.Tags),
	}
}

func (r roleItem) role() mfa.Role {
	return mfa.Role{
		Name:        r.Name,
		Path:        r.Path,
		ID:          r.ID,
		Created:     r.Created,
		Description: r.Description,
		MaxSession:  r.MaxSession,
		Trust:       r.Trust,
		TrustedIDs:  r.TrustedIDs,
		Tags:        r.Tags,
		LastUsed:    r.lastUse(),
		Permissions: r.permissions(),
		Revision:    r.Revision,
	}
}

type policyItem struct {
	indexKeys
	ARN         string            `dynamodbav:"arn"`
	Name        string            `dynamodbav:"name"`
	Path        string            `dynamodbav:"path"`
	ID          string            `dynamodbav:"id"`
	Created     time.Time         `dynamodbav:"created"`
	Updated     time.Time         `dynamodbav:"updated"`
	Description *string           `dynamodbav:"description,omitempty"`
	Tags        map[string]string `dynamodbav:"tags,omitempty"`
	Versions    []versionLine     `dynamodbav:"versions"`
	Default     string            `dynamodbav:"default"`
	LastVersion int               `dynamodbav:"last_version"`
	Document    string            `dynamodbav:"document"`
	Attachments []attachmentItem  `dynamodbav:"attachments,omitempty"`
	Revision    string            `dynamodbav:"revision"`
}

// A versionLine is what a policy says of its versions. Their documents are
// items of their own, because five of them may be larger than an item.
type versionLine struct {
	ID      string    `dynamodbav:"id"`
	Created time.Time `dynamodbav:"created"`
}

type attachmentItem struct {
	Kind     string `dynamodbav:"kind"`
	Name     string `dynamodbav:"name"`
	ID       string `dynamodbav:"id"`
	Boundary bool   `dynamodbav:"boundary,omitempty"`
}

func newPolicyItem(p mfa.Policy, revision string) policyItem {
	out := policyItem{
		indexKeys:   indexKeysOf(policyPK(p.ARN), allPolicies),
		ARN:         p.ARN,
		Name:        p.Name,
		Path:        p.Path,
		ID:          p.ID,
		Created:     p.Created,
		Updated:     p.Updated,
		Description: p.Description,
		Tags:        p.Tags,
		Default:     p.Default,
		LastVersion: p.LastVersion,
		Document:    p.Document,
		Revision:    revision,
	}
	for _, v := range p.Versions {
		out.Versions = append(out.Versions, versionLine{v.ID, v.Created})
	}
	for _, a := range p.Attachments {
		out.Attachments = append(out.Attachments, attachmentItem{string(a.Kind), a.Name, a.ID, a.Boundary})
	}
	return out
}

func (p policyItem) policy() mfa.Policy {
	out := mfa.Policy{
		ARN:         p.ARN,
		Name:        p.Name,
		Path:        p.Path,
		ID:          p.ID,
		Created:     p.Created,
		Updated:     p.Updated,
		Description: p.Description,
		Tags:        p.Tags,
		Default:     p.Default,
		LastVersion: p.LastVersion,
		Document:    p.Document,
		Revision:    p.Revision,
	}
	for _, v := range p.Versions {
		out.Versions = append(out.Versions, mfa.PolicyVersion{ARN: p.ARN, ID: v.ID, Created: v.Created})
	}
	for _, a := range p.Attachments {
		out.Attachments = append(out.Attachments, mfa.Attachment{
			Kind:     mfa.IdentityKind(a.Kind),
			Name:     a.Name,
			ID:       a.ID,
			Boundary: a.Boundary,
		})
	}
	return out
}

type versionItem struct {
	PK       string    `dynamodbav:"pk"`
	ARN      string    `dynamodbav:"arn"`
	ID       string    `dynamodbav:"id"`
	Created  time.Time `dynamodbav:"created"`
	Document string    `dynamodbav:"document"`
}

func newVersionItem(pk string, v mfa.PolicyVersion) versionItem {
	return versionItem{PK: pk, ARN: v.ARN, ID: v.ID, Created: v.Created, Document: v.Document}
}

func (v versionItem) version() mfa.PolicyVersion {
	return mfa.PolicyVersion{ARN: v.ARN, ID: v.ID, Created: v.Created, Document: v.Document}
}
