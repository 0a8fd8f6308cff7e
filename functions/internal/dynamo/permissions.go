package dynamo

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/expression"

	"github.com/virtual-mfa/virtual-mfa/shared/mfa"
)

// A permissionsItem is what users, groups and roles have alike. Only users have
// Groups, a LoginProfile, and a revision of their own for it.
type permissionsItem struct {
	Inline              []inlineItem      `dynamodbav:"inline,omitempty"`
	Attached            []string          `dynamodbav:"attached,omitempty"`
	Boundary            string            `dynamodbav:"boundary,omitempty"`
	Groups              []string          `dynamodbav:"groups,omitempty"`
	Tags                map[string]string `dynamodbav:"tags,omitempty"`
	LoginProfile        *loginProfileItem `dynamodbav:"login_profile,omitempty"`
	PermissionsRevision string            `dynamodbav:"permissions_revision,omitempty"`
}

type loginProfileItem struct {
	Created         time.Time `dynamodbav:"created"`
	PasswordChanged time.Time `dynamodbav:"password_changed"`
	ResetRequired   bool      `dynamodbav:"reset_required"`
}

type inlineItem struct {
	Name     string `dynamodbav:"name"`
	Document string `dynamodbav:"document"`
}

func newPermissions(p mfa.Permissions, tags map[string]string) permissionsItem {
	out := permissionsItem{Attached: p.Attached, Boundary: p.Boundary, Tags: tags}
	for _, inline := range p.Inline {
		out.Inline = append(out.Inline, inlineItem(inline))
	}
	return out
}

func (p permissionsItem) permissions() mfa.Permissions {
	out := mfa.Permissions{Attached: p.Attached, Boundary: p.Boundary}
	for _, inline := range p.Inline {
		out.Inline = append(out.Inline, mfa.InlinePolicy(inline))
	}
	return out
}

// hasNoPermissions is the condition that nothing keeps a user from being
// deleted: what is empty is not stored.
var hasNoPermissions = absent("inline").And(
	absent("attached"), absent("boundary"), absent("groups"), absent("login_profile"),
)

func absent(attribute string) expression.ConditionBuilder {
	return expression.AttributeNotExists(expression.Name(attribute))
}

// setPermissions writes the permissions of a user, and leaves alone all that
// codes are judged by.
func setPermissions(u mfa.User, revision string) expression.UpdateBuilder {
	p := newPermissions(u.Permissions, u.Tags)
	change := expression.Set(expression.Name("permissions_revision"), value(revision))
	for attribute, content := range map[string]struct {
		empty bool
		value any
	}{
		"inline":        {len(p.Inline) == 0, p.Inline},
		"attached":      {len(p.Attached) == 0, p.Attached},
		"boundary":      {p.Boundary == "", p.Boundary},
		"groups":        {len(u.Groups) == 0, u.Groups},
		"tags":          {len(u.Tags) == 0, u.Tags},
		"login_profile": {u.LoginProfile == nil, (*loginProfileItem)(u.LoginProfile)},
	} {
		if content.empty {
			change = change.Remove(expression.Name(attribute))
		} else {
			change = change.Set(expression.Name(attribute), value(content.value))
		}
	}
	return change
}

// hasPermissionsRevision is the condition that a user's permissions are as they
// were read.
func hasPermissionsRevision(u mfa.User) expression.ConditionBuilder {
	if u.PermissionsRevision == "" {
		return absent("permissions_revision")
	}
	return expression.Name("permissions_revision").Equal(value(u.PermissionsRevision))
}
